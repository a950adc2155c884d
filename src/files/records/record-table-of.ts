import { AppFailure } from "../../contracts/failure.ts";
import { plainName } from "../column-roles.ts";
import type { RecordLayout } from "./record-layout.ts";
import { RECORD_LAYOUTS } from "./record-layouts.ts";

/** A header that is a table of records: its layout, and where each of its columns stands. */
export interface RecognisedRecords {
  readonly layout: RecordLayout;
  /** Column index by the name of the layout's column. */
  readonly columns: ReadonlyMap<string, number>;
}

/** Headers that only a pipeline has: with an id of an opportunity they make a file none of ours. */
const PIPELINE_STAGES = ["stage", "stagename", "dealstage", "opportunitystage", "salesstage", "stepname"];

/** A currency or a zone in brackets behind a header says nothing about what the column is. */
const BRACKETED_CODE = /\s*\((?:in )?([A-Z]{3})\)\s*$/;

/** `EUR` of `Amount spent (EUR)`. */
export function currencyOfHeader(header: string): string | undefined {
  return BRACKETED_CODE.exec(header)?.[1];
}

function comparedName(header: string): string {
  return plainName(header.replace(BRACKETED_CODE, ""));
}

/** The table that a header is of, or undefined when it is none. */
export function recordTableOf(header: readonly string[]): RecognisedRecords | undefined {
  const plain = header.map(comparedName);
  const has = (name: string): boolean => plain.includes(name);
  if (PIPELINE_STAGES.some(has)) return undefined;
  for (const layout of RECORD_LAYOUTS) {
    if (layout.unless.some(has)) continue;
    const columns = columnsOf(layout, plain);
    const fits = layout.recognisedBy.some((names) => names.every((name) => columns.has(name)));
    if (fits) return { layout, columns };
  }
  return undefined;
}

/** @throws {AppFailure} `ambiguous_input` when two columns bear the very header that one column of the table has */
export function checkTwins(
  { layout, columns }: RecognisedRecords,
  header: readonly string[],
  fileName: string,
): void {
  const plain = header.map(comparedName);
  for (const [name, index] of columns) {
    const second = plain.indexOf(plain[index]!, index + 1);
    if (second < 0) continue;
    throw new AppFailure(
      "ambiguous_input",
      `Cannot tell the ${name} of the ${layout.table} in ${fileName}: columns ${index + 1} and ${second + 1} are both ` +
        `called "${header[index]!.trim()}"; rename one, or remove it`,
    );
  }
}

/** Each column of a layout takes the best header that no column before it has taken. */
function columnsOf(layout: RecordLayout, plain: readonly string[]): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  const taken = new Set<number>();
  const take = (name: string, candidates: readonly string[]): void => {
    for (const candidate of candidates) {
      const index = plain.indexOf(candidate);
      if (index < 0 || taken.has(index)) continue;
      columns.set(name, index);
      taken.add(index);
      return;
    }
  };
  // What bears the very name of a column is that column, whatever other columns would understand by it.
  for (const { name } of layout.columns) take(name, [plainName(name)]);
  for (const { name, alsoCalled } of layout.columns) if (!columns.has(name)) take(name, alsoCalled);
  return columns;
}
