import { readFile, stat } from "node:fs/promises";
import type { z } from "zod";
import { AppFailure } from "../contracts/failure.ts";
import { definitionIssues } from "./definition-issues.ts";
import { parseYamlText } from "./yaml-text.ts";

const MOST_BYTES = 1_000_000; // what people write by hand needs a tenth of it
const MOST_ISSUES = 50;

/**
 * Reads a definition that people write in YAML, such as a scenario.
 * @param noun what the document is called in messages, e.g. "scenario"
 * @throws {AppFailure} `not_found` when it cannot be read; `bad_input` as `parseDefinition` does, and for a file of more
 *                      than a million bytes or of bytes that are not UTF-8
 */
export async function readDefinition<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  noun: string,
): Promise<z.output<Schema>> {
  return parseDefinition(await readDefinitionText(path, noun), path, schema, noun);
}

/**
 * The definition in a YAML text.
 * @param name what messages call the text, such as its file
 * @throws {AppFailure} `bad_input` that lists every breach of the contract as `name:line:column: path: what is wrong; what to do`
 */
export function parseDefinition<Schema extends z.ZodType>(
  text: string,
  name: string,
  schema: Schema,
  noun: string,
): z.output<Schema> {
  ensureDefinitionSize(Buffer.byteLength(text), name, noun);
  const yaml = parseYamlText(text, name);
  const result = schema.safeParse(yaml.content ?? {});
  if (result.success) return result.data;
  const issues = definitionIssues(result.error, schema, yaml);
  const shown = issues.slice(0, MOST_ISSUES).map(({ line, column, path, problem }) => {
    return `\n  ${name}:${line}:${column}: ${path === "" ? `the ${noun}` : path}: ${problem}`;
  });
  const rest = issues.length > MOST_ISSUES ? `\n  and ${issues.length - MOST_ISSUES} more` : "";
  const count = issues.length === 1 ? "" : ` for ${issues.length} reasons`;
  throw new AppFailure("bad_input", `Cannot use the ${noun} ${name}${count}:${shown.join("")}${rest}`);
}

/** The text of a definition's file; throws as `readDefinition` does. */
export async function readDefinitionText(path: string, noun: string): Promise<string> {
  let bytes: Buffer;
  try {
    ensureDefinitionSize((await stat(path)).size, path, noun);
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof AppFailure) throw error;
    const message = `Cannot read the ${noun} ${path}: no readable file is there`;
    throw new AppFailure("not_found", message, { cause: error });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    const message = `Cannot read the ${noun} ${path}: it is not UTF-8 text; save it as UTF-8`;
    throw new AppFailure("bad_input", message, { cause: error });
  }
}

/** @throws {AppFailure} `bad_input` for a text that nobody can have written */
export function ensureDefinitionSize(byteCount: number, name: string, noun: string): void {
  if (byteCount <= MOST_BYTES) return;
  throw new AppFailure("bad_input", `Cannot read ${name}: it is larger than a ${noun} can be (1 MB)`);
}
