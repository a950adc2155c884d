import { CronExpressionParser } from "cron-parser";
import { Temporal } from "temporal-polyfill";
import { AppFailure } from "../../contracts/failure.ts";

/** When a schedule fires: five cron fields read as the wall clock of a zone. */
export interface CronTimes {
  readonly cron: string;
  /** IANA name. */
  readonly zone: string;
}

/** Slots that are looked at in one go; what is left comes with the next. */
export const MOST_SLOTS = 10_000;
/** No zone has ever moved its clock by more: slots are looked for from this long before. */
const LONGEST_SHIFT_MS = 26 * 3_600_000;

/**
 * Moments at which a schedule fires, after one moment and up to another; both in milliseconds since 1970.
 *
 * The fields are matched against the wall clock, and each matching wall time is one slot. Where the clock is put forward, a time that
 * does not exist is the moment that comes as long after the gap begins; where it is put back, a time that comes twice is its first. So
 * neither hour fires twice, and neither is left out.
 * @returns ascending, at most `MOST_SLOTS`
 * @throws {AppFailure} usage for fields or a zone that cannot be read
 */
export function cronSlots(times: CronTimes, after: number, upTo: number): number[] {
  const zone = checkedZone(times.zone);
  const wall = wallTimes(times.cron, wallClock(after, zone) - LONGEST_SHIFT_MS);
  const until = wallClock(upTo, zone) + LONGEST_SHIFT_MS;
  const slots = new Set<number>();
  for (let time = wall.next(); time <= until && slots.size < MOST_SLOTS; time = wall.next()) {
    const slot = momentOf(time, zone);
    if (slot > after && slot <= upTo) slots.add(slot);
  }
  return [...slots].sort((a, b) => a - b);
}

/** The first moment after another at which a schedule fires; undefined when there is none within eight years. */
export function nextCronSlot(times: CronTimes, after: number): number | undefined {
  const zone = checkedZone(times.zone);
  const wall = wallTimes(times.cron, wallClock(after, zone) - LONGEST_SHIFT_MS);
  let best: number | undefined;
  const lookUntil = wallClock(after, zone) + 8 * 366 * 86_400_000;
  for (let time = wall.next(); time <= lookUntil; time = wall.next()) {
    const slot = momentOf(time, zone);
    if (slot > after && (best === undefined || slot < best)) best = slot;
    // A later wall time can be an earlier moment only within a shift of the clock.
    if (best !== undefined && time > wallClock(best, zone) + LONGEST_SHIFT_MS) break;
  }
  return best;
}

/** @throws {AppFailure} usage for a zone that does not exist */
function checkedZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch (error) {
    throw new AppFailure("usage", `Cannot read the zone ${zone}: give an IANA name such as Europe/Berlin`, {
      cause: error,
    });
  }
}

/** Wall times that match, as if they were of UTC, one after another. */
function wallTimes(cron: string, from: number): { next: () => number } {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5 || /[?H]/.test(cron)) throw unreadable(cron);
  try {
    const parsed = CronExpressionParser.parse(cron, { tz: "UTC", currentDate: new Date(from) });
    return {
      next: () => {
        try {
          return parsed.next().getTime();
        } catch {
          return Number.POSITIVE_INFINITY; // there is no such day in any year
        }
      },
    };
  } catch (error) {
    throw unreadable(cron, error);
  }
}

function unreadable(cron: string, cause?: unknown): AppFailure {
  return new AppFailure(
    "usage",
    `Cannot read the schedule "${cron}": give five fields, minute hour day month weekday, such as "0 6 * * 1" for Mondays at six`,
    cause === undefined ? undefined : { cause },
  );
}

/** What the wall clock of a zone shows, in milliseconds as if it were UTC. */
function wallClock(moment: number, zone: string): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone);
  return moment + zoned.offsetNanoseconds / 1e6;
}

/** The moment of a wall time. */
function momentOf(wall: number, zone: string): number {
  const time = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO("UTC").toPlainDateTime();
  return time.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds;
}
