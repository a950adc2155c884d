import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoFromDay, dayFromIso, type Day } from "../../../src/core/base/day.ts";
import { CALENDAR_YEARS, type FiscalCalendar } from "../../../src/core/base/period.ts";
import { cutoffsOf, QUARTER_HORIZON, type Cutoff } from "../../../src/core/backtest/cutoffs.ts";

const day = (text: string): Day => dayFromIso(text)!;

function cutoffs(
  from: string,
  to: string,
  everyDays: number,
  horizon: string,
  calendar: FiscalCalendar = CALENDAR_YEARS,
): readonly Cutoff[] {
  const found = cutoffsOf({ from: day(from), to: day(to), everyDays }, horizon, calendar);
  if (!found.ok) throw new Error(found.reason);
  return found.value;
}

const shown = ({ cutoff, period, weekOfPeriod }: Cutoff) =>
  `${isoFromDay(cutoff)}: ${isoFromDay(period.from)} to ${isoFromDay(period.to)}, week ${weekOfPeriod}`;

describe("cutoffsOf()", () => {
  it("carries half a day, so that steps of 3.5 days are three and four in turn", () => {
    const days = cutoffs("2011-12-04", "2011-12-26", 3.5, "14d").map(({ cutoff }) => cutoff);
    expect(days.slice(1).map((next, index) => next - days[index]!)).toEqual([3, 4, 3, 4, 3, 4]);
    expect(isoFromDay(days.at(-1)!)).toBe("2011-12-25");
  });

  it("begins a window on the day after the cut-off, and has none of it over", () => {
    expect(cutoffs("2018-01-07", "2018-01-14", 7, "30d").map(shown)).toEqual([
      "2018-01-07: 2018-01-08 to 2018-02-06, week 0",
      "2018-01-14: 2018-01-15 to 2018-02-13, week 0",
    ]);
  });

  it("takes the last day when a step falls on it, and one cut-off when both days are the same", () => {
    expect(cutoffs("2018-01-07", "2018-01-21", 7, "30d")).toHaveLength(3);
    expect(cutoffs("2018-01-07", "2018-01-20", 7, "30d")).toHaveLength(2);
    expect(cutoffs("2018-01-07", "2018-01-07", 7, "30d")).toHaveLength(1);
    expect(cutoffs("2018-01-08", "2018-01-07", 7, "30d")).toEqual([]);
  });

  it("follows the rest of a quarter week by week and goes on to the next one", () => {
    expect(cutoffs("2017-12-31", "2018-04-01", 7, QUARTER_HORIZON).map(shown)).toEqual([
      ...["2017-12-31", "2018-01-07", "2018-01-14", "2018-01-21", "2018-01-28", "2018-02-04"].map(
        (text, week) => `${text}: 2018-01-01 to 2018-03-31, week ${week}`,
      ),
      ...[
        "2018-02-11",
        "2018-02-18",
        "2018-02-25",
        "2018-03-04",
        "2018-03-11",
        "2018-03-18",
        "2018-03-25",
      ].map((text, index) => `${text}: 2018-01-01 to 2018-03-31, week ${index + 6}`),
      "2018-04-01: 2018-04-01 to 2018-06-30, week 0",
    ]);
  });

  it("knows fiscal quarters that begin in any month", () => {
    const february: FiscalCalendar = { startMonth: 2, namedBy: "end" };
    expect(cutoffs("2018-01-30", "2018-01-31", 1, QUARTER_HORIZON, february).map(shown)).toEqual([
      "2018-01-30: 2017-11-01 to 2018-01-31, week 13",
      "2018-01-31: 2018-02-01 to 2018-04-30, week 0",
    ]);
  });

  it("says when a horizon cannot be read", () => {
    const range = { from: day("2018-01-01"), to: day("2018-01-02"), everyDays: 1 };
    for (const horizon of ["", "30", "0d", "year"]) {
      expect(cutoffsOf(range, horizon, CALENDAR_YEARS)).toEqual({ ok: false, reason: "not_a_horizon" });
    }
  });

  it("gives ascending days within the range, each period with a day left and the week that its days say", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_000 }),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 2, max: 60 }).map((halves) => halves / 2),
        fc.constantFrom("14d", "3w", "2m", QUARTER_HORIZON),
        fc.integer({ min: 1, max: 12 }),
        (offset, length, everyDays, horizon, startMonth) => {
          const from = (day("2015-01-01") + offset) as Day;
          const to = (from + length) as Day;
          const found = cutoffsOf({ from, to, everyDays }, horizon, { startMonth, namedBy: "end" });
          if (!found.ok) throw new Error(found.reason);
          expect(found.value).toHaveLength(Math.ceil((length + 1) / everyDays));
          found.value.forEach(({ cutoff, period, weekOfPeriod }, index) => {
            const last = found.value[index - 1]?.cutoff ?? from - 1;
            expect(cutoff).toBeGreaterThan(last);
            expect(cutoff).toBeLessThanOrEqual(to);
            expect(period.to).toBeGreaterThan(cutoff);
            expect(period.from).toBeLessThanOrEqual(cutoff + 1);
            expect(weekOfPeriod).toBe(Math.floor((cutoff - period.from + 1) / 7));
          });
        },
      ),
    );
  });
});
