import type { Day } from "../base/day.ts";
import { actualBookings } from "./actual-bookings.ts";
import { lastDayOf, type CompanyLever, type CompanySettings } from "./company-settings.ts";
import { generateCompany } from "./generate-company.ts";

/** What levers really did to the bookings of a window; whole minor units, net of wins taken back. */
export interface LeverEffect {
  readonly withLevers: number;
  readonly without: number;
  /** With less without, on the same random numbers. */
  readonly effect: number;
}

/**
 * The true effect of levers: the company simulated with them less the same company without them. Levers that
 * `settings` has already are in both.
 * @param from first day of the window
 * @param to   its last day; days beyond the recorded ones are simulated
 * @throws {RangeError} as `actualBookings` does
 */
export function leverEffect(
  settings: CompanySettings,
  levers: readonly CompanyLever[],
  from: Day,
  to: Day,
): LeverEffect {
  const futureDayCount = Math.max(settings.futureDayCount, to - lastDayOf(settings));
  const bookingsWith = (added: readonly CompanyLever[]): number => {
    const company = generateCompany({ ...settings, futureDayCount, levers: [...settings.levers, ...added] });
    return actualBookings(company, from, to).netAmount;
  };
  const withLevers = bookingsWith(levers);
  const without = bookingsWith([]);
  return { withLevers, without, effect: withLevers - without };
}
