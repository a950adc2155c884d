import { describe, expect, it } from "vitest";
import { drawLayoutOf, drawRow } from "../../../src/core/simulation/draws.ts";
import { factorLevels } from "../../../src/core/simulation/factor.ts";
import { amountMultipliers } from "../../../src/core/simulation/multipliers.ts";
import { summariseRow } from "../../../src/core/simulation/summarise-draws.ts";
import { shareAtLeast } from "../../../src/core/simulation/share-at-least.ts";
import { analyticMeans } from "./analytic-means.ts";
import { reordered, samplePlan } from "./sample-plans.ts";
import { simulateInline } from "./simulate-inline.ts";

const plan = samplePlan();
const OPTIONS = { drawCount: 60_000, seed: 2 };
const draws = simulateInline("plain", plan, OPTIONS);
const meanOf = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const levels = factorLevels(plan, 20_000);

describe("plain Monte Carlo", () => {
  it("has the mean of the plan's definition in every row", () => {
    const expected = analyticMeans(plan, meanOf(levels));
    expected.forEach((mean, row) => {
      const summary = summariseRow(drawRow(draws, row), []);
      const standardError = summary.sd / Math.sqrt(draws.drawCount);
      expect(Math.abs(summary.mean - mean), `row ${row}`).toBeLessThan(4 * standardError);
    });
  });

  it("has the variance of the plan's definition in the total", () => {
    const squareOf = (values: Float64Array) => meanOf(values.map((value) => value * value));
    let variance = 0; // given the factor, for factor 1
    plan.amounts.forEach((amount, index) => {
      const chance = meanOf(plan.winProbabilities.subarray(index * 5, (index + 1) * 5)) * 5;
      const multipliers = amountMultipliers(plan.spreadSigmas[plan.spreadClasses[index]!]!);
      const scaled = amount * plan.openScale;
      variance += scaled * scaled * (chance * squareOf(multipliers) - chance * chance);
    });
    for (const { amounts, expectedWins } of plan.newBusiness) {
      variance += meanOf(expectedWins) * expectedWins.length * squareOf(amounts);
    }
    const mean = analyticMeans(plan, 1)[2]!;
    const factorVariance = squareOf(levels) - meanOf(levels) ** 2;
    const expected = squareOf(levels) * variance + factorVariance * mean * mean;
    const { sd } = summariseRow(drawRow(draws, 2), []);
    // Relative standard error of a variance with kurtosis about 4: sqrt(3 / 60,000) = 0.7 %.
    expect(Math.abs((sd * sd) / expected - 1)).toBeLessThan(4 * 0.007);
  });

  it("agrees with the kernels in the distribution of every row", () => {
    const kernelDraws = simulateInline("wasm", plan, { drawCount: 100_000, seed: 5 });
    const { rowCount } = drawLayoutOf(plan);
    for (let row = 0; row < rowCount; row++) {
      const summary = summariseRow(drawRow(kernelDraws, row), [0.1, 0.3, 0.5, 0.7, 0.9]);
      for (const level of summary.quantiles) {
        const share = shareAtLeast(drawRow(kernelDraws, row), level);
        const plainShare = shareAtLeast(drawRow(draws, row), level);
        // Standard error of a share of 60,000 draws and, at most, of 100,000 more.
        const standardError = Math.sqrt(share * (1 - share) * (1 / 60_000 + 1 / 100_000));
        expect(Math.abs(share - plainShare), `row ${row}`).toBeLessThan(4 * standardError);
      }
    }
  });

  it("draws the same for opportunities in any order", () => {
    const order = plan.opportunityIds.map((_, index) => (index * 7 + 3) % plan.opportunityIds.length);
    const small = { drawCount: 640, seed: 9 };
    expect(simulateInline("plain", reordered(plan, order), small).cells).toEqual(
      simulateInline("plain", plan, small).cells,
    );
  });
});
