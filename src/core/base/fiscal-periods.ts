import { addDays, type Day } from "./day.ts";
import { isWeekYears, type FiscalYear } from "./fiscal-year.ts";

/** Days `from` to `to`, inclusive on both ends, with the name that people use for them. */
export interface Period {
  readonly from: Day;
  readonly to: Day;
  readonly label: string;
}

/** Quarter 0..3 of a fiscal year. */
export function quarterPeriod({ name, periodStart, quarterStart }: FiscalYear, quarter: number): Period {
  const from = periodStart[quarterStart[quarter]!]!;
  return {
    from,
    to: addDays(periodStart[quarterStart[quarter + 1]!]!, -1),
    label: `${name}-Q${quarter + 1}`,
  };
}

/** Period 0..11 (or 12) of a fiscal year: a month, or some weeks. */
export function fiscalPeriod({ name, periodStart }: FiscalYear, index: number): Period {
  const label = `${name}-M${String(index + 1).padStart(2, "0")}`;
  return { from: periodStart[index]!, to: addDays(periodStart[index + 1]!, -1), label };
}

/**
 * Weeks of a fiscal year of weeks. Where its first days make no whole week, because the rule was changed, they belong to
 * the first one.
 */
export function weeksOfYear({ name, from, to, rule }: FiscalYear): readonly Period[] {
  if (!isWeekYears(rule)) return [];
  const weeks: Period[] = [];
  for (let first = from; first <= to;) {
    const rest = weeks.length === 0 ? (to - from + 1) % 7 : 0;
    const last = addDays(first, 6 + rest);
    weeks.push({ from: first, to: last, label: `${name}-W${String(weeks.length + 1).padStart(2, "0")}` });
    first = addDays(last, 1);
  }
  return weeks;
}

/** 1 for the first seven days of a period, 2 for the next seven, and so on. */
export function weekOfPeriod(day: Day, { from }: Pick<Period, "from">): number {
  return 1 + Math.floor((day - from) / 7);
}
