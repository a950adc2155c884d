import * as fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import {
  addDays,
  addMonths,
  civilFromDay,
  dayFromCivil,
  dayFromIso,
  daysInMonth,
  dayOfWeek,
  isoFromDay,
  type Day,
} from "../../../src/core/base/day.ts";

const EPOCH = Temporal.PlainDate.from("1970-01-01");
const FIRST = EPOCH.until("0001-01-01").days;
const LAST = EPOCH.until("9999-12-31").days;
const anyDay = fc.integer({ min: FIRST, max: LAST }).map((day) => day as Day);
const dateOf = (day: Day) => EPOCH.add({ days: day });

describe("days", () => {
  it("are those of Temporal over ten thousand years: civil date, ISO text, weekday and back", () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const date = dateOf(day);
        expect(civilFromDay(day)).toEqual({ year: date.year, month: date.month, dayOfMonth: date.day });
        expect(dayFromCivil(date.year, date.month, date.day)).toBe(day);
        expect(isoFromDay(day)).toBe(date.toString());
        expect(dayFromIso(date.toString())).toBe(day);
        expect(dayOfWeek(day)).toBe(date.dayOfWeek - 1);
        expect(daysInMonth(date.year, date.month)).toBe(date.daysInMonth);
      }),
      { numRuns: 2_000 },
    );
  });

  it("follow one another without gap through every day of four centuries", () => {
    const first = dayFromCivil(1800, 1, 1);
    const wrong: number[] = [];
    let expected = { year: 1800, month: 1, dayOfMonth: 1 };
    for (let day = first; day < first + 146_097; day++) {
      const civil = civilFromDay(day);
      const isExpected =
        civil.year === expected.year &&
        civil.month === expected.month &&
        civil.dayOfMonth === expected.dayOfMonth;
      if (!isExpected || dayFromCivil(civil.year, civil.month, civil.dayOfMonth) !== day) wrong.push(day);
      const { year, month, dayOfMonth } = civil;
      expected =
        dayOfMonth < daysInMonth(year, month)
          ? { year, month, dayOfMonth: dayOfMonth + 1 }
          : month < 12
            ? { year, month: month + 1, dayOfMonth: 1 }
            : { year: year + 1, month: 1, dayOfMonth: 1 };
    }
    expect(wrong).toEqual([]);
    expect(expected).toEqual({ year: 2200, month: 1, dayOfMonth: 1 });
  });

  it("have a weekday before 1970 too", () => {
    expect(dayOfWeek(dayFromIso("1969-12-28")!)).toBe(6);
    expect(dayOfWeek(dayFromIso("1969-12-29")!)).toBe(0);
  });

  it("do not exist for dates that the calendar does not have", () => {
    for (const text of ["2019-02-29", "1900-02-29", "2018-13-01", "2018-00-10", "2018-06-31", "2018-06-00"])
      expect(dayFromIso(text)).toBeUndefined();
    for (const text of ["2018-6-1", "20180601", "2018-06-01T00:00", " 2018-06-01", "", "18-06-01"])
      expect(dayFromIso(text)).toBeUndefined();
    expect(dayFromIso("2000-02-29")).toBeDefined();
    expect(() => dayFromCivil(2019, 2, 29)).toThrow(RangeError);
    expect(() => dayFromCivil(2019, 13, 1)).toThrow(RangeError);
  });
});

describe("addMonths()", () => {
  it("is Temporal's, with the day held to the end of a shorter month", () => {
    const inReach = fc.integer({ min: FIRST + 50_000, max: LAST - 50_000 }).map((day) => day as Day);
    fc.assert(
      fc.property(inReach, fc.integer({ min: -1_500, max: 1_500 }), (day, count) => {
        expect(isoFromDay(addMonths(day, count))).toBe(dateOf(day).add({ months: count }).toString());
      }),
      { numRuns: 1_000 },
    );
  });

  it("keeps the end of January inside February", () => {
    expect(isoFromDay(addMonths(dayFromIso("2020-01-31")!, 1))).toBe("2020-02-29");
    expect(isoFromDay(addMonths(dayFromIso("2019-03-31")!, -1))).toBe("2019-02-28");
    expect(isoFromDay(addDays(dayFromIso("2019-02-28")!, 1))).toBe("2019-03-01");
  });
});
