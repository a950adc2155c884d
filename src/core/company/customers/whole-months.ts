import { addDays, addMonths, civilFromDay, dayFromCivil, isoFromDay, type Day } from "../../base/day.ts";
import type { GeneratedCompany } from "../generated-company.ts";

/** A calendar month that is recorded to its end. */
export interface WholeMonth {
  readonly from: Day;
  readonly to: Day;
  /** `2025-02`. */
  readonly text: string;
  /** Running number, 0 = the month of the company's first day. */
  readonly index: number;
}

/** The months from that of the first day on whose last day is recorded; the first may be recorded in part. */
export function wholeMonths({ world, lastDay }: GeneratedCompany): readonly WholeMonth[] {
  const { year, month } = civilFromDay(world.settings.firstDay);
  const months: WholeMonth[] = [];
  for (let from = dayFromCivil(year, month, 1); ; from = addMonths(from, 1)) {
    const to = addDays(addMonths(from, 1), -1);
    if (to > lastDay) return months;
    months.push({ from, to, text: isoFromDay(from).slice(0, 7), index: months.length });
  }
}
