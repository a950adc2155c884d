import { Temporal } from "temporal-polyfill";
import { AppFailure } from "../contracts/failure.ts";

const SECONDS_PER_STEP = 900; // offsets of zones change on a quarter of an hour

/** Local time of instants in one zone. Offsets are looked up once per quarter of an hour: a column holds few. */
export class ZoneClock {
  readonly timeZone: string;
  private readonly offsets = new Map<number, number>();

  /** @throws {AppFailure} `usage` when there is no such zone */
  constructor(timeZone: string) {
    this.timeZone = timeZone;
    try {
      Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
    } catch (error) {
      throw new AppFailure(
        "usage",
        `Cannot use time zone "${timeZone}": no such IANA zone, write e.g. Europe/Paris`,
        {
          cause: error,
        },
      );
    }
  }

  /** Seconds since 1970-01-01T00:00 on the zone's clock; `utcSeconds` whole and within the years 1 to 9999. */
  localSeconds(utcSeconds: number): number {
    if (this.timeZone === "UTC") return utcSeconds;
    const step = Math.floor(utcSeconds / SECONDS_PER_STEP);
    let offset = this.offsets.get(step);
    if (offset === undefined) {
      const instant = Temporal.Instant.fromEpochMilliseconds(step * SECONDS_PER_STEP * 1000);
      offset = Math.round(instant.toZonedDateTimeISO(this.timeZone).offsetNanoseconds / 1e9);
      this.offsets.set(step, offset);
    }
    return utcSeconds + offset;
  }
}
