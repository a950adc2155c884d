import { readFile } from "node:fs/promises";
import { LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";
import { AppFailure } from "../contracts/failure.ts";
import { COLUMN_ROLES, FunnelDefinition } from "../contracts/funnel.ts";
import type { Funnel } from "../core/pipeline/funnel.ts";
import { closestName } from "./closest-name.ts";

const MOST_BYTES = 1_000_000; // a funnel of thousands of stages needs a tenth of it

/**
 * Reads a funnel definition.
 * @throws {AppFailure} `not_found` when it cannot be read, `bad_input` with the line and a suggestion when it breaks its contract
 */
export async function readFunnelDefinition(path: string): Promise<FunnelDefinition> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new AppFailure(
      "not_found",
      `Cannot read the funnel definition ${path}: no readable file is there`,
      {
        cause: error,
      },
    );
  }
  return parseFunnelDefinition(text, path);
}

/** The definition in a YAML text; `name` is what messages call it. */
export function parseFunnelDefinition(text: string, name: string): FunnelDefinition {
  if (text.length > MOST_BYTES) {
    throw new AppFailure("bad_input", `Cannot read ${name}: it is larger than a funnel definition can be`);
  }
  const lines = new LineCounter();
  const { document, content } = parseYaml(text, name, lines);
  const result = FunnelDefinition.safeParse(content ?? {});
  if (result.success) return result.data;
  const messages = result.error.issues.slice(0, 5).map((issue) => {
    return `${name} line ${lineOf(document, issue, lines)}: ${describe(issue)}`;
  });
  throw new AppFailure("bad_input", `Cannot use the funnel definition: ${messages.join("; ")}`);
}

/** The part of a definition that says what stages mean; percent become fractions. */
export function funnelOf(definition: FunnelDefinition): Funnel {
  const shares = Object.entries(definition.crmProbabilities);
  const isPercent = shares.some(([, share]) => typeof share === "number" && share > 1);
  return {
    stageOrder: definition.stageOrder.map(String),
    won: definition.won.map(String),
    lost: definition.lost.map(String),
    removed: definition.removed.map(String),
    crmProbabilities: Object.fromEntries(shares.map(([stage, share]) => [stage, fraction(share, isPercent)])),
  };
}

function fraction(share: number | string, isPercent: boolean): number {
  if (typeof share === "number") return isPercent ? share / 100 : share;
  return Math.min(1, Number(share.replace("%", "").replace(",", ".").trim()) / 100);
}

function parseYaml(
  text: string,
  name: string,
  lineCounter: LineCounter,
): { document: Document; content: unknown } {
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false });
    const error = document.errors[0];
    if (error === undefined) return { document, content: document.toJS() };
    const { line } = lineCounter.linePos(error.pos[0]);
    throw new AppFailure("bad_input", `Cannot read ${name}: line ${line} is not YAML (${error.message})`);
  } catch (error) {
    if (error instanceof AppFailure) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppFailure("bad_input", `Cannot read ${name}: it is not YAML (${reason})`, { cause: error });
  }
}

/** Line of the value that an issue is about, or of the nearest thing around it that has a place. */
function lineOf(document: Document, issue: z.core.$ZodIssue, lines: LineCounter): number {
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]!] : issue.path;
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)) {
      return lines.linePos(Number(node.range[0])).line;
    }
  }
  return 1;
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join(".");
  if (issue.code !== "unrecognized_keys") return `${path === "" ? "the definition" : path}: ${issue.message}`;
  const known = knownKeys(path);
  const key = issue.keys[0]!;
  const closest = closestName(key, known);
  const advice = closest === undefined ? `known are ${known.join(", ")}` : `did you mean "${closest}"?`;
  return `"${path === "" ? key : `${path}.${key}`}" is not a setting; ${advice}`;
}

function knownKeys(path: string): readonly string[] {
  if (path === "columns") return COLUMN_ROLES;
  if (path === "holidays") return ["country", "region", "extra"];
  if (path === "fiscalYear") return ["startMonth", "namedBy"];
  return Object.keys(FunnelDefinition.shape);
}
