import type { Decimal } from "decimal.js";
import type { CaseLine } from "../../contracts/investment.ts";
import { ensure } from "../../core/base/ensure.ts";
import { MoneyDecimal } from "../../core/base/money.ts";
import type { CaseColumns, ColumnBand } from "./case-columns.ts";

/** The amounts of a row: each band from its initial column. */
export interface AmountSeries {
  readonly months: readonly Decimal[];
  readonly quarters: readonly Decimal[];
  readonly years: readonly Decimal[];
  readonly total: Decimal;
}

/**
 * The amounts of a line as the reply gives them.
 * @throws {RangeError} where it has other periods than its scenario
 */
export function seriesOfLine(line: CaseLine, columns: CaseColumns): AmountSeries {
  const amounts = (texts: readonly string[], { name, labels }: ColumnBand): readonly Decimal[] => {
    ensure(
      texts.length === labels.length,
      `Cannot write the line "${line.label}": it has ${texts.length} ${name.toLowerCase()} with the initial one, its scenario ${labels.length}`,
    );
    return texts.map((text) => new MoneyDecimal(text));
  };
  return {
    months: amounts(line.monthly, columns.months),
    quarters: amounts(line.quarterly, columns.quarters),
    years: amounts(line.yearly, columns.years),
    total: new MoneyDecimal(line.total),
  };
}

/** What the periods of monthly amounts come to: their sum, or, of a running sum, their end. */
export function seriesOfMonths(
  months: readonly Decimal[],
  columns: CaseColumns,
  periods: "sum" | "end" = "sum",
): AmountSeries {
  const of = (from: number, to: number): Decimal =>
    periods === "end" ? months[to]! : sumOfAmounts(months.slice(from, to + 1));
  return {
    months,
    quarters: columns.quarters.spans.map(([from, to]) => of(from, to)),
    years: columns.years.spans.map(([from, to]) => of(from, to)),
    total: of(0, months.length - 1),
  };
}

/** The sum of several rows, month by month. */
export function sumOfSeries(series: readonly AmountSeries[], columns: CaseColumns): AmountSeries {
  const months = columns.months.labels.map((_, month) =>
    sumOfAmounts(series.map((one) => one.months[month]!)),
  );
  return seriesOfMonths(months, columns);
}

/** Sums so far, month by month. */
export function runningSum(months: readonly Decimal[]): readonly Decimal[] {
  let sum: Decimal = new MoneyDecimal(0);
  return months.map((amount) => (sum = sum.plus(amount)));
}

function sumOfAmounts(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce<Decimal>((sum, amount) => sum.plus(amount), new MoneyDecimal(0));
}
