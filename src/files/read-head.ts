import iconv from "iconv-lite";
import { AppFailure } from "../contracts/failure.ts";
import { plainName, SYNONYMS } from "./column-roles.ts";
import { TRANSLATIONS } from "./translated-headers.ts";
import { fileChunks, type FileBytes } from "./inspect-file.ts";
import { RecordFramer, RecordTooLong, type CsvShape } from "./record-framer.ts";

export interface CsvHead {
  readonly shape: CsvShape;
  readonly header: readonly string[];
  /** Line of the header. */
  readonly headerLine: number;
  /** Records below the header that the first piece of the file holds. */
  readonly sample: readonly (readonly string[])[];
  /** Lines above the header that are no rows, where an export begins with a few about itself. */
  readonly preamble?: readonly string[];
}

const DELIMITERS = [",", ";", "\t", "|"] as const;
const SAMPLE_RECORDS = 100;
const KNOWN_HEADERS: ReadonlySet<string> = new Set(
  [...Object.values(SYNONYMS), ...Object.values(TRANSLATIONS)].flat(),
);

/**
 * Reads the header and decides the delimiter: the one with which the header holds most known columns; of equals the one
 * with which most records are as wide as the header, then the one that gives most columns. One column is no evidence.
 */
export async function readHead(
  file: FileBytes,
  delimiter: string | undefined,
  signal?: AbortSignal,
): Promise<CsvHead> {
  const text = await firstText(file, signal);
  const candidates = delimitersOf(text, delimiter);
  const heads = candidates.map((candidate) =>
    headOf(text, { delimiter: candidate, newline: file.newline }, file),
  );
  const best = heads.reduce((a, b) => (compareEvidence(b, a) > 0 ? b : a));
  if (best.header.length === 0) {
    throw new AppFailure("bad_input", `Cannot read ${file.path}: it holds no header line`);
  }
  return best;
}

/** What the first piece of a file says; a line that it cuts off ends there. */
export async function firstText(file: FileBytes, signal?: AbortSignal): Promise<string> {
  for await (const chunk of fileChunks(file.path, signal)) {
    const text = iconv.decode(chunk, file.encoding, { stripBOM: true });
    return chunk.length < file.byteCount ? text + file.newline : text;
  }
  return "";
}

/** The delimiters that a file may have: the one that is said or stated, else the usual ones. */
export function delimitersOf(text: string, delimiter: string | undefined): readonly string[] {
  const stated = delimiter ?? /^sep=(.)\r?(?:\n|$)/i.exec(text)?.[1];
  return stated === undefined ? DELIMITERS : [stated];
}

function headOf(text: string, shape: CsvShape, file: FileBytes): CsvHead {
  try {
    const { records, lines } = new RecordFramer(shape).push(text, true);
    const first = isSeparatorLine(records[0]) ? 1 : 0;
    return {
      shape,
      header: records[first] ?? [],
      headerLine: lines[first] ?? 1,
      sample: records.slice(first + 1, first + 1 + SAMPLE_RECORDS),
    };
  } catch (error) {
    if (!(error instanceof RecordTooLong)) throw error;
    throw new AppFailure("bad_input", `Cannot read ${file.path}: ${error.message}; it is not a CSV file`, {
      cause: error,
    });
  }
}

/** Spreadsheets may write `sep=;` above the header. */
export function isSeparatorLine(cells: readonly string[] | undefined): boolean {
  return cells !== undefined && cells.length <= 2 && /^sep=.?$/i.test(cells[0]!) && (cells[1] ?? "") === "";
}

function compareEvidence(a: CsvHead, b: CsvHead): number {
  return knownCount(a) - knownCount(b) || evenness(a) - evenness(b) || a.header.length - b.header.length;
}

function knownCount({ header }: CsvHead): number {
  return header.filter((name) => KNOWN_HEADERS.has(plainName(name))).length;
}

function evenness({ header, sample }: CsvHead): number {
  if (header.length < 2) return 0;
  if (sample.length === 0) return 1;
  return sample.filter((cells) => cells.length === header.length).length / sample.length;
}
