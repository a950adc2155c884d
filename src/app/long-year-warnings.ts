import type { KpiReply, KpiRequest } from "../contracts/kpi.ts";
import { dayFromIso } from "../core/base/day.ts";

/** Warns that sums of two whole periods are of a different number of weeks, as they are where one has a 53rd week. */
export function longYearWarnings(
  { period, compare, fiscalYear }: KpiRequest,
  isPartial: boolean,
): KpiReply["warnings"] {
  if (compare === null || isPartial || "startMonth" in fiscalYear) return [];
  const weeksOf = ({ from, to }: { readonly from: string; readonly to: string }): number =>
    (dayFromIso(to)! - dayFromIso(from)! + 1) / 7;
  const [weeks, others] = [weeksOf(period), weeksOf(compare)];
  if (Math.abs(weeks - others) !== 1) return [];
  const long = weeks > others ? period : compare;
  const message = `${period.label} has ${weeks} weeks and ${compare.label} ${others}: sums and counts are not restated for the week that ${long.label} has more`;
  return [{ code: "unequal_weeks", message }];
}
