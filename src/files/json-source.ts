import { readFile } from "node:fs/promises";
import iconv from "iconv-lite";
import { AppFailure } from "../contracts/failure.ts";
import { inspectFile, type FileBytes } from "./inspect-file.ts";
import { recordsOfPages, type PropertyHistories } from "./presets/hubspot-json.ts";
import type { DerivedRow } from "./derived-rows.ts";

export interface JsonSource {
  readonly bytes: FileBytes;
  readonly header: readonly string[];
  readonly rows: readonly DerivedRow[];
  /** Of each row, in their order: what its properties were before. */
  readonly histories: readonly PropertyHistories[];
  /** Whether the file says that another page follows. */
  readonly hasNextPage: boolean;
}

const MOST_BYTES = 256 * 2 ** 20;

/**
 * Reads a file of JSON as rows. The line of a row is the number of its record in the file, 1 = the first.
 * @throws {AppFailure} `bad_input` when it is no JSON, too large for one text, or holds no records that are known
 */
export async function readJsonSource(path: string, signal?: AbortSignal): Promise<JsonSource> {
  const bytes = await inspectFile(path, signal);
  if (bytes.byteCount > MOST_BYTES) {
    throw new AppFailure(
      "bad_input",
      `Cannot read ${path}: JSON of more than ${MOST_BYTES / 2 ** 20} MB is not read; save its pages as several files`,
    );
  }
  const text = iconv.decode(await readFile(path), bytes.encoding, { stripBOM: true });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppFailure("bad_input", `Cannot read ${path} as JSON: ${reason.slice(0, 200)}`, {
      cause: error,
    });
  }
  const found = recordsOfPages(content);
  if (found === undefined) {
    throw new AppFailure(
      "bad_input",
      `Cannot import ${path}: of JSON the pages of HubSpot's API are known, {"results": [{"id", "properties", ...}]}`,
    );
  }
  return { bytes, ...found };
}
