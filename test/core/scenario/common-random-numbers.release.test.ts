import { describe, expect, it } from "vitest";
import { drawBookings } from "../../../src/core/scenario/draw-bookings.ts";
import { startRun, type CaseRun } from "../../../src/core/scenario/simulate-scenario.ts";
import { companyView, modelOf } from "./case-samples.ts";
import { leverOf } from "./sample-levers.ts";

const MONTHS = 6;
const SEEDS = Array.from({ length: 50 }, (_, index) => index + 1);
const model = modelOf(companyView({ opportunityCount: 1_500 }), MONTHS);
const lever = leverOf("win_rate", 0.01);

/** Bookings of the horizon, draw by draw, without the lever and with it. */
function totalsOf(seed: number): { readonly without: Float64Array; readonly withLever: Float64Array } {
  const run: CaseRun = startRun(model, { drawCount: 2_000, seed, minorDigits: 2 });
  const { strata, base, factorPaths } = run;
  const sizes = [new Float64Array(strata.stratumCount).fill(0.01)];
  const changed = drawBookings(model, [lever], sizes, strata, factorPaths, base);
  const totals = ([bookings]: readonly Float64Array[]): Float64Array => {
    const sums = new Float64Array(strata.drawCount);
    bookings!.forEach((amount, cell) => (sums[cell % strata.drawCount]! += amount));
    return sums;
  };
  return { without: totals(base!.bookings), withLever: totals(changed.bookings) };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return meanOf(values.map((value) => (value - mean) ** 2));
};
const medianOf = (values: Float64Array): number => {
  const sorted = values.toSorted();
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};

/** Of the logarithm of a variance of so many nearly normal values it is sqrt(2 / (count - 1)); of a ratio of two both count. */
const NORMAL_ERROR = Math.sqrt(4 / (SEEDS.length - 1));

/** Standard error of the logarithm of a ratio of variances by the jackknife over seeds, which asks for no normal values. */
function jackknifeError(paired: readonly number[], fresh: readonly number[]): number {
  const without = (values: readonly number[], left: number): number =>
    varianceOf(values.filter((_, index) => index !== left));
  const logs = SEEDS.map((_, left) => Math.log(without(paired, left) / without(fresh, left)));
  return Math.sqrt((SEEDS.length - 1) * varianceOf(logs));
}

describe("common random numbers", () => {
  // Measured: 1.5 % of the variance for means and 0.1 % for medians; four standard errors of the logarithm are a factor of 3 to 4.
  it("leave at most a quarter of the variance of mean and median effect of one per cent more wins, over 50 seeds and four standard errors above", () => {
    const drawn = SEEDS.map((seed) => totalsOf(seed));
    const difference = (withLever: Float64Array, without: Float64Array): Float64Array =>
      withLever.map((total, draw) => total - without[draw]!);
    const paired = drawn.map(({ withLever, without }) => difference(withLever, without));
    // The base of the seed before has nothing to do with the scenario of this one.
    const fresh = drawn.map(({ withLever }, index) =>
      difference(withLever, drawn[(index + 49) % 50]!.without),
    );
    for (const measure of [(values: Float64Array) => meanOf([...values]), medianOf]) {
      const [together, apart] = [paired.map(measure), fresh.map(measure)];
      const ratio = varianceOf(together) / varianceOf(apart);
      const error = Math.max(NORMAL_ERROR, jackknifeError(together, apart));
      // Above a factor of 10 the error itself would be no error of anything.
      expect(4 * error).toBeLessThan(Math.log(10));
      expect(ratio * Math.exp(4 * error)).toBeLessThan(0.25);
    }
  });
});
