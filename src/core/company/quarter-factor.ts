import type { Day } from "../base/day.ts";
import { lastDayOf, type CompanySettings } from "./company-settings.ts";
import { PURPOSE, STREAM } from "./purposes.ts";
import { quarterNumber } from "./quarter-number.ts";
import { normalAt, streamOf } from "./random-stream.ts";

/**
 * Log f of the common factor of the calendar quarter that a day falls in: `factorSd` times a standard normal number of the
 * seed and the quarter alone (and of the future, where the quarter lies wholly in it), independent from quarter to quarter.
 *
 * It acts on every opportunity alike: of the decisions that fall in the quarter the share that are wins is multiplied by
 * e^(f / 2), losses fall by what wins rise (so that timing, and what is open, stay as they were), and every won amount is
 * multiplied by e^(f / 2). Given what is open, the expected bookings of a day are thus e^f times those without it,
 * unless e^(f / 2) would make more than 98 % of the decisions wins.
 */
export function quarterLogFactor(
  settings: Pick<CompanySettings, "seed" | "factorSd" | "firstDay" | "dayCount" | "future">,
  day: Day,
): number {
  const quarter = quarterNumber(day);
  const isFuture = quarter > quarterNumber(lastDayOf(settings));
  const luck = settings.future !== undefined && isFuture ? [settings.future] : [];
  const stream = streamOf(settings.seed, STREAM.quarter, ...luck);
  return settings.factorSd * normalAt(stream, PURPOSE.quarterFactor, quarter);
}
