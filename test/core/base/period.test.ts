import * as fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { addDays, dayFromIso, isoFromDay, type Day } from "../../../src/core/base/day.ts";
import {
  CALENDAR_YEARS,
  monthOfQuarter,
  parseHorizon,
  parsePeriod,
  quarterOf,
  subPeriodsOf,
  type Period,
} from "../../../src/core/base/period.ts";
import type { MonthYears } from "../../../src/core/base/fiscal-year.ts";

const EPOCH = Temporal.PlainDate.from("1970-01-01");
const dateOf = (day: Day) => EPOCH.add({ days: day });
const dayOf = (text: string) => dayFromIso(text)!;
const calendar: fc.Arbitrary<MonthYears> = fc.record({
  startMonth: fc.integer({ min: 1, max: 12 }),
  namedBy: fc.constantFrom("start", "end"),
});
const modernDay = fc.integer({ min: -36_000, max: 73_000 }).map((day) => day as Day);
const year = fc.integer({ min: 1_900, max: 2_150 });

function periodOf(text: string, fiscal: MonthYears): Period {
  const parsed = parsePeriod(text, fiscal);
  if (!parsed.ok) throw new Error(`${text} is not a period`);
  return parsed.value;
}

/** The name of the fiscal year of a day by the definition alone: the year of its first or of its last day. */
function fiscalYearOf(day: Day, fiscal: MonthYears): number {
  const date = dateOf(day);
  const startYear = date.month >= fiscal.startMonth ? date.year : date.year - 1;
  const start = Temporal.PlainDate.from({ year: startYear, month: fiscal.startMonth, day: 1 });
  const end = start.add({ months: 12 }).subtract({ days: 1 });
  return fiscal.namedBy === "start" ? start.year : end.year;
}

function endsOf(text: string): readonly string[] {
  const { from, to, label } = periodOf(text, CALENDAR_YEARS);
  return [isoFromDay(from), isoFromDay(to), label];
}

/** Lengths in days of the sub-periods of a period that begins on 2018-07-01. */
function lengthsOf(dayCount: number): readonly number[] {
  const from = dayOf("2018-07-01");
  return subPeriodsOf({ from, to: addDays(from, dayCount - 1) }).map((part) => part.to - part.from + 1);
}

describe("parsePeriod()", () => {
  it("reads quarters, months and years of the calendar year", () => {
    expect(endsOf("2018-Q3")).toEqual(["2018-07-01", "2018-09-30", "2018-Q3"]);
    expect(endsOf("2018Q3")).toEqual(["2018-07-01", "2018-09-30", "2018-Q3"]);
    expect(endsOf("fy2018-q4")).toEqual(["2018-10-01", "2018-12-31", "2018-Q4"]);
    expect(endsOf("2020-02")).toEqual(["2020-02-01", "2020-02-29", "2020-02"]);
    expect(endsOf("2018")).toEqual(["2018-01-01", "2018-12-31", "FY2018"]);
  });

  it("names a year that begins in February after its first or its last day", () => {
    const byEnd = periodOf("2026-Q1", { startMonth: 2, namedBy: "end" });
    expect([isoFromDay(byEnd.from), isoFromDay(byEnd.to)]).toEqual(["2025-02-01", "2025-04-30"]);
    const byStart = periodOf("2026-Q1", { startMonth: 2, namedBy: "start" });
    expect([isoFromDay(byStart.from), isoFromDay(byStart.to)]).toEqual(["2026-02-01", "2026-04-30"]);
  });

  it("gives years that follow one another and that quarters divide, with every start month and naming", () => {
    fc.assert(
      fc.property(year, calendar, (name, fiscal) => {
        const whole = periodOf(String(name), fiscal);
        const quarters = [1, 2, 3, 4].map((index) => periodOf(`${name}-Q${index}`, fiscal));
        expect(quarters[0]!.from).toBe(whole.from);
        expect(quarters[3]!.to).toBe(whole.to);
        for (let index = 1; index < 4; index++)
          expect(quarters[index]!.from).toBe(quarters[index - 1]!.to + 1);
        expect(periodOf(`FY${name + 1}`, fiscal).from).toBe(whole.to + 1);
        expect(dateOf(whole.from).month).toBe(fiscal.startMonth);
        expect(fiscalYearOf(whole.from, fiscal)).toBe(name);
        expect(fiscalYearOf(whole.to, fiscal)).toBe(name);
      }),
    );
  });

  it("refuses what names no period", () => {
    for (const text of [
      "2018-Q5",
      "2018-13",
      "2018-00",
      "Q3",
      "",
      "2018-7",
      "18-Q1",
      "2018-Q3 ",
      "2018-07-01",
    ])
      expect(parsePeriod(text, CALENDAR_YEARS).ok).toBe(false);
  });
});

describe("quarterOf()", () => {
  it("is the quarter that its own label names and that holds the day", () => {
    fc.assert(
      fc.property(modernDay, calendar, (day, fiscal) => {
        const quarter = quarterOf(day, fiscal);
        expect(quarter.from).toBeLessThanOrEqual(day);
        expect(quarter.to).toBeGreaterThanOrEqual(day);
        expect(periodOf(quarter.label, fiscal)).toEqual(quarter);
        expect(quarter.label.slice(0, 4)).toBe(String(fiscalYearOf(day, fiscal)));
      }),
      { numRuns: 500 },
    );
  });
});

describe("monthOfQuarter()", () => {
  it("counts the months since the quarter began", () => {
    fc.assert(
      fc.property(modernDay, calendar, (day, fiscal) => {
        const { from } = quarterOf(day, fiscal);
        const months = dateOf(from).until(dateOf(day), { largestUnit: "month" }).months;
        expect(monthOfQuarter(day, fiscal)).toBe(months);
      }),
      { numRuns: 500 },
    );
  });
});

describe("parseHorizon()", () => {
  it("begins on the day after the as-of day and lasts as long as it says", () => {
    const asOf = dayOf("2018-06-30");
    const ends = (text: string) => {
      const parsed = parseHorizon(text, asOf);
      return parsed.ok ? [isoFromDay(parsed.value.from), isoFromDay(parsed.value.to)] : parsed.reason;
    };
    expect(ends("30d")).toEqual(["2018-07-01", "2018-07-30"]);
    expect(ends("1d")).toEqual(["2018-07-01", "2018-07-01"]);
    expect(ends("2w")).toEqual(["2018-07-01", "2018-07-14"]);
    expect(ends("3M")).toEqual(["2018-07-01", "2018-09-30"]);
    for (const text of ["0d", "d", "30", "-3d", "1.5m", "30 d", "1q", "999999d"])
      expect(ends(text)).toBe("not_a_horizon");
  });

  it("counts every day and week once, also across a change of clocks", () => {
    fc.assert(
      fc.property(modernDay, fc.integer({ min: 1, max: 2_000 }), (asOf, count) => {
        const days = parseHorizon(`${count}d`, asOf);
        const weeks = parseHorizon(`${count}w`, asOf);
        if (!days.ok || !weeks.ok) throw new Error("not a horizon");
        expect(days.value.to - asOf).toBe(count);
        expect(weeks.value.to - asOf).toBe(7 * count);
        expect(days.value.from).toBe(asOf + 1);
      }),
    );
  });
});

describe("subPeriodsOf()", () => {
  it("divides any period without gap or overlap, in time order, with distinct labels", () => {
    fc.assert(
      fc.property(modernDay, fc.integer({ min: 1, max: 1_500 }), (from, dayCount) => {
        const to = (from + dayCount - 1) as Day;
        const parts = subPeriodsOf({ from, to });
        expect(parts[0]!.from).toBe(from);
        expect(parts.at(-1)!.to).toBe(to);
        parts.forEach((part, index) => {
          expect(part.to).toBeGreaterThanOrEqual(part.from);
          expect(part.from).toBe(index > 0 ? parts[index - 1]!.to + 1 : from);
        });
        expect(new Set(parts.map(({ label }) => label)).size).toBe(parts.length);
      }),
      { numRuns: 500 },
    );
  });

  it("are days, then weeks whose last one has four to ten days, then calendar months", () => {
    expect(lengthsOf(1)).toEqual([1]);
    expect(lengthsOf(10)).toEqual(Array.from({ length: 10 }, () => 1));
    expect(lengthsOf(11)).toEqual([7, 4]);
    expect(lengthsOf(30)).toEqual([7, 7, 7, 9]);
    for (let dayCount = 11; dayCount <= 120; dayCount++) {
      const weeks = lengthsOf(dayCount);
      expect(weeks.slice(0, -1).every((length) => length === 7)).toBe(true);
      expect(weeks.at(-1)).toBeGreaterThanOrEqual(4);
      expect(weeks.at(-1)).toBeLessThanOrEqual(10);
    }
    expect([90, 91, 92].map((dayCount) => lengthsOf(dayCount).length)).toEqual([13, 13, 13]);
    expect(lengthsOf(184)).toEqual([31, 31, 30, 31, 30, 31]);
  });
});
