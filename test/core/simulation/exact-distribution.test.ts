import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Day } from "../../../src/core/base/day.ts";
import { cutStudentT } from "../../../src/core/maths/cut-student-t.ts";
import { drawLayoutOf } from "../../../src/core/simulation/draws.ts";
import {
  analyticMoments,
  exactDistribution,
  exactDistributions,
  exactTotal,
} from "../../../src/core/simulation/exact-distribution.ts";
import { factorDistribution } from "../../../src/core/simulation/factor.ts";
import { FACTOR_CUT, type SimulationPlan } from "../../../src/core/simulation/plan.ts";
import { convolvedMasses, cumulative, type Cut, type Masses } from "./exact-brute-force.ts";
import oracle from "./fixtures/convolution.json" with { type: "json" };
import { anyPlan, samplePlan } from "./sample-plans.ts";

const TOTAL = 2;

/** A plan of one sub-period and one group. */
function simplePlan(
  opportunities: readonly { amount: number; chance: number; sigma?: number }[],
  changes: Partial<SimulationPlan> = {},
): SimulationPlan {
  const sigmas = [...new Set([0, ...opportunities.map(({ sigma }) => sigma ?? 0)])];
  return {
    periods: [{ from: 0 as Day, to: 6 as Day, label: "week 1" }],
    dimensions: [{ name: "all", groups: ["all"] }],
    leaves: [{ groups: [0] }],
    opportunityIds: opportunities.map((_, index) => `o${index}`),
    amounts: Float64Array.from(opportunities, ({ amount }) => amount),
    spreadClasses: Uint8Array.from(opportunities, ({ sigma }) => sigmas.indexOf(sigma ?? 0)),
    opportunityLeaves: new Uint16Array(opportunities.length),
    winProbabilities: Float64Array.from(opportunities, ({ chance }) => chance),
    spreadSigmas: Float64Array.from(sigmas),
    openScale: 1,
    factorSigma: 0,
    factorDegreesOfFreedom: 5,
    newBusiness: [],
    booked: new Float64Array(1),
    ...changes,
  };
}

const probability = fc.double({ min: 0, max: 1, noNaN: true });

/** Plans small enough to convolve by hand: two sub-periods, two leaves, one of them with a group of its own. */
const smallPlan: fc.Arbitrary<SimulationPlan> = fc
  .record({
    opportunities: fc.array(
      fc.record({
        amount: fc.integer({ min: 0, max: 60 }),
        chance: probability,
        early: probability,
        spreadClass: fc.constantFrom(0, 0, 1),
        leaf: fc.nat({ max: 1 }),
      }),
      { maxLength: 5 },
    ),
    processes: fc.array(
      fc.record({
        rates: fc.tuple(fc.double({ min: 0, max: 2, noNaN: true }), fc.constantFrom(0, 0.3)),
        amounts: fc.array(fc.integer({ min: -5, max: 40 }), { minLength: 1, maxLength: 4 }),
        leaf: fc.nat({ max: 1 }),
      }),
      { maxLength: 2 },
    ),
    openScale: fc.constantFrom(1, 1.3),
    factorSigma: fc.constantFrom(0, 0.2),
  })
  .map(({ opportunities, processes, openScale, factorSigma }) =>
    simplePlan([], {
      periods: [0, 7].map((from, index) => ({
        from: from as Day,
        to: (from + 6) as Day,
        label: `week ${index + 1}`,
      })),
      dimensions: [{ name: "team", groups: ["one", "two"] }],
      leaves: [{ groups: [0] }, { groups: [1] }],
      opportunityIds: opportunities.map((_, index) => `o${index}`),
      amounts: Float64Array.from(opportunities, ({ amount }) => amount),
      spreadClasses: Uint8Array.from(opportunities, ({ spreadClass }) => spreadClass),
      opportunityLeaves: Uint16Array.from(opportunities, ({ leaf }) => leaf),
      winProbabilities: Float64Array.from(
        opportunities.flatMap(({ chance, early }) => [chance * early, chance * (1 - early)]),
      ),
      spreadSigmas: Float64Array.of(0, 0.4),
      openScale,
      factorSigma,
      factorDegreesOfFreedom: 4.5,
      newBusiness: processes.map(({ rates, amounts, leaf }, index) => ({
        key: `process ${index}`,
        leaf,
        expectedWins: Float64Array.from(rates),
        amounts: Float64Array.from(amounts).sort(),
      })),
      booked: new Float64Array(4),
    }),
  );

/** What each row of the draws of a small plan counts. */
const CUTS: readonly Cut[] = [
  { periods: [0, 1], leaves: [0, 1], countsOpen: true, countsNew: false },
  { periods: [0, 1], leaves: [0, 1], countsOpen: false, countsNew: true },
  { periods: [0, 1], leaves: [0, 1], countsOpen: true, countsNew: true },
  { periods: [0], leaves: [0, 1], countsOpen: true, countsNew: true },
  { periods: [1], leaves: [0, 1], countsOpen: true, countsNew: true },
  { periods: [0, 1], leaves: [0], countsOpen: true, countsNew: true },
  { periods: [0, 1], leaves: [1], countsOpen: true, countsNew: true },
];

/** P(level * X <= y), value by value. */
function mixedShare(masses: Masses, y: number, plan: SimulationPlan): number {
  let share = 0;
  const tau = cutStudentT(plan.factorDegreesOfFreedom, FACTOR_CUT);
  for (const [value, mass] of masses) {
    if (plan.factorSigma === 0 || value === 0 || y === 0 || value < 0 !== y < 0) {
      share += value <= y ? mass : 0;
      continue;
    }
    const below = tau.cdf(Math.log(y / value) / plan.factorSigma);
    share += mass * (value > 0 ? below : 1 - below);
  }
  return share;
}

describe("exactDistributions() on a money lattice", () => {
  it("gives the published distribution of three deals", () => {
    const { cdf, quantile, probabilityAtLeast, mean } = exactDistribution(
      simplePlan([
        { amount: 100, chance: 0.3 },
        { amount: 50, chance: 0.6 },
        { amount: 80, chance: 0.5 },
      ]),
      TOTAL,
    );
    const published = { 0: 0.14, 50: 0.21, 80: 0.14, 100: 0.06, 130: 0.21, 150: 0.09, 180: 0.06, 230: 0.09 };
    for (const [value, mass] of Object.entries(published)) {
      expect(Math.abs(cdf(Number(value)) - cdf(Number(value) - 1) - mass)).toBeLessThan(1e-14);
    }
    expect(mean).toBeCloseTo(100, 12);
    expect([0.1, 0.14, 0.15, 0.5, 0.95, 1].map(quantile)).toEqual([0, 0, 50, 100, 230, 230]);
    expect(probabilityAtLeast(130)).toBeCloseTo(0.45, 14);
    expect(probabilityAtLeast(131)).toBeCloseTo(0.24, 14);
  });

  it("agrees with NumPy's convolution and Panjer's recursion to 1e-12, and with SciPy's factor to 1e-9", () => {
    const plan = simplePlan(
      oracle.amounts.map((amount, index) => ({
        amount,
        chance: oracle.chances[index]!,
        sigma: oracle.sigmas[index]!,
      })),
      {
        newBusiness: [
          {
            key: "new",
            leaf: 0,
            expectedWins: Float64Array.of(oracle.rate),
            amounts: Float64Array.from(oracle.pool),
          },
        ],
      },
    );
    const plain = exactDistribution(plan, TOTAL);
    const mixed = exactDistribution(
      { ...plan, factorSigma: oracle.factorSigma, factorDegreesOfFreedom: oracle.degreesOfFreedom },
      TOTAL,
    );
    oracle.at.forEach((at, index) => {
      expect(Math.abs(plain.cdf(at) - oracle.cdf[index]!)).toBeLessThan(2e-12);
      expect(Math.abs(mixed.cdf(at) - oracle.cdfWithFactor[index]!)).toBeLessThan(1e-9);
    });
    // The oracle's mean holds the rounding of each win; the closed form leaves it out.
    expect(Math.abs(plain.mean - oracle.mean)).toBeLessThan(0.5);
  });

  it("agrees with direct convolution to 1e-9 in every row, with and without a factor", () => {
    fc.assert(
      fc.property(smallPlan, (plan) => {
        const found = exactDistributions(plan);
        CUTS.forEach((cut, row) => {
          const { cdf, quantile, probabilityAtLeast } = found.get(row)!;
          const masses = convolvedMasses(plan, cut);
          const steps = cumulative(masses);
          for (let at = 0; at < steps.length; at += Math.ceil(steps.length / 25)) {
            const { value, share } = steps[at]!;
            const expected = mixedShare(masses, value, plan);
            expect(Math.abs(cdf(value) - expected)).toBeLessThan(1e-9);
            if (plan.factorSigma > 0) continue;
            expect(Math.abs(probabilityAtLeast(value + 1) - (1 - share))).toBeLessThan(1e-9);
            const mass = share - (steps[at - 1]?.share ?? 0);
            expect(mass <= 1e-6 || quantile(share - mass / 2) === value).toBe(true);
          }
        });
      }),
      { seed: 1, numRuns: 25 },
    );
  }, 60_000);

  it("finds the steps of many equal prices, where a smooth curve would not", () => {
    const chance = 0.3;
    const { cdf, quantile } = exactDistribution(
      simplePlan(Array.from({ length: 2_000 }, () => ({ amount: 1_234_500, chance }))),
      TOTAL,
    );
    expect(quantile(0.5)).toBe(600 * 1_234_500);
    // Binomial: P(600 of 2,000) by Stirling's series is 0.0194641 to the digits given.
    expect(cdf(600 * 1_234_500) - cdf(600 * 1_234_500 - 1)).toBeCloseTo(0.019464, 5);
  });
});

describe("exactDistributions() on wide rows", () => {
  const wide = samplePlan({ opportunityCount: 400, newWins: 60, periodCount: 13, groupCounts: [4, 2] });

  it("has in every row the mean and standard deviation of the closed form", () => {
    for (const plan of [wide, { ...wide, factorSigma: 0 }]) {
      for (const { mean, sd, quantile } of exactDistributions(plan, [0, 1, 2, 3, 9, 16, 20]).values()) {
        const count = 200;
        let sum = 0;
        let squares = 0;
        for (let index = 0; index < count; index++) {
          const z = (quantile((index + 0.5) / count) - mean) / sd;
          sum += z / count;
          squares += z ** 2 / count;
        }
        // Midpoints leave the far tails out: a little mean and up to two percent of the variance of a heavy tail.
        expect(Math.abs(sum)).toBeLessThan(5e-3);
        expect(squares).toBeGreaterThan(0.97);
        expect(squares).toBeLessThan(1.001);
      }
    }
  });

  it("agrees with plans that are scaled to a lattice of whole units", () => {
    // The same row in units of 1,000 is exact on its lattice, in units of 1 it is found from its wave.
    const small = samplePlan({ opportunityCount: 120, newWins: 0, periodCount: 1, spreadSigmas: [0] });
    const units = small.amounts.map((amount) => Math.round(amount / 10_000));
    const lattice = { ...small, amounts: units, openScale: 1, factorSigma: 0 };
    const smooth = {
      ...lattice,
      amounts: units.map((unit, index) => unit * 100_000 + ((index * 7919) % 97) - 48),
    };
    const onLattice = exactDistribution(lattice, 0);
    const fromWave = exactDistribution(smooth, 0);
    for (const p of [0.025, 0.1, 0.5, 0.9, 0.975]) {
      const error = (fromWave.quantile(p) / 100_000 - onLattice.quantile(p)) / onLattice.sd;
      // One unit of the lattice is 0.0009 standard deviations.
      expect(Math.abs(error)).toBeLessThan(0.002);
    }
  });

  it("gives the total alone what it gives among all rows", () => {
    const chances = Float64Array.from(wide.amounts, (_, index) =>
      wide.winProbabilities.subarray(index * 13, (index + 1) * 13).reduce((sum, chance) => sum + chance, 0),
    );
    const alone = exactTotal({
      ...wide,
      winProbabilities: chances,
      newBusiness: wide.newBusiness.map(({ amounts, expectedWins }) => ({
        amounts,
        expectedWins: expectedWins.reduce((sum, rate) => sum + rate, 0),
      })),
    });
    const among = exactDistributions(wide).get(TOTAL)!;
    for (const p of [0.05, 0.5, 0.95]) {
      expect(Math.abs(alone.quantile(p) - among.quantile(p))).toBeLessThan(1e-6 * among.sd);
    }
  });
});

describe("exactDistributions() of any plan", () => {
  it("is never NaN, rises with p and inverts its distribution function", () => {
    fc.assert(
      fc.property(anyPlan, fc.array(probability, { minLength: 2, maxLength: 4 }), (plan, points) => {
        const ps = [0, 1e-6, ...points, 1 - 1e-6, 1].toSorted((left, right) => left - right);
        const { rowCount } = drawLayoutOf(plan);
        const rows = [0, 1, 2, 3, rowCount - 1];
        for (const { cdf, mean, quantile, sd } of exactDistributions(plan, rows).values()) {
          expect(Number.isFinite(mean) && sd >= 0).toBe(true);
          let before = -Infinity;
          for (const p of ps) {
            const value = quantile(p);
            expect(Number.isFinite(value)).toBe(true);
            expect(value).toBeGreaterThanOrEqual(before);
            expect(cdf(value + 1e-9 * Math.abs(value) + 1e-9 * sd)).toBeGreaterThanOrEqual(p - 1e-6);
            before = value;
          }
        }
      }),
      { seed: 1, numRuns: 15 },
    );
  }, 60_000);

  it("is 0 throughout for a plan without business", () => {
    const empty = simplePlan([], { factorSigma: 0.3 });
    for (const { cdf, mean, probabilityAtLeast, quantile, sd } of exactDistributions(empty).values()) {
      expect([mean, sd, quantile(0), quantile(0.5), quantile(1)]).toEqual([0, 0, 0, 0, 0]);
      expect([cdf(-1), cdf(0), probabilityAtLeast(0), probabilityAtLeast(1)]).toEqual([0, 1, 1, 0]);
    }
  });

  it("keeps a certain win, and spreads it by the factor alone", () => {
    const certain = simplePlan([{ amount: 5_000_000_017, chance: 1 }]);
    expect(exactDistribution(certain, TOTAL).quantile(0.3)).toBe(5_000_000_017);
    const spread = exactDistribution({ ...certain, factorSigma: 0.2 }, TOTAL);
    expect(spread.quantile(0.5) / 5_000_000_017).toBeCloseTo(1, 4);
    expect(Math.abs(spread.cdf(5_500_000_000) - factorDistribution(5).cdf(Math.log(1.1) / 0.2))).toBeLessThan(
      1e-8,
    );
  });

  it("refuses a row or a probability that does not exist", () => {
    const plan = simplePlan([]);
    expect(() => exactDistribution(plan, 5)).toThrow(RangeError);
    expect(() => exactDistribution(plan, TOTAL).quantile(1.5)).toThrow(RangeError);
  });
});

describe("analyticMoments()", () => {
  it("adds up over periods and groups, and agrees with a worked example", () => {
    const { means } = analyticMoments(samplePlan());
    const layout = drawLayoutOf(samplePlan());
    const periods = means
      .slice(layout.firstPeriod, layout.firstGroup[0])
      .reduce((sum, mean) => sum + mean, 0);
    const groups = means.slice(layout.firstGroup[1]).reduce((sum, mean) => sum + mean, 0);
    expect(means[0]! + means[1]!).toBeCloseTo(means[2]!, 3);
    expect(periods).toBeCloseTo(means[2]!, 3);
    expect(groups).toBeCloseTo(means[2]!, 3);
    const deals = simplePlan([
      { amount: 100, chance: 0.3 },
      { amount: 50, chance: 0.6 },
    ]);
    expect(analyticMoments(deals).means[TOTAL]).toBeCloseTo(60, 12);
    expect(analyticMoments(deals).sds[TOTAL]).toBeCloseTo(Math.sqrt(0.21 * 10_000 + 0.24 * 2_500), 12);
  });
  it("widens by the factor as the second moment of its level says", () => {
    const deals = simplePlan([{ amount: 100, chance: 1 }], { factorSigma: 0.3, factorDegreesOfFreedom: 1e7 });
    // A normal factor cut off at 4: nearly lognormal, with mean exp(0.045).
    expect(analyticMoments(deals).means[TOTAL]! / 100).toBeCloseTo(Math.exp(0.045), 3);
    expect(analyticMoments(deals).sds[TOTAL]! / 100).toBeCloseTo(
      Math.exp(0.045) * Math.sqrt(Math.expm1(0.09)),
      2,
    );
  });
});
