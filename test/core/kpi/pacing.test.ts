import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, dayFromIso, dayOfWeek, type Day } from "../../../src/core/base/day.ts";
import { CALENDAR_YEARS, quarterOf, type Period } from "../../../src/core/base/period.ts";
import { periodsBefore } from "../../../src/core/base/period-kind.ts";
import { PACING_BY, sameMoment } from "../../../src/core/kpi/pacing-moment.ts";
import { pacing, type PacingQuestion } from "../../../src/core/kpi/pacing.ts";
import type { RecordedState } from "../../../src/core/pipeline/change-log.ts";
import { at } from "../pipeline/random-logs.ts";
import { livesOf } from "./kpi-logs.ts";

const isWorkday = (day: number): boolean => dayOfWeek(day as Day) < 5;
const span = (from: string, to: string): Period => ({
  from: dayFromIso(from)!,
  to: dayFromIso(to)!,
  label: from,
});
const by = fc.constantFrom(...PACING_BY);

/** Wins of some cents, by the offset of their day. */
function winsOn(wins: readonly (readonly [offset: number, cents: number])[]): RecordedState[] {
  return wins.flatMap(([offset, amount], index) =>
    ["Discovery", "Closed Won"].map((stage, step): RecordedState => ({
      opportunityId: `o${index}`,
      recordedOn: at(step === 0 ? 0 : offset),
      recordedSecond: -1,
      effectiveOn: at(step === 0 ? 0 : offset),
      stage,
      amount,
      attributes: ["", ""],
      file: 0,
      line: 2,
    })),
  );
}
const tens = (index: number): Period => ({
  from: at(1 + 10 * index),
  to: at(10 + 10 * index),
  label: `${index}`,
});
const question = (changes: Partial<PacingQuestion> = {}): PacingQuestion => ({
  period: tens(2),
  past: [tens(1), tens(0)],
  by: "days",
  isWorkday,
  ...changes,
});

describe("sameMoment()", () => {
  const first = span("2025-04-01", "2025-06-30"); // 91 days, begins on a Tuesday
  const other = span("2025-01-01", "2025-03-31"); // 90 days, begins on a Wednesday

  it("is the day by which the same share of days is over, the same share of working days, or the same day of the week count", () => {
    const day = dayFromIso("2025-05-09")!; // day 39, a Friday; working day 29 of 65
    const moments = PACING_BY.map(
      (kind) => sameMoment({ period: first, day, other, by: kind, isWorkday }) - other.from + 1,
    );
    expect(moments).toEqual([38, 38, 39]); // floor(39 x 90 / 91); working day floor(29 x 64 / 65) = 28; day 39
  });

  it("has the weekend that follows the last working day, once the period has one", () => {
    const friday = dayFromIso("2025-05-09")!;
    const moment = (day: Day) => sameMoment({ period: first, day, other: first, by: "workdays", isWorkday });
    expect(moment(friday)).toBe(friday);
    expect(moment(addDays(friday, 1))).toBe(addDays(friday, 2));
  });

  it("is the end of the other period at the end of the period, never before the day before it, and never goes back", () => {
    fc.assert(
      fc.property(
        by,
        fc.integer({ min: 5, max: 120 }),
        fc.integer({ min: 5, max: 120 }),
        (kind, length, otherLength) => {
          const period = { from: at(0), to: at(length - 1), label: "" };
          const past = { from: at(-200), to: at(-200 + otherLength - 1), label: "" };
          let before = past.from - 1;
          for (let day = period.from; day <= period.to; day = addDays(day, 1)) {
            const moment = sameMoment({ period, day, other: past, by: kind, isWorkday });
            expect(moment).toBeGreaterThanOrEqual(before);
            expect(moment).toBeLessThanOrEqual(past.to);
            before = moment;
          }
          expect(before).toBe(past.to);
        },
      ),
    );
  });
});

describe("pacing()", () => {
  const lives = livesOf(
    winsOn([
      [2, 100],
      [9, 300], // first ten days: 100 of 400 by day 4
      [12, 50],
      [20, 50], // second: 50 of 100
      [23, 60], // now
    ]),
    24,
  );

  it("stands beside past periods at the same moment of them", () => {
    const result = pacing(lives, question());
    expect([result.elapsed, result.length, result.booked, result.bookedCount]).toEqual([4, 10, 60, 1]);
    expect(result.past.map(({ booked, total }) => [booked, total])).toEqual([
      [50, 100],
      [100, 400],
    ]);
    expect(result.percentile).toEqual({ ok: true, value: 0.5 });
    expect(result.projected).toEqual({
      ok: true,
      value: { periodCount: 2, least: 120, lowerQuartile: 150, median: 180, upperQuartile: 210, most: 240 },
    });
    expect(Array.from(result.current.cumulative)).toEqual([0, 0, 60, 60]);
  });

  it("says what the target needs on each remaining working day, rounded up so that it is reached", () => {
    const result = pacing(lives, question({ target: 1_000 }));
    expect(result.dueEvenly).toEqual({ ok: true, value: 400 });
    expect(result.dueAsUsual).toEqual({ ok: true, value: 375 });
    expect(result.neededPerWorkday).toEqual({ ok: true, value: Math.ceil(940 / result.remainingWorkdays) });
    expect(pacing(lives, question({ target: 60 })).neededPerWorkday).toEqual({
      ok: false,
      reason: "the target is reached",
    });
    expect(pacing(lives, question({ target: 100, isWorkday: () => false })).neededPerWorkday.ok).toBe(false);
  });

  it("has reasons where there is nothing to stand beside, and nothing booked", () => {
    const alone = pacing(lives, question({ past: [] }));
    expect([alone.percentile.ok, alone.projected.ok, alone.dueEvenly.ok]).toEqual([false, false, false]);
    const empty = pacing(livesOf(winsOn([[2, 100]]), 24), question());
    expect(empty.projected).toEqual({ ok: false, reason: "nothing is booked in the period yet" });
  });

  it("ends at the booked amount itself when the period is over, whatever makes days alike", () => {
    const wins = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 1e9 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(wins, by, (list, kind) => {
        const some = livesOf(winsOn(list), 400);
        const period = quarterOf(at(280), CALENDAR_YEARS);
        const past = periodsBefore("quarter", period.from, CALENDAR_YEARS, 2);
        const result = pacing(some, { period, past, by: kind, isWorkday });
        const bookedIn = ({ from, to }: Period) =>
          list.reduce(
            (sum, [offset, cents]) => (at(offset) >= from && at(offset) <= to ? sum + cents : sum),
            0,
          );
        expect(result.booked).toBe(bookedIn(period));
        expect(result.past.map(({ booked }) => booked)).toEqual(past.map(bookedIn));
        expect(result.past.map(({ total }) => total)).toEqual(past.map(bookedIn));
        expect(result.projected).toEqual({ ok: false, reason: "the period is over" });
      }),
    );
  });
});
