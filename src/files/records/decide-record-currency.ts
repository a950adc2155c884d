import { AppFailure } from "../../contracts/failure.ts";
import { UNKNOWN_CURRENCY } from "../currency.ts";
import { headerOf, type RecordFile } from "./record-file.ts";
import type { RecordProfile } from "./record-formats.ts";
import { currencyOfHeader } from "./record-table-of.ts";

export interface ProfiledRecords {
  readonly file: RecordFile;
  readonly profile: RecordProfile;
}

/**
 * The company's currency: the option, else the only one that is named and never has a rate other than 1, else XXX where none is named.
 * @param converted currencies that a table of rates leads into the company's
 * @throws {AppFailure} `ambiguous_input` when several could be it, or none that is named
 */
export function decideRecordCurrency(
  files: readonly ProfiledRecords[],
  option: string | undefined,
  converted: readonly string[] = [],
): string {
  if (option !== undefined) return option;
  const places = new Map<string, string>();
  const foreign = new Set(converted);
  for (const { file, profile } of files) {
    for (const [code, { line, isHome }] of profile.currencies) {
      if (!places.has(code)) places.set(code, `${file.source.name} line ${line}`);
      if (!isHome) foreign.add(code);
    }
    for (const { name, kind } of file.layout.columns) {
      const code = kind === "money" ? currencyOfHeader(headerOf(file, name)) : undefined;
      if (code !== undefined && !places.has(code)) places.set(code, `the header of ${file.source.name}`);
    }
    for (const evidence of profile.amounts.values()) {
      for (const [code, { line }] of evidence.currencies) {
        if (!places.has(code) && !file.columns.has("currency"))
          places.set(code, `${file.source.name} line ${line}`);
      }
    }
  }
  if (places.size === 0) return UNKNOWN_CURRENCY;
  const home = [...places.keys()].filter((code) => !foreign.has(code));
  if (home.length === 1) return home[0]!;
  const shown = [...places].map(([code, place]) => `${code} in ${place}`);
  throw new AppFailure(
    "ambiguous_input",
    `Cannot tell the company's currency: there is ${shown.slice(0, 3).join(" and ")}; say --currency, and give rows in ` +
      `another currency a rate`,
  );
}
