import { AppFailure } from "../contracts/failure.ts";
import { isoFromDay, type Day } from "../core/base/day.ts";
import type { ChangeLog } from "../core/pipeline/change-log.ts";
import { convertedUnits, firstRateDay } from "../core/pipeline/exchange-book.ts";

/** @throws {AppFailure} `bad_input` that names currency, first day and rows for which no rate is in force */
export function refuseMissingRates({ exchange, rows, files }: ChangeLog): void {
  if (exchange === undefined) return;
  const { book, amount, currency } = exchange;
  const missing = new Map<number, { count: number; row: number }>();
  for (let row = 0; row < amount.length; row++) {
    if (convertedUnits(book, currency[row]!, amount[row]!, rows.effectiveOn[row]!) !== undefined) continue;
    const known = missing.get(currency[row]!) ?? { count: 0, row };
    missing.set(currency[row]!, known);
    known.count++;
    if (rows.effectiveOn[row]! < rows.effectiveOn[known.row]!) known.row = row;
  }
  if (missing.size === 0) return;
  const listed = [...missing].map(([code, { count, row }]) => {
    const { code: name } = book.currencies[code]!;
    const day = isoFromDay(rows.effectiveOn[row] as Day);
    const first = isoFromDay(firstRateDay(book, code)!);
    const rowText = count === 1 ? "1 row needs" : `${count} rows need`;
    return `${rowText} a rate of ${name} from ${day} on (${files[rows.file[row]!]} line ${rows.line[row]}), the first is from ${first}`;
  });
  throw new AppFailure(
    "bad_input",
    `Cannot convert amounts into ${book.company}: ${listed.join("; ")}; add an earlier rate`,
  );
}
