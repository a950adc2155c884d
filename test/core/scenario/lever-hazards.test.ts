import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Day } from "../../../src/core/base/day.ts";
import type { HazardModel } from "../../../src/core/forecast/hazard-model.ts";
import { LeverHazards } from "../../../src/core/scenario/lever-hazards.ts";
import { leverRates, type LeverRates } from "../../../src/core/scenario/lever-rates.ts";
import { pipelineFlow, type PopulationFlow } from "../../../src/core/scenario/pipeline-flow.ts";
import { refusedShare } from "../../../src/core/scenario/refused-share.ts";
import type { SizedLever } from "../../../src/core/scenario/levered-plan.ts";
import { WORK_CALENDAR } from "../forecast/sample-history.ts";
import { at } from "../pipeline/random-logs.ts";
import { leverOf } from "./sample-levers.ts";
import { anyHazards, standingAt } from "./random-hazards.ts";
import { relativeDifference } from "./relative-difference.ts";

const ASOF = at(50);
const MONTHS = [0, 31, 59, 90].map((before, month) => ({
  from: (ASOF + before + 1) as Day,
  to: (ASOF + [31, 59, 90, 120][month]!) as Day,
}));

const ratesOf = (model: HazardModel, levers: readonly SizedLever[]): LeverRates =>
  leverRates(levers, {
    monthCount: MONTHS.length,
    openStages: Array.from({ length: model.wonCode }, (_, stage) => `Stage ${stage}`),
    lastStage: model.wonCode - 1,
  });

function follow(
  model: HazardModel,
  levers: readonly SizedLever[],
): { readonly flow: PopulationFlow; readonly refused: number } {
  const hazards = new LeverHazards(
    model,
    WORK_CALENDAR,
    levers.length === 0 ? undefined : ratesOf(model, levers),
  );
  const [flow] = pipelineFlow({ model, hazards, asOf: ASOF, months: MONTHS }, [
    { standing: standingAt(model, 0, 12) },
  ]);
  return { flow: flow!, refused: refusedShare(flow!.asked) };
}

/** So much is lost in every cell that any wish of a lever up to ten times the wins and moves is granted. */
function withManyLost(model: HazardModel): HazardModel {
  const { rates, targetCount, wonCode } = model;
  for (let first = 0; first < rates.length; first += targetCount) {
    const moves = rates.subarray(first, first + wonCode + 1).reduce((sum, rate) => sum + rate, 0);
    rates[first + wonCode + 1] = 60 * moves + 0.001;
  }
  return model;
}

const generous = anyHazards({ reopens: false, largest: 0.005 }).map(withManyLost);
const sumOf = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);

describe("LeverHazards", () => {
  it("multiplies the wins of every month by k when the win rate is multiplied by k and nothing is refused", () => {
    fc.assert(
      fc.property(generous, fc.double({ min: -0.95, max: 2, noNaN: true }), (model, size) => {
        const base = follow(model, []).flow;
        const { flow, refused } = follow(model, [{ lever: leverOf("win_rate", size), size }]);
        expect(refused).toBe(0);
        base.won.forEach((wins, month) => {
          expect(relativeDifference(flow.won[month]!, (1 + size) * wins)).toBeLessThan(1e-9);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("turns losses into wins one for one where there is one stage, and nobody else moves", () => {
    fc.assert(
      fc.property(
        anyHazards({ openStages: 1, reopens: false, largest: 0.05 }),
        fc.double({ min: -1, max: 10, noNaN: true }),
        fc.constantFrom("win_rate" as const, "stage_conversion" as const),
        (model, size, kind) => {
          const base = follow(model, []).flow;
          const { flow } = follow(model, [{ lever: leverOf(kind, size), size }]);
          MONTHS.forEach((_, month) => {
            const decided = base.won[month]! + base.lost[month]!;
            expect(relativeDifference(flow.won[month]! + flow.lost[month]!, decided)).toBeLessThan(1e-9);
            expect(flow.lost[month]).toBeGreaterThanOrEqual(-1e-15);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it("wins no less the larger the lever, however little is left to win, and says what was refused", () => {
    fc.assert(
      fc.property(
        anyHazards({ reopens: false, largest: 0.05 }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (model, one, other) => {
          const [less, more] = [Math.min(one, other), Math.max(one, other)].map((size) =>
            follow(model, [{ lever: leverOf("win_rate", size), size }]),
          );
          expect(sumOf(more!.flow.won)).toBeGreaterThanOrEqual(sumOf(less!.flow.won) * (1 - 1e-12));
          for (const { refused } of [less!, more!]) {
            expect(refused).toBeGreaterThanOrEqual(0);
            expect(refused).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("refuses a wish for more wins than there are losses", () => {
    const only = anyHazards({ openStages: 1, reopens: false, isRemoved: false, largest: 0.05 });
    const model = fc.sample(only, { numRuns: 1, seed: 4 })[0]!;
    const { flow, refused } = follow(model, [{ lever: leverOf("win_rate", 10), size: 10 }]);
    expect(refused).toBeGreaterThan(0.3);
    expect(sumOf(flow.lost)).toBeLessThan(sumOf(follow(model, []).flow.lost));
  });

  it("does nothing in months before a lever starts, after it ends, and outside of its stages", () => {
    const model = fc.sample(generous, { numRuns: 1, seed: 2 })[0]!;
    const base = follow(model, []).flow;
    const late = follow(model, [
      { lever: leverOf("win_rate", 0.5, { startMonth: 3, endMonth: 3 }), size: 0.5 },
    ]).flow;
    expect([...late.won.subarray(0, 2)]).toEqual([...base.won.subarray(0, 2)]);
    expect(late.won[2]).toBeCloseTo(1.5 * base.won[2]!, 12);
    expect(late.won[3]).toBeCloseTo(base.won[3]!, 12);
    const elsewhere = leverOf("win_rate", 0.5, { scope: { stages: ["Nowhere"] } });
    expect(follow(model, [{ lever: elsewhere, size: 0.5 }]).flow).toEqual(base);
  });

  it("adopts a lever in equal steps", () => {
    const model = fc.sample(generous, { numRuns: 1, seed: 2 })[0]!;
    const base = follow(model, []).flow;
    const lever = leverOf("win_rate", 0.6, { startMonth: 2, adoptionMonths: 3 });
    const { flow } = follow(model, [{ lever, size: 0.6 }]);
    const ratios = [...flow.won].map((wins, month) => wins / base.won[month]!);
    [1, 1.2, 1.4, 1.6].forEach((ratio, month) => expect(ratios[month]).toBeCloseTo(ratio, 9));
  });

  it("keeps every chance of a day between 0 and 1, whatever the sizes", () => {
    const size = fc.double({ min: -3, max: 10, noNaN: true });
    fc.assert(
      fc.property(anyHazards(), fc.array(size, { minLength: 4, maxLength: 4 }), (model, sizes) => {
        const kinds = ["win_rate", "stage_conversion", "cycle_time", "slippage"] as const;
        const levers = kinds.map((kind, index) => ({
          lever: leverOf(kind, sizes[index]!),
          size: sizes[index]!,
        }));
        const hazards = new LeverHazards(model, WORK_CALENDAR, ratesOf(model, levers));
        for (let day = ASOF; day < ASOF + 10; day++) {
          const { exits, stay } = hazards.on(day, 1);
          expect(exits.every((chance) => chance >= -1e-18 && chance <= 1)).toBe(true);
          expect(stay.every((chance) => chance >= 0.02 - 1e-12 && chance <= 1)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});
