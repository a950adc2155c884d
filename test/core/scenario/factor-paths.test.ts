import { describe, expect, it } from "vitest";
import { factorPaths } from "../../../src/core/scenario/factor-paths.ts";

const factor = { sigma: 0.2, degreesOfFreedom: 6 };
const shape = { monthCount: 12, drawCount: 4_000, seed: 3 };
const paths = factorPaths(factor, shape);
const month = (index: number): Float64Array =>
  paths.subarray(index * shape.drawCount, (index + 1) * shape.drawCount);
const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const sdOf = (values: Float64Array): number => {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
};
/** Logs of what each quarter adds to the one before. */
const steps = [0, 3, 6, 9].map((first) =>
  month(first).map((level, draw) => Math.log(level / (first === 0 ? 1 : month(first - 3)[draw]!))),
);

describe("factorPaths()", () => {
  it("holds for a quarter and changes with the next", () => {
    for (const first of [0, 3, 6, 9]) {
      expect(month(first + 1)).toEqual(month(first));
      expect(month(first + 2)).toEqual(month(first));
    }
    expect(month(3)).not.toEqual(month(2));
  });

  it("has median 1 in the first quarter, as a forecast has", () => {
    const sorted = month(0).toSorted();
    expect((sorted[1_999]! + sorted[2_000]!) / 2).toBeCloseTo(1, 4);
  });

  it("grows by nothing on average after that", () => {
    for (const first of [3, 6, 9]) {
      const ratios = month(first).map((level, draw) => level / month(first - 3)[draw]!);
      expect(meanOf(ratios)).toBeCloseTo(1, 9);
    }
  });

  it("steps by the spread that was given, in each quarter alike", () => {
    // Midpoints of 2048 strata leave out some of the tails of a Student t: less than a hundredth.
    for (const step of steps) expect(Math.abs(sdOf(step) / 0.2 - 1)).toBeLessThan(0.01);
  });

  it("adds steps that know nothing of each other", () => {
    for (const [index, step] of steps.entries()) {
      for (const other of steps.slice(index + 1)) {
        const [mean, otherMean] = [meanOf(step), meanOf(other)];
        const covariance = meanOf(step.map((value, draw) => (value - mean) * (other[draw]! - otherMean)));
        const standardError = 1 / Math.sqrt(shape.drawCount);
        expect(Math.abs(covariance / (sdOf(step) * sdOf(other)))).toBeLessThan(4 * standardError);
      }
    }
  });

  it("is the same for the same seed, another for another, and no part of it depends on the months after", () => {
    expect(factorPaths(factor, shape)).toEqual(paths);
    expect(factorPaths(factor, { ...shape, seed: 4 })).not.toEqual(paths);
    const long = factorPaths(factor, { ...shape, monthCount: 25 });
    expect(long.subarray(0, paths.length)).toEqual(paths);
  });

  it("is 1 throughout where quarters do not differ, and finite at the largest spread", () => {
    expect(factorPaths({ ...factor, sigma: 0 }, shape).every((level) => level === 1)).toBe(true);
    const wild = factorPaths({ sigma: 2, degreesOfFreedom: 3 }, { ...shape, monthCount: 120 });
    expect(wild.every((level) => level > 0 && Number.isFinite(level))).toBe(true);
    expect([...factorPaths(factor, { monthCount: 1, drawCount: 1, seed: 0 })]).toEqual([
      expect.closeTo(1, 9),
    ]);
  });
});
