import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { brierDecomposition } from "../../../src/core/scoring/brier-decomposition.ts";
import { brierScore, logLoss } from "../../../src/core/scoring/probability-scores.ts";
import { expectedCalibrationError, reliabilityCurve } from "../../../src/core/scoring/reliability-curve.ts";
import { wilsonInterval } from "../../../src/core/scoring/wilson-interval.ts";
import fixture from "./fixtures/sample-scores.json" with { type: "json" };
import { opportunities, turnedRound } from "./won-or-not.ts";

const cases = fixture.probabilities.map((one) => [one.probabilities.length, one] as const);
const binCount = fc.integer({ min: 1, max: 12 });

describe("brierScore()", () => {
  it.each(cases)("is scikit-learn's for %i opportunities", (_, one) => {
    expect(brierScore(one.probabilities, one.outcomes)).toBeCloseTo(one.brier, 13);
  });

  it("is of one class: a coin scores a quarter", () => {
    expect(brierScore([0.5, 0.5], [0, 1])).toBe(0.25);
    expect(brierScore([0, 1], [0, 1])).toBe(0);
    expect(brierScore([1, 0], [0, 1])).toBe(1);
  });
});

describe("logLoss()", () => {
  it.each(cases)("is scikit-learn's for %i opportunities", (_, one) => {
    expect(logLoss(one.probabilities, one.outcomes)).toBeCloseTo(one.logLoss, 12);
  });

  it("is ln 2 for a coin, and -ln epsilon for one certain error", () => {
    expect(logLoss([0.5, 0.5], [0, 1])).toBeCloseTo(Math.LN2, 15);
    expect(logLoss([1], [0])).toBeCloseTo(-Math.log(1e-4), 12);
    expect(logLoss([0], [1], 0.01)).toBeCloseTo(-Math.log(0.01), 12);
  });

  it("is least on average for the honest probability", () => {
    // Of 100 alike 30 are won: no other probability scores better than 0.3, for Brier neither.
    const outcomes = Array.from({ length: 100 }, (_, row) => (row < 30 ? 1 : 0));
    const all = (probability: number) => outcomes.map(() => probability);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), (thousandths) => {
        const said = all(thousandths / 1_000);
        expect(logLoss(said, outcomes)).toBeGreaterThanOrEqual(logLoss(all(0.3), outcomes));
        expect(brierScore(said, outcomes)).toBeGreaterThanOrEqual(brierScore(all(0.3), outcomes));
      }),
    );
  });

  it("refuses to clip nothing or everything", () => {
    for (const epsilon of [0, 0.5, 1e-17, NaN])
      expect(() => logLoss([0.5], [1], epsilon)).toThrow(RangeError);
  });
});

describe("scores of probabilities", () => {
  it("refuse no opportunities, other outcomes than 0 and 1, and what is no probability", () => {
    for (const scoreOf of [
      brierScore,
      logLoss,
      brierDecomposition,
      reliabilityCurve,
      expectedCalibrationError,
    ]) {
      expect(() => scoreOf([], [])).toThrow(RangeError);
      expect(() => scoreOf([0.5], [1, 0])).toThrow(RangeError);
      for (const outcome of [0.5, 2, NaN]) expect(() => scoreOf([0.5], [outcome])).toThrow(RangeError);
      for (const probability of [-0.1, 1.1, NaN])
        expect(() => scoreOf([probability], [1])).toThrow(RangeError);
    }
  });
});

describe("brierDecomposition()", () => {
  it("adds up to the Brier score, for any rows and bins", () => {
    fc.assert(
      fc.property(opportunities, binCount, ({ probabilities, outcomes }, binCount) => {
        const parts = brierDecomposition(probabilities, outcomes, binCount);
        const sum = parts.reliability - parts.resolution + parts.uncertainty + parts.withinBins;
        expect(sum).toBeCloseTo(brierScore(probabilities, outcomes), 12);
      }),
    );
  });

  it("is Murphy's, with nothing within bins, where each bin has one probability", () => {
    // Ten at 0.2 of which 1 was won, ten at 0.7 of which 8 were: worked by hand.
    const probabilities = Array.from({ length: 20 }, (_, row) => (row < 10 ? 0.2 : 0.7));
    const outcomes = Array.from({ length: 20 }, (_, row) => (row === 0 || row >= 12 ? 1 : 0));
    const parts = brierDecomposition(probabilities, outcomes, 2);
    expect(parts.reliability).toBeCloseTo((0.1 ** 2 + 0.1 ** 2) / 2, 14);
    expect(parts.resolution).toBeCloseTo(0.35 ** 2, 14);
    expect(parts.uncertainty).toBeCloseTo(0.45 * 0.55, 14);
    expect(parts.withinBins).toBeCloseTo(0, 14);
  });

  it("finds no resolution in one probability for all", () => {
    const parts = brierDecomposition([0.3, 0.3, 0.3, 0.3], [0, 1, 0, 0]);
    expect(parts.resolution).toBe(0);
    expect(parts.reliability).toBeCloseTo(0.05 ** 2, 14);
  });

  it("does not depend on the order of rows", () => {
    fc.assert(
      fc.property(opportunities, ({ probabilities, outcomes }) => {
        expect(brierDecomposition(...turnedRound({ probabilities, outcomes }))).toEqual(
          brierDecomposition(probabilities, outcomes),
        );
      }),
    );
  });
});

describe("reliabilityCurve()", () => {
  it.each(cases)("has NumPy's ten equal pieces of %i sorted opportunities without ties", (rowCount, one) => {
    const curve = reliabilityCurve(one.probabilities, one.outcomes);
    expect(curve.reduce((sum, point) => sum + point.count, 0)).toBe(rowCount);
    one.curve?.forEach((piece, bin) => {
      const { count, meanProbability, share, low, high } = curve[bin]!;
      expect(count).toBe(rowCount / 10);
      expect(meanProbability).toBeCloseTo(piece.meanProbability, 12);
      expect(share).toBeCloseTo(piece.share, 12);
      expect({ low, high }).toEqual(wilsonInterval(Math.round(share * count), count));
    });
  });

  it("keeps equal probabilities in one bin", () => {
    const probabilities = [0.1, 0.5, 0.5, 0.5, 0.5, 0.9];
    const curve = reliabilityCurve(probabilities, [0, 1, 0, 1, 0, 1], 3);
    expect(curve.map(({ count, meanProbability, share }) => [count, meanProbability, share])).toEqual([
      [1, 0.1, 0],
      [4, 0.5, 0.5],
      [1, 0.9, 1],
    ]);
  });

  it("counts each opportunity once, ascends, and has no empty bin and no more bins than asked for", () => {
    fc.assert(
      fc.property(opportunities, binCount, ({ probabilities, outcomes }, binCount) => {
        const curve = reliabilityCurve(probabilities, outcomes, binCount);
        expect(curve.length).toBeLessThanOrEqual(binCount);
        expect(curve.reduce((sum, { count }) => sum + count, 0)).toBe(probabilities.length);
        const won = curve.reduce((sum, { count, share }) => sum + count * share, 0);
        expect(won).toBeCloseTo(
          outcomes.reduce((sum, outcome) => sum + outcome, 0),
          9,
        );
        for (const { count, share, low, high } of curve) {
          expect(count).toBeGreaterThan(0);
          expect(low).toBeLessThanOrEqual(share);
          expect(high).toBeGreaterThanOrEqual(share);
        }
        const means = curve.map(({ meanProbability }) => meanProbability);
        expect(means).toEqual([...new Set(means)].sort((a, b) => a - b));
        expect(reliabilityCurve(...turnedRound({ probabilities, outcomes }), binCount)).toEqual(curve);
      }),
    );
  });

  it("has the one probability of a bin as its mean, to the last bit", () => {
    // 3 * 0.1 / 3 is a little more than 0.1
    expect(reliabilityCurve([0.1, 0.1, 0.1], [0, 1, 0])[0]!.meanProbability).toBe(0.1);
  });

  it("refuses bins that are no whole number", () => {
    for (const binCount of [0, 1.5, NaN])
      expect(() => reliabilityCurve([0.5], [1], binCount)).toThrow(RangeError);
  });
});

describe("expectedCalibrationError()", () => {
  it("is the mean distance of the curve from the diagonal", () => {
    fc.assert(
      fc.property(opportunities, binCount, ({ probabilities, outcomes }, binCount) => {
        const curve = reliabilityCurve(probabilities, outcomes, binCount);
        const distance = curve.reduce(
          (sum, { count, meanProbability, share }) => sum + count * Math.abs(meanProbability - share),
          0,
        );
        const error = expectedCalibrationError(probabilities, outcomes, binCount);
        expect(error).toBeCloseTo(distance / probabilities.length, 12);
      }),
    );
  });

  it("is 0 where every share is as said, and never above the root of reliability", () => {
    expect(expectedCalibrationError([0.25, 0.25, 0.25, 0.25, 1], [0, 0, 1, 0, 1])).toBe(0);
    fc.assert(
      fc.property(opportunities, ({ probabilities, outcomes }) => {
        const { reliability } = brierDecomposition(probabilities, outcomes);
        const error = expectedCalibrationError(probabilities, outcomes);
        expect(error * error).toBeLessThanOrEqual(reliability + 1e-12);
      }),
    );
  });
});
