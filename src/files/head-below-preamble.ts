import type { FileBytes } from "./inspect-file.ts";
import { delimitersOf, firstText, type CsvHead } from "./read-head.ts";
import { RecordFramer, RecordTooLong } from "./record-framer.ts";
import { recordTableOf } from "./records/record-table-of.ts";

/** Exports of Google Ads and LinkedIn have up to a handful of lines about themselves; more is no preamble. */
const MOST_PREAMBLE_RECORDS = 12;
const SAMPLE_RECORDS = 100;
const ROWS_THAT_PROVE = 5;

/**
 * The header of a table of records below a few lines about the export, such as the name of the report and its days. It counts
 * only where there is no doubt: its columns are those of a table that is known, the lines above fill less than half of its
 * columns, the rows below are as wide as it and none of them could be a header, and it is the only such line by any delimiter.
 * @returns undefined where there is none, or more than one
 */
export async function headBelowPreamble(
  file: FileBytes,
  delimiter: string | undefined,
  signal?: AbortSignal,
): Promise<CsvHead | undefined> {
  const text = await firstText(file, signal);
  const found = delimitersOf(text, delimiter).flatMap((candidate) => headsBy(text, candidate, file));
  return found.length === 1 ? found[0] : undefined;
}

function headsBy(text: string, delimiter: string, { newline }: FileBytes): CsvHead[] {
  const shape = { delimiter, newline };
  const framed = framedBy(text, shape);
  if (framed === undefined) return [];
  const { records, lines } = framed;
  return records.slice(1, MOST_PREAMBLE_RECORDS + 1).flatMap((cells, above): CsvHead[] => {
    const place = above + 1;
    const header = cells.map((cell) => cell.trim());
    const preamble = records.slice(0, place);
    const below = records.slice(place + 1);
    const proof = below.slice(0, ROWS_THAT_PROVE);
    const isHeader =
      header.length > 1 &&
      header.every((cell) => cell !== "") &&
      recordTableOf(header) !== undefined &&
      preamble.every((record) => filledCount(record) < header.length / 2) &&
      proof.length > 0 &&
      proof.every((record) => record.length === header.length && recordTableOf(record) === undefined);
    if (!isHeader) return [];
    return [
      {
        shape,
        header,
        headerLine: lines[place]!,
        sample: below.slice(0, SAMPLE_RECORDS),
        preamble: preamble.map((record) => record.filter((cell) => cell.trim() !== "").join(" ")),
      },
    ];
  });
}

function framedBy(text: string, shape: CsvHead["shape"]) {
  try {
    return new RecordFramer(shape).push(text, true);
  } catch (error) {
    if (error instanceof RecordTooLong) return undefined;
    throw error;
  }
}

function filledCount(record: readonly string[]): number {
  return record.filter((cell) => cell.trim() !== "").length;
}
