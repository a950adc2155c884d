import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import { AppFailure } from "../contracts/failure.ts";

/** More references than a definition of people's making needs, fewer than blow one up. */
const MOST_ALIASES = 100;

/** Where something stands in a text; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface YamlText {
  /** As plain objects, arrays, texts and numbers; null for an empty text. */
  readonly content: unknown;
  /** Of the value at a path or, where there is none, of the nearest thing around it; with `ofKey` of the key before the value. */
  placeOf(path: readonly PropertyKey[], ofKey?: "ofKey"): Place;
}

/**
 * Reads one YAML document and remembers where everything stands.
 * @param name what messages call it
 * @throws {AppFailure} `bad_input` with line and column for what is not YAML, keys said twice, tags that would run code or
 *                      change a type, and references without end
 */
export function parseYamlText(text: string, name: string): YamlText {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem === undefined) {
      const content: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
      return { content, placeOf: (path, ofKey) => placeIn(document, lines, path, ofKey !== undefined) };
    }
    const { line, col } = lines.linePos(problem.pos[0]);
    throw new AppFailure(
      "bad_input",
      `Cannot read ${name}: line ${line} is not YAML (column ${col}: ${problem.message})`,
    );
  } catch (error) {
    if (error instanceof AppFailure) throw error;
    // Nesting or references without end.
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppFailure("bad_input", `Cannot read ${name}: it is not YAML (${reason})`, { cause: error });
  }
}

function placeIn(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
  ofKey: boolean,
): Place {
  let offset = isNode(document.contents) ? (document.contents.range?.[0] ?? 0) : 0;
  let node: unknown = document.contents;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    let key: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => keyText(item.key) === String(step));
      key = pair?.key;
      node = pair?.value;
    } else if (isSeq(node)) node = node.items[Number(step)];
    else break;
    const isWanted = ofKey && depth === path.length - 1;
    // A key without a value has a place too: its own.
    const shown = !isWanted && isNode(node) && node.range ? node : isNode(key) ? key : node;
    if (!isNode(shown) || !shown.range) break;
    offset = shown.range[0];
  }
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}
