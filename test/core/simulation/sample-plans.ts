import * as fc from "fast-check";
import type { Day } from "../../../src/core/base/day.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import type { NewBusiness, SimulationPlan } from "../../../src/core/simulation/plan.ts";

export interface PlanShape {
  readonly opportunityCount: number;
  readonly periodCount: number;
  /** Groups of two dimensions; there is a leaf for each pair. */
  readonly groupCounts: readonly [number, number];
  /** Expected new wins of all processes in the whole period. */
  readonly newWins: number;
  readonly spreadSigmas: readonly number[];
  readonly factorSigma: number;
  readonly seed: number;
}

export const USUAL_SHAPE: PlanShape = {
  opportunityCount: 60,
  periodCount: 5,
  groupCounts: [3, 2],
  newWins: 12,
  spreadSigmas: [0, 0.3, 0.8],
  factorSigma: 0.15,
  seed: 1,
};

/** A plan such as a forecast makes: lognormal amounts, stage-like chances, a few processes of new business. */
export function samplePlan(changes: Partial<PlanShape> = {}): SimulationPlan {
  const shape = { ...USUAL_SHAPE, ...changes };
  const { opportunityCount, periodCount, groupCounts, spreadSigmas } = shape;
  const random = smallFastRandom(shape.seed, 99);
  const whole = (below: number) => Math.floor(random() * below);
  const leafCount = groupCounts[0] * groupCounts[1];
  const winProbabilities = new Float64Array(opportunityCount * periodCount);
  for (let index = 0; index < opportunityCount; index++) {
    const chance = [0.03, 0.1, 0.3, 0.6, 0.85][whole(5)]! * (0.8 + 0.3 * random());
    const timing = Array.from({ length: periodCount }, random);
    const sum = timing.reduce((total, share) => total + share, 0);
    timing.forEach((share, period) => {
      winProbabilities[index * periodCount + period] = (chance * share) / sum;
    });
  }
  const processCount = shape.newWins > 0 ? Math.min(3, leafCount) : 0;
  const newBusiness = Array.from({ length: processCount }, (_, process): NewBusiness => ({
    key: `new business ${process}`,
    leaf: process,
    expectedWins: new Float64Array(periodCount).fill(shape.newWins / processCount / periodCount),
    amounts: Float64Array.from({ length: 7 + process }, (_, rank) => 40_000 * (rank + 1) ** 2),
  }));
  return {
    periods: Array.from({ length: periodCount }, (_, period) => ({
      from: (18_000 + 7 * period) as Day,
      to: (18_006 + 7 * period) as Day,
      label: `week ${period + 1}`,
    })),
    dimensions: groupCounts.map((count, dimension) => ({
      name: `dimension ${dimension}`,
      groups: Array.from({ length: count }, (_, group) => `group ${group}`),
    })),
    leaves: Array.from({ length: leafCount }, (_, leaf) => ({
      groups: [leaf % groupCounts[0], Math.floor(leaf / groupCounts[0])],
    })),
    opportunityIds: Array.from({ length: opportunityCount }, (_, index) => `opportunity ${10_000 + index}`),
    amounts: Float64Array.from({ length: opportunityCount }, () => Math.round(1e6 * Math.exp(2 * random()))),
    spreadClasses: Uint8Array.from({ length: opportunityCount }, () => whole(spreadSigmas.length)),
    opportunityLeaves: Uint16Array.from({ length: opportunityCount }, () => whole(leafCount)),
    winProbabilities,
    spreadSigmas: Float64Array.from(spreadSigmas),
    openScale: 1.1,
    factorSigma: shape.factorSigma,
    factorDegreesOfFreedom: 5,
    newBusiness,
    booked: new Float64Array(leafCount * periodCount),
  };
}

/** Plans with extremes: nothing open, nothing new, certain and impossible wins, huge, zero and negative amounts. */
export const anyPlan: fc.Arbitrary<SimulationPlan> = fc
  .record({
    opportunityCount: fc.constantFrom(0, 1, 3, 40, 300),
    periodCount: fc.constantFrom(1, 2, 4, 5, 13, 53),
    groupCounts: fc.constantFrom<[number, number]>([1, 1], [3, 2], [12, 5]),
    newWins: fc.constantFrom(0, 0.01, 5, 400),
    spreadSigmas: fc.constantFrom([0], [0, 0.5], [0, 0.2, 1.5]),
    factorSigma: fc.constantFrom(0, 0.2),
    seed: fc.nat(1_000_000),
    extremes: fc.array(fc.constantFrom(0, -1, -250_000, 1, 0.5, 1e13, -1e13), { maxLength: 5 }),
    chances: fc.array(fc.constantFrom(0, 1, 1e-9), { maxLength: 5 }),
  })
  .map(({ extremes, chances, ...shape }) => {
    const plan = samplePlan(shape);
    extremes.slice(0, shape.opportunityCount).forEach((amount, index) => {
      plan.amounts[index] = amount;
      plan.newBusiness[0]?.amounts.set([amount], 0);
    });
    chances.slice(0, shape.opportunityCount).forEach((chance, index) => {
      const row = plan.winProbabilities.subarray(index * shape.periodCount, (index + 1) * shape.periodCount);
      row.fill(0)[index % shape.periodCount] = chance;
    });
    return plan;
  });

/** The same plan with its opportunities in another order. */
export function reordered(plan: SimulationPlan, order: readonly number[]): SimulationPlan {
  const periodCount = plan.periods.length;
  const rows = order.map((index) =>
    plan.winProbabilities.subarray(index * periodCount, (index + 1) * periodCount),
  );
  const winProbabilities = new Float64Array(plan.winProbabilities.length);
  rows.forEach((row, place) => winProbabilities.set(row, place * periodCount));
  return {
    ...plan,
    opportunityIds: order.map((index) => plan.opportunityIds[index]!),
    amounts: Float64Array.from(order, (index) => plan.amounts[index]!),
    spreadClasses: Uint8Array.from(order, (index) => plan.spreadClasses[index]!),
    opportunityLeaves: Uint16Array.from(order, (index) => plan.opportunityLeaves[index]!),
    winProbabilities,
  };
}

/** Every opportunity with its chances multiplied, such that none exceeds 1. */
export function withChances(plan: SimulationPlan, times: number): SimulationPlan {
  return { ...plan, winProbabilities: plan.winProbabilities.map((chance) => chance * times) };
}
