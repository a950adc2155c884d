import { ensure } from "../base/ensure.ts";
import { isoFromDay, type Day } from "../base/day.ts";
import { lastDayOf } from "./company-settings.ts";
import type { GeneratedCompany } from "./generated-company.ts";
import { generateCompany } from "./generate-company.ts";

/** What was booked in a window; whole minor units. */
export interface ActualBookings {
  readonly winCount: number;
  readonly wonAmount: number;
  /** Of wins that were taken back in the window, whenever they had been won; positive. */
  readonly takenBackAmount: number;
  /** Won less taken back. */
  readonly netAmount: number;
}

/**
 * Bookings from one day to another, both inclusive. Days after the last recorded one are those of the company's
 * continuation: on the same random numbers, known to nobody who reads its files.
 * @throws {RangeError} for a window before the company's first day or longer than 5,000 days beyond its last
 */
export function actualBookings(company: GeneratedCompany, from: Day, to: Day): ActualBookings {
  const { firstDay } = company.world.settings;
  ensure(
    from >= firstDay && to >= from,
    `Cannot add up bookings from ${isoFromDay(from)} to ${isoFromDay(to)}: the company starts ${isoFromDay(firstDay)}`,
  );
  const { bookings } = continuedThrough(company, to);
  const sum = { winCount: 0, wonAmount: 0, takenBackAmount: 0, netAmount: 0 };
  for (let booking = 0; booking < bookings.amount.length; booking++) {
    const day = firstDay + bookings.dayIndex[booking]!;
    if (day < from || day > to) continue;
    const amount = bookings.amount[booking]!;
    sum.netAmount += amount;
    if (amount < 0) sum.takenBackAmount -= amount;
    else {
      sum.winCount++;
      sum.wonAmount += amount;
    }
  }
  return sum;
}

/** The same company simulated at least to `through`; simulated again only when it was not. */
export function continuedThrough(company: GeneratedCompany, through: Day): GeneratedCompany {
  if (through <= company.simulatedThrough) return company;
  const { settings } = company.world;
  return generateCompany({ ...settings, futureDayCount: through - lastDayOf(settings) });
}
