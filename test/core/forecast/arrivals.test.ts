import { describe, expect, it } from "vitest";
import { dayOfWeek, type Day } from "../../../src/core/base/day.ts";
import {
  countCreations,
  creationsOn,
  fitArrivals,
  yearlyIndex,
  type CreationCounts,
} from "../../../src/core/forecast/arrivals.ts";
import type { WorkCalendar } from "../../../src/core/forecast/work-calendar.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { at, ORIGIN, stateOf } from "../pipeline/random-logs.ts";
import { walk } from "./naive-walk.ts";
import { NO_HOLIDAYS, sampleHistory, tableOf, WORK_CALENDAR } from "./sample-history.ts";

/** Creations by day: a level that changes in steps, quieter at weekends. */
function creations(
  seed: number,
  levels: readonly (readonly [days: number, level: number])[],
): readonly number[] {
  const random = smallFastRandom(seed, 3);
  return levels.flatMap(([days, level]) =>
    Array.from({ length: days }, (_, day) => {
      const expected = level * (day % 7 >= 5 ? 0.3 : 1.2);
      let created = 0;
      for (let left = expected * 2; random() < left / (1 + left); left--) created++;
      return created;
    }),
  );
}

function countsOf(perDay: readonly number[]): CreationCounts {
  return {
    firstDay: ORIGIN,
    perDay: Float64Array.from(perDay),
    perDayAndEntry: Float64Array.from(perDay.flatMap((count) => [count, 0, 0, 0])),
    codeCount: 4,
  };
}

const weekday = (day: number) => dayOfWeek((ORIGIN + day) as Day);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const flat = (days: number, count: number) => Array.from({ length: days }, () => count);

/** Section 2.4 and 2.0 written down once more; days are counted from the start. */
function transcribed(perDay: readonly number[], calendar: WorkCalendar, asOf: number) {
  const isHoliday = (day: number) => calendar.holidays.has(ORIGIN + day);
  const factorsAsOf = (today: number): readonly number[] => {
    const days = [...perDay.keys()].filter((day) => day <= today && day > today - 120 && !isHoliday(day));
    const all = days.length > 0 ? mean(days.map((day) => perDay[day]!)) : 0;
    return [0, 1, 2, 3, 4, 5, 6].map((index) => {
      const same = days.filter((day) => weekday(day) === index).map((day) => perDay[day]!);
      return all > 0 ? (same.reduce((a, b) => a + b, 0) + 5 * all) / (same.length + 5) / all : 1;
    });
  };
  const factorOn = (factors: readonly number[], day: number) =>
    isHoliday(day) ? Math.min(factors[weekday(day)]!, factors[6]!) : factors[weekday(day)]!;

  const level = (): number => {
    const f = factorsAsOf(asOf);
    const g = 0.5 ** (7 / 28);
    const N: number[] = [];
    const F: number[] = [];
    for (let end = asOf; end - 6 >= Math.max(0, asOf - 425); end -= 7) {
      const week = [0, 1, 2, 3, 4, 5, 6].map((back) => end - back);
      N.unshift(week.reduce((sum, day) => sum + perDay[day]!, 0));
      F.unshift(week.reduce((sum, day) => sum + factorOn(f, day), 0));
    }
    const mu: number[] = [];
    let S = 0;
    let C = 0;
    for (let i = 0; i < N.length; i++) {
      if (i >= 1) {
        const before = i === 1 ? N[0]! / F[0]! : mu[i - 2]!;
        const x = N[i - 1]! + N[i]!;
        const ex = before * (F[i - 1]! + F[i]!);
        if (x - ex > Math.max(ex, 4 * Math.sqrt(ex + 1))) {
          S = g * N[i - 1]!;
          C = g * F[i - 1]!;
        }
      }
      S = g * S + N[i]!;
      C = g * C + F[i]!;
      mu.push(S / C);
    }
    return S / C;
  };

  const index = (H: number): number => {
    const logs: number[] = [];
    const noises: number[] = [];
    for (let then = asOf - 364; then >= 21; then -= 364) {
      const f = factorsAsOf(then);
      let up = 0;
      let down = 0;
      for (let day = 0; day <= then; day++) {
        up += 0.5 ** ((then - day) / 21) * perDay[day]!;
        down += 0.5 ** ((then - day) / 21) * factorOn(f, day);
      }
      let x = 0;
      let ex = 0;
      for (let day = then + 1; day <= then + H && day <= asOf; day++) {
        x += perDay[day]!;
        ex += (up / down) * factorOn(f, day);
      }
      logs.push(Math.log((x + 1) / (ex + 1)));
      noises.push(1 / (x + 1) + 1 / ((up / down) * 60.6 + 1));
    }
    if (logs.length === 0) return 1;
    const shrink = 0.09 / (0.09 + mean(noises) / logs.length + 0.04 / logs.length);
    return Math.exp(Math.min(0.7, Math.max(-0.7, mean(logs) * shrink)));
  };
  return { factors: factorsAsOf(asOf), level: level(), index };
}

const SERIES: readonly (readonly [name: string, perDay: readonly number[]])[] = [
  ["a level one", creations(1, [[500, 2]])],
  [
    "one that doubles and more",
    creations(2, [
      [200, 0.7],
      [60, 3],
    ]),
  ],
  [
    "one that falls",
    creations(3, [
      [200, 3],
      [100, 0.4],
    ]),
  ],
  [
    "one of two years",
    creations(4, [
      [364, 1],
      [100, 2.5],
      [364, 1],
    ]),
  ],
  ["an empty one", Array.from({ length: 100 }, () => 0)],
  ["a short one", creations(5, [[9, 2]])],
];

describe("arrivals against section 2.4 of the model, written down once more", () => {
  it.each(SERIES)("have its level, weekdays and yearly index in %s", (_, perDay) => {
    const counts = countsOf(perDay);
    for (const calendar of [NO_HOLIDAYS, WORK_CALENDAR]) {
      for (const asOf of [perDay.length - 1, perDay.length - 3, Math.floor(perDay.length * 0.8)]) {
        const expected = transcribed(perDay, calendar, asOf);
        const arrivals = fitArrivals(counts, calendar, at(asOf));
        expect(arrivals.level).toBeCloseTo(expected.level || 0, 10);
        arrivals.weekdayFactors.forEach((factor, day) =>
          expect(factor).toBeCloseTo(expected.factors[day]!, 10),
        );
        for (const span of [14, 92, 500]) {
          const { index } = yearlyIndex(counts, calendar, at(asOf), span);
          expect(index).toBeCloseTo(expected.index(span), 4); // 60.6 is rounded in the text
        }
      }
    }
  });
});

describe("fitArrivals()", () => {
  it("restarts within two weeks of a new level, and follows a fall slowly", () => {
    const up = [...flat(140, 1), ...flat(14, 4)];
    expect(fitArrivals(countsOf(up), NO_HOLIDAYS, at(up.length - 1)).level).toBeCloseTo(4, 1);
    const down = [...flat(140, 4), ...flat(14, 1)];
    expect(fitArrivals(countsOf(down), NO_HOLIDAYS, at(down.length - 1)).level).toBeGreaterThan(2.5);
  });

  it("knows shares of entry stages that add up to one, from the last 120 days where there are any", () => {
    const table = tableOf(sampleHistory({ dayCount: 250, seed: 8 }), 250);
    const counts = countCreations(table);
    const { entryShares } = fitArrivals(counts, NO_HOLIDAYS, at(250));
    expect(entryShares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    const recent = [...table.creations.day.keys()].filter((index) => table.creations.day[index]! > at(130));
    entryShares.forEach((share, code) => {
      const own = recent.filter((index) => table.creations.entry[index] === code).length;
      expect(share).toBeCloseTo(own / recent.length, 12);
    });
  });

  it("has nothing to say of a process that never created anything", () => {
    const arrivals = fitArrivals(countsOf(Array.from({ length: 30 }, () => 0)), WORK_CALENDAR, at(29));
    expect(arrivals.level).toBe(0);
    expect([...arrivals.weekdayFactors]).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect([...arrivals.entryShares]).toEqual([0, 0, 0, 0]);
    expect(creationsOn(arrivals, WORK_CALENDAR, at(40))).toBe(0);
  });

  it("needs a single day", () => {
    const arrivals = fitArrivals(countsOf([3]), NO_HOLIDAYS, at(0));
    expect(arrivals.level * arrivals.weekdayFactors[0]!).toBeCloseTo(3, 12);
  });
});

describe("countCreations()", () => {
  it("counts every creation from the first close on", () => {
    const table = tableOf(sampleHistory({ dayCount: 100, seed: 9, reopened: 0 }), 100);
    const counts = countCreations(table);
    expect(counts.firstDay).toBe(table.firstCloseDay);
    const firsts = walk(table.view).firsts.filter(({ day }) => day >= table.firstCloseDay);
    counts.perDay.forEach((count, index) => {
      expect(count).toBe(firsts.filter(({ day }) => day === counts.firstDay + index).length);
    });
    const total = counts.perDay.reduce((a, b) => a + b, 0);
    expect(total).toBe(firsts.length);
    expect(counts.perDayAndEntry.reduce((a, b) => a + b, 0)).toBe(total);
  });

  it("starts with the first day when nothing was ever closed", () => {
    const counts = countCreations(tableOf([stateOf("A", 2, "Lead"), stateOf("B", 5, "Lead")], 9));
    expect([...counts.perDay]).toEqual([1, 0, 0, 1, 0, 0, 0, 0]);
  });
});
