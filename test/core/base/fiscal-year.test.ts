import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dayFromIso, dayOfWeek, isoFromDay, type Day } from "../../../src/core/base/day.ts";
import {
  calendarProblem,
  fiscalYear,
  fiscalYearOf,
  type FiscalCalendar,
  type FiscalYearRule,
} from "../../../src/core/base/fiscal-year.ts";
import {
  fiscalPeriod,
  quarterPeriod,
  weekOfPeriod,
  weeksOfYear,
} from "../../../src/core/base/fiscal-periods.ts";
import { isoWeekCount, isoWeekOf, mondayOfIsoWeek } from "../../../src/core/base/iso-week.ts";
import { kindOfPeriod, periodOfKind, periodsBefore, weekOfYear } from "../../../src/core/base/period-kind.ts";
import { monthOfQuarter, parsePeriod, quarterOf, subPeriodsOf } from "../../../src/core/base/period.ts";
import { WEEK_PATTERNS, WEEKDAYS, type WeekYears } from "../../../src/core/base/week-years.ts";

interface Fixture {
  readonly first: number;
  readonly rules: readonly (Pick<WeekYears, "endMonth" | "lastWeekday" | "yearEnd"> & {
    readonly ends: readonly string[];
  })[];
  readonly quarterEnds: Readonly<Record<string, readonly string[]>>;
  readonly iso: { readonly mondays: Readonly<Record<string, string>>; readonly longYears: readonly number[] };
}
const fixture = JSON.parse(
  readFileSync(new URL("fixtures/week-years.json", import.meta.url), "utf8"),
) as Fixture;

/** The calendar of the National Retail Federation. */
const NRF: WeekYears = {
  weeks: "4-5-4",
  endMonth: 1,
  lastWeekday: "saturday",
  yearEnd: "nearest",
  namedBy: "start",
};
const ISO_LIKE: WeekYears = {
  weeks: "4-4-5",
  endMonth: 12,
  lastWeekday: "sunday",
  yearEnd: "nearest",
  namedBy: "end",
};

const years = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const weeksIn = (name: number, rule: WeekYears): number => weeksOfYear(fiscalYear(name, rule)).length;
const longYears = (from: number, to: number, rule: WeekYears): number[] =>
  years(from, to).filter((name) => weeksIn(name, rule) === 53);
const spanOf = ({ from, to }: { from: Day; to: Day }): string[] => [isoFromDay(from), isoFromDay(to)];

function periodOf(text: string, calendar: FiscalCalendar) {
  const period = parsePeriod(text, calendar);
  if (!period.ok) throw new Error(`${text} is not a period`);
  return period.value;
}

const weekYears: fc.Arbitrary<WeekYears> = fc.record({
  weeks: fc.constantFrom(...WEEK_PATTERNS),
  endMonth: fc.integer({ min: 1, max: 12 }),
  lastWeekday: fc.constantFrom(...WEEKDAYS),
  yearEnd: fc.constantFrom("nearest" as const, "last" as const),
  namedBy: fc.constantFrom("start" as const, "end" as const),
  week53: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
});
const rule: fc.Arbitrary<FiscalYearRule> = fc.oneof(
  weekYears,
  fc.record({
    startMonth: fc.integer({ min: 1, max: 12 }),
    namedBy: fc.constantFrom("start" as const, "end" as const),
  }),
);
const someYear = fc.integer({ min: 1_950, max: 2_090 });
const someDay = fc.integer({ min: -7_000, max: 43_000 }).map((day) => day as Day);

describe("years of weeks", () => {
  it("have week 53 in the years that the National Retail Federation names: 2000, 2006, 2012, 2017, 2023", () => {
    expect(longYears(1998, 2029, NRF)).toEqual([2000, 2006, 2012, 2017, 2023, 2028]);
  });

  it("have week 53 in other years when they end on the last Saturday of January", () => {
    const last = longYears(1998, 2029, { ...NRF, yearEnd: "last" });
    expect(last).toEqual([2003, 2008, 2014, 2020, 2025]);
  });

  it("end on the days that pandas gives for every weekday, five months and both rules", () => {
    for (const { ends, ...end } of fixture.rules) {
      for (const [index, iso] of ends.entries()) {
        const year = fiscalYear(fixture.first + index, { weeks: "4-4-5", namedBy: "end", ...end });
        expect(isoFromDay(year.to), JSON.stringify(end)).toBe(iso);
      }
    }
  });

  it("have the quarters of pandas, wherever the 53rd week is put", () => {
    for (const [quarter, ends] of Object.entries(fixture.quarterEnds)) {
      const calendar: WeekYears = { ...NRF, week53: 3 * Number(quarter) };
      const own = years(2010, 2024).flatMap((name) =>
        [0, 1, 2, 3].map((index) => isoFromDay(quarterPeriod(fiscalYear(name, calendar), index).to)),
      );
      expect(own).toEqual(ends.filter((day) => day >= own[0]! && day <= own.at(-1)!));
    }
  });

  it("are those of the published 2023: 53 weeks, January of five weeks, ends on February 3", () => {
    expect(spanOf(periodOf("2023", NRF))).toEqual(["2023-01-29", "2024-02-03"]);
    expect(spanOf(periodOf("2023-M12", NRF))).toEqual(["2023-12-31", "2024-02-03"]);
    expect(spanOf(periodOf("2023-W53", NRF))).toEqual(["2024-01-28", "2024-02-03"]);
    expect(spanOf(periodOf("2024-Q1", NRF))).toEqual(["2024-02-04", "2024-05-04"]);
    expect(spanOf(periodOf("2023-P01", NRF))).toEqual(["2023-01-29", "2023-02-25"]);
    expect(parsePeriod("2024-W53", NRF).ok).toBe(false);
    expect(parsePeriod("2024-M13", NRF).ok).toBe(false);
    expect(periodOf("2024-M13", { ...NRF, weeks: "13x4" }).to).toBe(fiscalYear(2024, NRF).to);
  });

  it("put week 53 into the period that is chosen", () => {
    const early = { ...NRF, week53: 1 };
    expect(spanOf(periodOf("2023-M01", early))).toEqual(["2023-01-29", "2023-03-04"]);
    expect(periodOf("2023-M12", early).to - periodOf("2023-M12", early).from).toBe(27);
    expect(spanOf(periodOf("2024-M01", early))).toEqual(["2024-02-04", "2024-03-02"]);
  });

  it("are those of ISO 8601 when they end on the Sunday nearest to the end of December", () => {
    for (const name of years(1950, 2090)) {
      expect(fiscalYear(name, ISO_LIKE).from).toBe(mondayOfIsoWeek({ year: name, week: 1 }));
      expect(weeksIn(name, ISO_LIKE)).toBe(isoWeekCount(name));
    }
  });
});

describe("fiscalYear()", () => {
  it("gives years, quarters, periods and weeks that tile, by every rule", () => {
    fc.assert(
      fc.property(someYear, rule, (name, calendar) => {
        const year = fiscalYear(name, calendar);
        expect(fiscalYear(name + 1, calendar).from).toBe(year.to + 1);
        const count = year.periodStart.length - 1;
        const tiles = (parts: readonly { from: Day; to: Day }[]): void => {
          if (parts.length === 0) return;
          expect(parts[0]!.from).toBe(year.from);
          expect(parts.at(-1)!.to).toBe(year.to);
          parts.slice(1).forEach((part, index) => expect(part.from).toBe(parts[index]!.to + 1));
          expect(parts.every(({ from, to }) => from <= to)).toBe(true);
        };
        const periods = Array.from({ length: count }, (_, index) => fiscalPeriod(year, index));
        tiles(periods);
        tiles([0, 1, 2, 3].map((quarter) => quarterPeriod(year, quarter)));
        tiles(weeksOfYear(year));
      }),
    );
  });

  it("gives years of weeks 52 or 53 of them, with every week and period ending on its weekday", () => {
    fc.assert(
      fc.property(someYear, weekYears, (name, calendar) => {
        const year = fiscalYear(name, calendar);
        const weeks = weeksOfYear(year);
        expect([52, 53]).toContain(weeks.length);
        const ends = [...weeks.map(({ to }) => to), ...year.periodStart.map((day) => (day - 1) as Day)];
        expect(new Set(ends.map((day) => WEEKDAYS[dayOfWeek(day)]))).toEqual(new Set([calendar.lastWeekday]));
      }),
    );
  });

  it("is found by each of its days, and every period by its name", () => {
    fc.assert(
      fc.property(someDay, rule, (day, calendar) => {
        const year = fiscalYearOf(day, calendar);
        expect(year.from <= day && day <= year.to).toBe(true);
        for (const kind of ["week", "month", "period", "quarter", "year"] as const) {
          const period = periodOfKind(kind, day, calendar);
          expect(period.from <= day && day <= period.to).toBe(true);
          expect(periodOf(period.label, calendar)).toEqual(period);
          const [before] = periodsBefore(kind, period.from, calendar, 1);
          expect(before!.to).toBe(period.from - 1);
        }
        const quarter = quarterOf(day, calendar);
        expect(kindOfPeriod(quarter, calendar)).toBe("quarter");
        expect(monthOfQuarter(quarter.from, calendar)).toBe(0);
        expect(monthOfQuarter(quarter.to, calendar)).toBe(2);
      }),
    );
  });

  it("lets a year begin where the one before ended when the rule changes, and tiles on", () => {
    const calendar: FiscalCalendar = [
      { startMonth: 2, namedBy: "start" },
      { ...NRF, fromYear: 2020 },
    ];
    expect(calendarProblem(calendar)).toBeUndefined();
    expect(spanOf(fiscalYear(2019, calendar))).toEqual(["2019-02-01", "2020-01-31"]);
    expect(spanOf(fiscalYear(2020, calendar))).toEqual(["2020-02-01", "2021-01-30"]);
    expect(spanOf(periodOf("2020-W01", calendar))).toEqual(["2020-02-01", "2020-02-08"]);
    expect(spanOf(fiscalYear(2021, calendar))).toEqual(spanOf(fiscalYear(2021, NRF)));
    for (let day = dayFromIso("2019-06-01")!; day < dayFromIso("2021-06-01")!; day++) {
      const { from, to } = periodOfKind("week", day, calendar);
      expect(from <= day && day <= to).toBe(true);
    }
  });

  it("is refused where rules do not meet", () => {
    expect(calendarProblem([])).toContain("no rule");
    expect(calendarProblem([NRF, NRF])).toContain("fromYear");
    expect(calendarProblem([NRF, { ...NRF, fromYear: 2020 }, { ...NRF, fromYear: 2020 }])).toContain(
      "oldest",
    );
    const halfAYear = [
      { startMonth: 1, namedBy: "end" },
      { startMonth: 7, namedBy: "end", fromYear: 2020 },
    ] as const;
    expect(calendarProblem(halfAYear)).toContain("at most 14 days");
  });
});

describe("ISO weeks", () => {
  it("are those of Python: first Mondays, and years of 53 weeks over two centuries", () => {
    for (const [year, monday] of Object.entries(fixture.iso.mondays))
      expect(isoFromDay(mondayOfIsoWeek({ year: Number(year), week: 1 }))).toBe(monday);
    expect(years(1900, 2100).filter((year) => isoWeekCount(year) === 53)).toEqual(fixture.iso.longYears);
  });

  it("are found by each of their days", () => {
    fc.assert(
      fc.property(someDay, (day) => {
        const monday = mondayOfIsoWeek(isoWeekOf(day));
        expect(day - monday).toBe(dayOfWeek(day));
      }),
    );
  });

  it("are what a week means where years are made of months, and on request where they are not", () => {
    const months: FiscalCalendar = { startMonth: 4, namedBy: "end" };
    expect(spanOf(periodOf("2026-W07", months))).toEqual(["2026-02-09", "2026-02-15"]);
    expect(periodOf("2026-w7", months).label).toBe("2026-W07");
    expect(spanOf(periodOf("ISO2026-W07", NRF))).toEqual(["2026-02-09", "2026-02-15"]);
    expect(spanOf(periodOf("2026-W07", NRF))).toEqual(["2026-03-15", "2026-03-21"]);
    expect(parsePeriod("2025-W53", months).ok).toBe(false);
    expect(spanOf(periodOf("2026-W53", months))).toEqual(["2026-12-28", "2027-01-03"]);
  });

  it("number the days of periods and years", () => {
    const { from, to } = periodOf("2023-Q4", NRF);
    expect([weekOfPeriod(from, { from }), weekOfPeriod(to, { from })]).toEqual([1, 14]);
    expect([weekOfYear(to, NRF), weekOfYear(from, NRF)]).toEqual([53, 40]);
    expect(weekOfYear(dayFromIso("2027-01-03")!, { startMonth: 1, namedBy: "end" })).toBe(53);
  });
});

describe("subPeriodsOf()", () => {
  it("cuts a long stretch at the periods of years of weeks", () => {
    const year = fiscalYear(2023, NRF);
    const parts = subPeriodsOf(year, NRF);
    expect(parts.map(({ label }) => label).slice(0, 2)).toEqual(["2023-M01", "2023-M02"]);
    expect(parts.map(({ from }) => from)).toEqual(year.periodStart.slice(0, -1));
    expect(parts.at(-1)!.to).toBe(year.to);
  });
});
