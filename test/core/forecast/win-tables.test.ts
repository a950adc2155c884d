import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayOfWeek, type Day } from "../../../src/core/base/day.ts";
import { monthOfQuarter } from "../../../src/core/base/period.ts";
import { DWELL_BIN_COUNT, DWELL_BIN_EDGES, DWELL_CAP } from "../../../src/core/forecast/dwell-bins.ts";
import type { HazardModel } from "../../../src/core/forecast/hazard-model.ts";
import { DWELL_COUNT, winTables } from "../../../src/core/forecast/win-tables.ts";
import type { WorkCalendar } from "../../../src/core/forecast/work-calendar.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { at } from "../pipeline/random-logs.ts";
import { WORK_CALENDAR } from "./sample-history.ts";

interface ModelShape {
  readonly seed: number;
  readonly openStages: number;
  readonly reopens: boolean;
  /** Largest daily hazard of one target. */
  readonly largest: number;
}

function modelOf({ seed, openStages, reopens, largest }: ModelShape): HazardModel {
  const random = smallFastRandom(seed, 5);
  const stageCount = openStages + Number(reopens);
  const targetCount = openStages + 3;
  const rates = new Float64Array(stageCount * DWELL_BIN_COUNT * targetCount).map(() =>
    random() < 0.2 ? 0 : largest * random() ** 2,
  );
  for (let cell = 0; cell < stageCount * DWELL_BIN_COUNT; cell++) {
    const stage = Math.floor(cell / DWELL_BIN_COUNT);
    rates[cell * targetCount + (stage < openStages ? stage : openStages + 1)] = 0; // no move to itself
  }
  return {
    stageCount,
    targetCount,
    wonCode: openStages,
    rates,
    weekdayFactors: new Float64Array(21).map(() => 0.3 + 1.4 * random()),
    monthFactors: new Float64Array(9).map((_, index) => (index < 6 ? 0.6 + random() : 1)),
  };
}

/** Hazards of one day by target, as section 2.2 says it. */
function hazardsOn(
  model: HazardModel,
  calendar: WorkCalendar,
  row: number,
  dwell: number,
  day: number,
): number[] {
  const edge = DWELL_BIN_EDGES.findIndex((upper) => dwell <= upper);
  const bin = edge < 0 ? DWELL_BIN_COUNT - 1 : edge;
  const hazards = Array.from({ length: model.targetCount }, (_, target) => {
    const kind = target === model.wonCode ? 0 : target === model.wonCode + 1 ? 1 : 2;
    const weekday = (index: number) => model.weekdayFactors[kind * 7 + index]!;
    const own = weekday(dayOfWeek(day as Day));
    const factor = calendar.holidays.has(day) ? Math.min(own, weekday(6)) : own;
    const month = model.monthFactors[kind * 3 + monthOfQuarter(day as Day, calendar.fiscal)]!;
    return model.rates[(row * DWELL_BIN_COUNT + bin) * model.targetCount + target]! * factor * month;
  });
  const sum = hazards.reduce((a, b) => a + b, 0);
  return sum > 0.98 ? hazards.map((hazard) => (hazard * 0.98) / sum) : hazards;
}

/** Chance to be won in a window by carrying the whole distribution of (stage, dwell) forward, a day at a time. */
function simulateForward(
  model: HazardModel,
  calendar: WorkCalendar,
  start: { readonly row: number; readonly dwell: number; readonly day: number },
  window: { readonly from: number; readonly to: number },
): number {
  let states = new Map([[`${start.row} ${start.dwell}`, 1]]);
  let won = 0;
  for (let day = start.day + 1; day <= window.to; day++) {
    const next = new Map<string, number>();
    const add = (row: number, dwell: number, share: number): void => {
      const key = `${row} ${dwell}`;
      next.set(key, (next.get(key) ?? 0) + share);
    };
    for (const [key, share] of states) {
      const [row, dwell] = key.split(" ").map(Number) as [number, number];
      const hazards = hazardsOn(model, calendar, row, dwell + 1, day);
      hazards.forEach((hazard, target) => {
        if (target === model.wonCode && day >= window.from) won += share * hazard;
        const isState =
          target < model.wonCode || (target === model.wonCode + 1 && model.stageCount > model.wonCode);
        if (isState && hazard > 0) add(target < model.wonCode ? target : model.wonCode, 0, share * hazard);
      });
      add(row, dwell + 1, share * (1 - hazards.reduce((a, b) => a + b, 0)));
    }
    states = next;
  }
  return won;
}

const model = fc
  .record({
    seed: fc.integer({ min: 0, max: 10_000 }),
    openStages: fc.integer({ min: 1, max: 3 }),
    reopens: fc.boolean(),
    largest: fc.constantFrom(0.02, 0.3, 1.5),
  })
  .map(modelOf);
const window = (asOf: number, from: number, days: number) => ({
  from: (asOf + from) as Day,
  to: (asOf + from + days - 1) as Day,
});

describe("winTables()", () => {
  it("is the distribution of stages carried forward day by day, for any window, stage and time in stage", () => {
    fc.assert(
      fc.property(
        model,
        fc.integer({ min: 0, max: 200 }).map(at),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 15 }),
        fc.constantFrom(0, 1, 6, 29, 364, DWELL_CAP - 3, DWELL_CAP),
        (hazards, asOf, from, days, dwell) => {
          const asked = window(asOf, from, days);
          const [table] = winTables(hazards, WORK_CALENDAR, asOf, [asked]);
          for (let row = 0; row < hazards.stageCount; row++) {
            const expected = simulateForward(hazards, WORK_CALENDAR, { row, dwell, day: asOf }, asked);
            expect(table!.probabilities[row * DWELL_COUNT + dwell]).toBeCloseTo(expected, 12);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("tells the same of an opportunity that enters a stage on a later day", () => {
    fc.assert(
      fc.property(model, fc.integer({ min: 0, max: 14 }), (hazards, later) => {
        const asOf = at(30);
        const asked = window(asOf, 5, 10);
        // Another window that ends later must not disturb it.
        const [table] = winTables(hazards, WORK_CALENDAR, asOf, [asked, window(asOf, 1, 20)]);
        for (let row = 0; row < hazards.stageCount; row++) {
          const start = { row, dwell: 0, day: asOf + later };
          const expected = simulateForward(hazards, WORK_CALENDAR, start, asked);
          expect(table!.atEntry[later * hazards.stageCount + row]).toBeCloseTo(expected, 12);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("gives chances in 0..1 that add up over any partition of a window", () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 89 }), { maxLength: 5 });
    fc.assert(
      fc.property(model, cuts, fc.integer({ min: 1, max: 30 }), (hazards, inner, from) => {
        const asOf = at(10);
        const edges = [0, ...inner.sort((a, b) => a - b), 90];
        const parts = edges
          .slice(1)
          .map((to, index) => window(asOf, from + edges[index]!, to - edges[index]!));
        const [whole, ...tables] = winTables(hazards, WORK_CALENDAR, asOf, [
          window(asOf, from, 90),
          ...parts,
        ]);
        const wrong = [...whole!.probabilities].filter((probability, cell) => {
          const sum = tables.reduce((total, table) => total + table.probabilities[cell]!, 0);
          return !(Math.abs(sum - probability) < 1e-12 && probability >= 0 && probability <= 1 + 1e-12);
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("rises with the hazard to be won and falls with that to be lost when the window begins tomorrow", () => {
    const factor = fc.double({ min: 1, max: 3, noNaN: true });
    fc.assert(
      fc.property(model, factor, (hazards, more) => {
        fc.pre(hazards.stageCount === hazards.wonCode); // where lost ones come back, losing early may be a way to win
        const asked = [window(at(0), 1, 40)];
        const base = winTables(hazards, WORK_CALENDAR, at(0), asked)[0]!.probabilities;
        const won = winTables(hazards, WORK_CALENDAR, at(0), asked, { won: more, lost: 1 })[0]!.probabilities;
        const lost = winTables(hazards, WORK_CALENDAR, at(0), asked, { won: 1, lost: more })[0]!
          .probabilities;
        const wrong = [...base.keys()].filter(
          (cell) => won[cell]! < base[cell]! - 1e-12 || lost[cell]! > base[cell]! + 1e-12,
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("is one minus the chance to stay for a single stage with a constant hazard", () => {
    const hazards: HazardModel = {
      stageCount: 1,
      targetCount: 4,
      wonCode: 1,
      rates: new Float64Array(DWELL_BIN_COUNT * 4).map((_, cell) => [0, 0.02, 0.03, 0][cell % 4]!),
      weekdayFactors: new Float64Array(21).fill(1),
      monthFactors: new Float64Array(9).fill(1),
    };
    const [table] = winTables(hazards, WORK_CALENDAR, at(0), [window(at(0), 1, 30)]);
    for (const dwell of [0, 7, 200, DWELL_CAP])
      expect(table!.probabilities[dwell]).toBeCloseTo(0.4 * (1 - 0.95 ** 30), 12);
    expect(table!.atEntry[30]).toBe(0);
  });
});
