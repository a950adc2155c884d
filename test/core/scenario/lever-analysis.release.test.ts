import { Decimal } from "decimal.js";
import { describe, expect, it } from "vitest";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { analyseLevers, varianceShares } from "../../../src/core/scenario/lever-analysis.ts";
import type { Lever } from "../../../src/core/scenario/lever.ts";
import { sampleLeverSizes } from "../../../src/core/scenario/sample-lever-sizes.ts";
import { simulateScenario, startRun } from "../../../src/core/scenario/simulate-scenario.ts";
import { companyView, fixedCosts, modelOf, scenarioOf } from "./case-samples.ts";
import { EMEA, leverOf } from "./sample-levers.ts";

const run = startRun(modelOf(companyView(), 12, { columns: ["region"] }), {
  drawCount: 1_000,
  seed: 1,
  minorDigits: 2,
});
const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const simulate = (levers: readonly Lever[], cost: number) =>
  simulateScenario(run, scenarioOf({ levers, costs: fixedCosts(cost) }));
const sizesOf = (levers: readonly Lever[], count: number): readonly Float64Array[] =>
  sampleLeverSizes({ levers, correlations: [], count, seed: 1 });

const covarianceOf = (left: Float64Array, right: Float64Array): number =>
  meanOf(left.map((value, at) => (value - meanOf(left)) * (right[at]! - meanOf(right))));

/** What levers are worth in a case in which all that they do is in proportion and adds up. */
const linearCase = (levers: readonly Lever[], slopes: readonly number[], fixedValue: number) => {
  const sizes = sizesOf(levers, 16);
  const valueOf = (own: readonly (number | undefined)[]): number =>
    own.reduce<number>((sum, size, index) => sum + slopes[index]! * (size ?? 0), 0);
  const draws = sizes[0]!.map((_, stratum) => fixedValue + valueOf(sizes.map((own) => own[stratum]!)));
  return analyseLevers({
    levers,
    sizes,
    valueLevers: (own) => ({ presentValue: valueOf(own), grossMargin: valueOf(own) }),
    meanNpv: meanOf(draws),
    fixedValue,
  });
};

describe("analyseLevers()", () => {
  const uniform = { distribution: "uniform" as const, low: 0, high: 0.2 };

  it("is exact where effects are in proportion and add up", () => {
    const levers = [leverOf("win_rate", uniform), leverOf("deal_size", 0.05), leverOf("cycle_time", -0.1)];
    const [first, second, third] = linearCase(levers, [1e6, 2e6, -1e6], -250_000);
    // All at their means bring 100,000 each; 250,000 have to come from them.
    const value = (outcome: typeof first): number =>
      outcome!.breakEvenSize.ok ? outcome!.breakEvenSize.value : Number.NaN;
    expect(value(first)).toBeCloseTo(0.05, 2); // sizes of 16 strata have a mean near to theirs
    expect(value(second)).toBeCloseTo(0.025, 2);
    expect(value(third)).toBeCloseTo(-0.05, 2);
    expect(first!.tornado!.high - first!.tornado!.low).toBeCloseTo(1e6 * 0.16, 3);
    expect([second!.tornado, third!.tornado]).toEqual([undefined, undefined]);
    expect(meanOf(second!.aloneMargins)).toBeCloseTo(100_000, 6);
  });

  it("says when a lever has no effect and when its break-even size is out of reach", () => {
    const [idle, far] = linearCase(
      [leverOf("win_rate", 0.1), leverOf("deal_size", 0.01)],
      [0, 1],
      -1_000_000,
    );
    expect(idle!.breakEvenSize).toMatchObject({ ok: false, reason: "no_effect" });
    expect(far!.breakEvenSize).toMatchObject({ ok: false, reason: "not_within_reach" });
  });

  it("finds the break-even size of a lever whose mean is 0", () => {
    const around = { distribution: "uniform" as const, low: -0.1, high: 0.1 };
    const [finding] = linearCase([leverOf("win_rate", around)], [1e6], -30_000);
    expect(finding!.breakEvenSize.ok && finding!.breakEvenSize.value).toBeCloseTo(0.03, 6);
    expect(finding!.tornado!.high - finding!.tornado!.low).toBeCloseTo(160_000, 3);
  });

  it("finds a size at which the mean net present value of a case is 0", () => {
    const levers = (size: Lever["size"]): Lever[] => [
      leverOf("win_rate", size),
      leverOf("deal_size", uniform, { scope: EMEA }),
    ];
    const { levers: found, figures } = simulate(levers(uniform), 4_000);
    const { breakEvenSize, tornado } = found[0]!;
    const mean = meanOf(figures.netPresentValue.draws);
    expect(tornado!.low).toBeLessThan(mean);
    expect(tornado!.high).toBeGreaterThan(mean);
    if (!breakEvenSize.ok) throw new Error(breakEvenSize.reason);
    const again = simulate(levers(breakEvenSize.value), 4_000).figures.netPresentValue;
    const spread = Math.sqrt(meanOf(again.draws.map((npv) => (npv - meanOf(again.draws)) ** 2)));
    const standardError = spread / Math.sqrt(again.draws.length);
    expect(Math.abs(meanOf(again.draws))).toBeLessThan(4 * standardError);
    expect(standardError).toBeLessThan(0.15 * (tornado!.high - tornado!.low));
  });

  it("puts the break-even size on the side of the mean size that the mean net present value asks for", () => {
    for (const cost of [1_000, 8_000]) {
      const { levers, figures } = simulate(
        [leverOf("win_rate", 0.1), leverOf("deal_size", { distribution: "uniform", low: -0.2, high: 0.3 })],
        cost,
      );
      const mean = meanOf(figures.netPresentValue.draws);
      const { breakEvenSize } = levers[0]!;
      if (!breakEvenSize.ok) continue;
      expect(Math.sign(0.1 - breakEvenSize.value)).toBe(Math.sign(mean));
    }
  });

  it("moves the mean by the tornado's bars: the lever at its percentile, the others simulated", () => {
    const levers = [leverOf("win_rate", uniform), leverOf("opportunity_creation", uniform)];
    const { levers: found } = simulate(levers, 4_000);
    for (const end of ["low", "high"] as const) {
      const size = end === "low" ? 0.02 : 0.18;
      const moved = simulate([leverOf("win_rate", size), levers[1]!], 4_000).figures.netPresentValue.draws;
      const spread = Math.sqrt(meanOf(moved.map((npv) => (npv - meanOf(moved)) ** 2)));
      const standardError = spread / Math.sqrt(moved.length);
      expect(Math.abs(meanOf(moved) - found[0]!.tornado![end])).toBeLessThan(4 * standardError);
    }
  });
});

describe("varianceShares()", () => {
  const DRAWS = 100;
  const levers = [
    leverOf("win_rate", { distribution: "uniform", low: 0, high: 0.2 }, { name: "a" }),
    leverOf("win_rate", { distribution: "uniform", low: 0, high: 0.2 }, { name: "b" }),
    leverOf("win_rate", 0.1, { name: "certain" }),
  ];
  const sizes = sizesOf(levers, 16);
  const drawsOf = (noise: number, slopes: readonly number[]): Float64Array => {
    const random = smallFastRandom(3, 3);
    return Float64Array.from({ length: 16 * DRAWS }, (_, draw) => {
      const own = sizes.map((column) => column[Math.floor(draw / DRAWS)]!);
      return own.reduce((sum, size, index) => sum + slopes[index]! * size, noise * (random() - 0.5));
    });
  };

  it("gives all of the variance to the levers where there is no chance", () => {
    const [first, second, certain] = varianceShares(drawsOf(0, [1, 2, 3]), sizes);
    const [one, other] = [sizes[0]!, sizes[1]!];
    const total = covarianceOf(one, one) + 4 * covarianceOf(one, other) + 4 * covarianceOf(other, other);
    // What the two do together is in neither share.
    expect(first).toBeCloseTo(covarianceOf(one, one) / total, 6);
    expect(second).toBeCloseTo((4 * covarianceOf(other, other)) / total, 6);
    expect(first! + second! + (4 * covarianceOf(one, other)) / total).toBeCloseTo(1, 6);
    expect(certain).toBeUndefined();
    expect(varianceShares(drawsOf(0, [1, 0, 0]), sizes)[0]).toBeCloseTo(1, 6);
  });

  it("leaves the rest to chance", () => {
    // Variance of a size 0.2^2 / 12, of the noise 0.4^2 / 12: a fifth and four fifths.
    const [first, second] = varianceShares(drawsOf(0.4, [1, 0, 0]), sizes);
    expect(Math.abs(first! - 0.2)).toBeLessThan(0.03);
    expect(second!).toBeLessThan(0.01);
  });

  it("cannot tell without spread, nor with more levers than strata carry", () => {
    expect(varianceShares(new Float64Array(160).fill(7), sizes)).toEqual([undefined, undefined, undefined]);
    const many = sizesOf(
      Array.from({ length: 6 }, (_, index) => leverOf("win_rate", levers[0]!.size, { name: `${index}` })),
      16,
    );
    expect(varianceShares(drawsOf(1, [1, 1, 0]), many).every((share) => share === undefined)).toBe(true);
    expect(varianceShares(drawsOf(1, [1, 1, 0]), [])).toEqual([]);
  });
});

describe("a discount rate of 0", () => {
  it("makes the expected value of levers that of their margins", () => {
    const scenario = scenarioOf({ levers: [leverOf("win_rate", 0.1)], discountRatePerYear: new Decimal(0) });
    const { levers, figures } = simulateScenario(run, scenario);
    const mean = meanOf(figures.netPresentValue.draws);
    const spread = Math.sqrt(meanOf(figures.netPresentValue.draws.map((npv) => (npv - mean) ** 2)));
    const alone = meanOf(levers[0]!.aloneMargins);
    expect(Math.abs(alone - mean)).toBeLessThan((4 * spread) / Math.sqrt(run.strata.drawCount));
  });
});
