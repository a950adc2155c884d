import { describe, expect, it } from "vitest";
import { idDecidedAgain, withDecidedAgain } from "../../../src/core/scenario/decided-again.ts";
import { decidedOnce } from "../../../src/core/scenario/decided-once.ts";
import { drawBase, drawBookings, drawStrataOf } from "../../../src/core/scenario/draw-bookings.ts";
import { drawInline } from "../../../src/core/simulation/draw-inline.ts";
import { drawLayoutOf, drawRow } from "../../../src/core/simulation/draws.ts";
import type { SimulationPlan } from "../../../src/core/simulation/plan.ts";
import { companyView, modelOf } from "./case-samples.ts";
import { leverOf } from "./sample-levers.ts";

const MONTHS = 6;
const model = modelOf(companyView({ opportunityCount: 600 }), MONTHS);
const AMOUNT = 100;

/** One opportunity of a fixed amount with these chances, and nothing else. */
function planOf(chances: readonly number[]): SimulationPlan {
  return {
    ...model.plan,
    periods: model.plan.periods.slice(0, chances.length),
    dimensions: [],
    leaves: [{ groups: [] }],
    opportunityIds: ["only"],
    amounts: Float64Array.of(AMOUNT),
    spreadClasses: Uint8Array.of(0),
    opportunityLeaves: Uint16Array.of(0),
    winProbabilities: Float64Array.from(chances),
    openScale: 1,
    newBusiness: [],
    booked: new Float64Array(chances.length),
  };
}

/** Whether it is won in each draw and period; shape [period][draw]. */
function winsOf(plan: SimulationPlan): boolean[][] {
  const draws = drawInline(plan, { drawCount: DRAWS, seed: 7, countsStrands: false });
  const { firstPeriod } = drawLayoutOf(plan);
  return plan.periods.map((_, period) =>
    [...drawRow(draws, firstPeriod + period)].map((amount) => amount !== 0),
  );
}

const DRAWS = 40_000;
const shareOf = (flags: readonly boolean[]): number => flags.filter(Boolean).length / flags.length;

describe("decidedOnce()", () => {
  it.each([
    ["likely wins", [0.4, 0.3, 0.2], 0.05],
    ["likely wins, half at stake", [0.4, 0.3, 0.2], 0.5],
    ["rare wins", [0.05, 0.1, 0.05], 0.2],
    ["a certain win", [0.5, 0.5], 0.3],
  ])(
    "wins at most once, each month as often as its chance, and only what is at stake is lost: %s",
    (_, chances, stake) => {
      const plan = planOf(chances);
      const atStake = new Float64Array(chances.length).fill(stake);
      const changed = withDecidedAgain(plan, plan.winProbabilities, () => atStake);
      const total = chances.reduce((sum, chance) => sum + chance, 0);
      const once = decidedOnce(changed, () => total);
      expect(once.opportunityIds).toEqual(["only"]);
      const base = winsOf(plan);
      const periods = winsOf(once);
      const kept = periods.slice(0, chances.length);
      const again = periods.slice(chances.length + 1);
      const draws = base[0]!.map((__, draw) => {
        const count = [...kept, ...again].filter((flags) => flags[draw]).length;
        return { count, before: base.some((flags) => flags[draw]), kept: kept.some((flags) => flags[draw]) };
      });
      expect(Math.max(...draws.map(({ count }) => count))).toBe(1);
      // Draws of a block are dealt evenly, so shares are better than by chance; four standard errors of chance are allowed.
      const error = (chance: number): number => 4 * Math.sqrt((chance * (1 - chance)) / DRAWS) + 1e-4;
      chances.forEach((chance, month) => {
        const share = shareOf(kept[month]!) + shareOf(again[month]!);
        expect(Math.abs(share - chance)).toBeLessThan(error(chance));
      });
      expect(draws.some((draw) => draw.kept && !draw.before)).toBe(false);
      const lost = shareOf(draws.map((draw) => draw.before && !draw.kept));
      expect(Math.abs(lost - stake * total)).toBeLessThan(error(stake * total));
      // Where there is room, what is won again was not won before; else as much of it as there is room for.
      const both = shareOf(draws.map(({ before, kept: isKept, count }) => before && !isKept && count > 0));
      const overlap = Math.max(0, total + stake * total - 1);
      expect(Math.abs(both - overlap)).toBeLessThan(error(overlap));
    },
  );

  it("leaves a plan without such opportunities as it is", () => {
    expect(decidedOnce(model.plan, () => 1)).toBe(model.plan);
  });

  it("keeps the chances of every opportunity and month, of new business too", () => {
    const atStake = new Float64Array(MONTHS).fill(0.1);
    const some = (row: number): Float64Array => (row % 2 === 0 ? atStake : new Float64Array(MONTHS));
    const changed = withDecidedAgain(model.plan, model.plan.winProbabilities, some);
    const once = decidedOnce(changed, () => 0.5);
    expect(once.opportunityIds).toEqual(model.plan.opportunityIds);
    const periodCount = 2 * MONTHS + 1;
    expect(once.periods).toHaveLength(periodCount);
    once.opportunityIds.forEach((_, row) => {
      const chances = once.winProbabilities.subarray(row * periodCount, (row + 1) * periodCount);
      for (let month = 0; month < MONTHS; month++) {
        const both = chances[month]! + chances[MONTHS + 1 + month]!;
        expect(both).toBeCloseTo(model.plan.winProbabilities[row * MONTHS + month]!, 12);
      }
      expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeLessThanOrEqual(1 + 1e-12);
    });
    once.newBusiness.forEach(({ expectedWins }, index) => {
      expect(expectedWins.subarray(0, MONTHS)).toEqual(model.plan.newBusiness[index]!.expectedWins);
      expect(expectedWins.subarray(MONTHS).every((wins) => wins === 0)).toBe(true);
    });
  });
});

describe("drawBookings() of a lever on times", () => {
  it("has in every month the mean that the plan expects, as the case without it has", () => {
    const strata = drawStrataOf(16_000, 3);
    const ones = new Float64Array(MONTHS * strata.drawCount).fill(1);
    const base = drawBase(model, strata, ones);
    const lever = leverOf("cycle_time", -0.1);
    const sizes = [new Float64Array(strata.stratumCount).fill(-0.1)];
    const { bookings, plans } = drawBookings(model, [lever], sizes, strata, ones, base);
    const [part] = plans[0]!.parts;
    expect(
      part!.plan.opportunityIds.some((id) => part!.plan.opportunityIds.includes(idDecidedAgain(id))),
    ).toBe(true);
    const { amounts, winProbabilities, openScale, newBusiness } = part!.plan;
    for (let month = 0; month < MONTHS; month++) {
      let expected = 0;
      amounts.forEach(
        (amount, row) => (expected += amount * openScale * winProbabilities[row * MONTHS + month]!),
      );
      for (const { amounts: own, expectedWins } of newBusiness) {
        expected += (expectedWins[month]! * own.reduce((sum, amount) => sum + amount, 0)) / own.length;
      }
      const cells = bookings[0]!.subarray(month * strata.drawCount, (month + 1) * strata.drawCount);
      const mean = cells.reduce((sum, amount) => sum + amount, 0) / strata.drawCount;
      const sd = Math.sqrt(cells.reduce((sum, amount) => sum + (amount - mean) ** 2, 0) / strata.drawCount);
      expect(Math.abs(mean - expected)).toBeLessThan((4 * sd) / Math.sqrt(strata.drawCount));
    }
  });
});
