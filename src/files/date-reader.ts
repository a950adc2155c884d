import { dayFromCivil, type Day } from "../core/base/day.ts";
import type { DateFormat } from "./date-column.ts";
import { existingDay, parseDateText, type Clock, type DateText } from "./date-text.ts";
import { civilOfIso, IN_UTC, isPlainIsoDay, plainIsoSecond } from "./iso-moment.ts";
import { detached } from "./text-pool.ts";
import type { ZoneClock } from "./zone-clock.ts";

const FIRST_DAY = dayFromCivil(1900, 1, 1);
const LAST_DAY = dayFromCivil(2200, 12, 31);
const SERIAL_ZERO = dayFromCivil(1899, 12, 30); // day 0 of spreadsheet serials after 1900-02-28
const SECONDS_PER_DAY = 86_400;
const MOST_REMEMBERED = 20_000;

export type DateProblem = "not_a_date" | "out_of_range";

/** Reads the cells of one date column in its one format. Results stand in `day` and `second` until the next cell. */
export class DateReader {
  day = 0 as Day;
  /** Seconds since local midnight; -1 when the column tells days alone. */
  second = -1;
  private readonly format: DateFormat;
  private readonly clock: ZoneClock;
  private readonly remembered = new Map<string, { day: Day; second: number } | DateProblem>();

  constructor(format: DateFormat, clock: ZoneClock) {
    this.format = format;
    this.clock = clock;
  }

  /** @returns undefined when `day` and `second` are set, else what is wrong with the cell */
  read(cell: string): DateProblem | undefined {
    if (isPlainIsoDay(cell)) return this.readIso(cell, -1);
    const isoSecond = plainIsoSecond(cell);
    if (isoSecond >= 0) return this.readIso(cell, isoSecond);
    let result = this.remembered.get(cell);
    if (result === undefined) {
      result = this.interpret(parseDateText(cell));
      if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
      this.remembered.set(detached(cell), result);
    }
    if (typeof result === "string") return result;
    this.day = result.day;
    this.second = result.second;
    return undefined;
  }

  private readIso(cell: string, second: number): DateProblem | undefined {
    const civil = civilOfIso(cell);
    if (civil === undefined) return "not_a_date";
    this.day = dayFromCivil(civil.year, civil.month, civil.dayOfMonth);
    this.second = -1;
    if (second >= 0 && !this.format.isMidnightOnly) {
      const written = this.day * SECONDS_PER_DAY + (second % IN_UTC);
      const local = second >= IN_UTC ? this.clock.localSeconds(written) : written;
      this.day = Math.floor(local / SECONDS_PER_DAY) as Day;
      if (this.format.hasClock) this.second = local - this.day * SECONDS_PER_DAY;
    }
    return isInRange(this.day) ? undefined : "out_of_range";
  }

  private interpret(shown: DateText | undefined): { day: Day; second: number } | DateProblem {
    if (shown === undefined) return "not_a_date";
    if (shown.kind === "digits") return this.interpretDigits(shown.meaning, shown.value);
    let day: Day | undefined;
    if (shown.kind === "day") day = shown.day;
    else if (this.format.order === "dmy") day = existingDay(shown.year, shown.second, shown.first);
    else day = existingDay(shown.year, shown.first, shown.second);
    return day === undefined ? "not_a_date" : this.withClock(day, shown.clock);
  }

  private withClock(day: Day, clock: Clock | undefined): { day: Day; second: number } | DateProblem {
    if (clock === undefined || this.format.isMidnightOnly) return inRange(day, -1);
    const written = day * SECONDS_PER_DAY + clock.secondOfDay;
    if (clock.offsetSeconds === undefined) return this.atLocal(written);
    return this.atLocal(this.clock.localSeconds(written - clock.offsetSeconds));
  }

  private interpretDigits(meaning: string, value: number): { day: Day; second: number } | DateProblem {
    if (meaning !== this.format.digits) return "not_a_date";
    if (meaning === "serial") return inRange((SERIAL_ZERO + Math.floor(value)) as Day, -1);
    if (meaning === "yyyymmdd") {
      const day = existingDay(Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100);
      return day === undefined ? "not_a_date" : inRange(day, -1);
    }
    const utcSeconds = Math.floor(meaning === "epochSeconds" ? value : value / 1000);
    return this.atLocal(this.clock.localSeconds(utcSeconds));
  }

  private atLocal(seconds: number): { day: Day; second: number } | DateProblem {
    const day = Math.floor(seconds / SECONDS_PER_DAY) as Day;
    return inRange(day, this.format.hasClock ? seconds - day * SECONDS_PER_DAY : -1);
  }
}

function inRange(day: Day, second: number): { day: Day; second: number } | DateProblem {
  return isInRange(day) ? { day, second } : "out_of_range";
}

function isInRange(day: Day): boolean {
  return day >= FIRST_DAY && day <= LAST_DAY;
}
