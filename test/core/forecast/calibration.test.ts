import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clippedLogRatio,
  commonFactor,
  landmarkDays,
  onSnapshotDays,
  openBias,
  type FactorEvidence,
  type LandmarkError,
} from "../../../src/core/forecast/calibration.ts";
import { normalQuantile } from "../../../src/core/maths/normal.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";

const errorsOf = (
  logRatios: readonly number[],
  newest = 1_000,
  relativeVariance = 0,
): readonly LandmarkError[] =>
  logRatios.map((logRatio, k) => ({ day: newest - 7 * k, logRatio, relativeVariance }));
const logRatios = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 26 });

describe("landmarkDays()", () => {
  it("lie a week apart, the newest one window before the day, none in the first four weeks, at most 26", () => {
    expect(landmarkDays(200, 30, 0)).toEqual([
      170, 163, 156, 149, 142, 135, 128, 121, 114, 107, 100, 93, 86, 79, 72, 65, 58, 51, 44, 37, 30,
    ]);
    expect(landmarkDays(200, 30, 2).at(-1)).toBe(30);
    expect(landmarkDays(200, 30, 3).at(-1)).toBe(37);
    expect(landmarkDays(57, 30, 0)).toEqual([]);
    expect(landmarkDays(58, 30, 0)).toEqual([28]);
    expect(landmarkDays(10_000, 30, 0)).toHaveLength(26);
  });
});

describe("clippedLogRatio()", () => {
  it("is held to plus and minus one, with nothing counting as one unit of the currency", () => {
    expect(clippedLogRatio(200, 100, 1)).toBeCloseTo(Math.LN2, 15);
    expect(clippedLogRatio(0, 500, 100)).toBe(-1);
    expect(clippedLogRatio(-500, 100, 100)).toBe(0);
    expect(clippedLogRatio(0, 0, 100)).toBe(0);
    expect(clippedLogRatio(1e9, 0, 100)).toBe(1);
    expect(clippedLogRatio(150, 0, 100)).toBeCloseTo(Math.log(1.5), 15);
  });
});

describe("openBias() against section 2.6", () => {
  it("reproduces two windows worked by hand", () => {
    // Weights 1 and .5^(7/120) = .96037; n_eff = 1.96037 * min(1, 10.5/14) = 1.47028; m = (.3 + .96037 * .1) / 1.96037 = .20202;
    // wvar = .00999592; s2 = (1.47028 * .00999592 + .08) / 3.47028 = .0272879; n .0625 = .0918923;
    // b = .20202 * .0918923 / .1191802 = .155766
    expect(openBias(errorsOf([0.3, 0.1]), 14)).toBeCloseTo(0.155766, 5);
  });

  it("is its formula for any windows", () => {
    fc.assert(
      fc.property(logRatios, fc.constantFrom(1, 7, 14), (e, h) => {
        const w = e.map((_, k) => 0.5 ** ((7 * k) / 120));
        const W = w.reduce((a, b) => a + b, 0);
        const nEff = W * Math.min(1, 10.5 / h);
        const m = e.reduce((sum, x, k) => sum + w[k]! * x, 0) / W;
        const wvar = e.reduce((sum, x, k) => sum + w[k]! * x * x, 0) / W - m * m;
        const s2 = (nEff * wvar + 2 * 0.2 ** 2) / (nEff + 2);
        const b = (m * nEff * 0.25 ** 2) / (nEff * 0.25 ** 2 + s2);
        expect(openBias(errorsOf(e), h)).toBeCloseTo(Math.min(0.6, Math.max(-0.6, b)), 12);
      }),
    );
  });

  it("believes many windows that agree, doubts few, and is nothing without any or when they cancel", () => {
    const same = (count: number, e: number) => openBias(errorsOf(Array.from({ length: count }, () => e)), 14);
    expect(openBias([], 14)).toBe(0);
    expect(same(1, 0.4)).toBeLessThan(0.25);
    expect(same(26, 0.4)).toBeGreaterThan(0.37);
    expect(same(26, -1)).toBe(-0.6);
    expect(Math.abs(openBias(errorsOf([1, -1, 1, -1]), 14))).toBeLessThan(0.02);
  });
});

const EVIDENCE: FactorEvidence = {
  errors: errorsOf([0.2, -0.1]),
  asOf: 1_030,
  start: 530,
  span: 30,
  newShare: 0.5,
  estimateVariance: 0,
  winCount: 100,
};

describe("commonFactor() against section 2.7", () => {
  it("reproduces two windows worked by hand", () => {
    // w = 1 * 470/500 = .94 and .960372 * 463/500 = .889304; n_eff = 1.829304 * .35 = .640257;
    // mean |e| = (.188 + .0889304) / 1.829304 = .151386; squared with 1.1: .0277306;
    // s0^2 = .0025 + .05^2 * 1 = .005; sigma^2 = (.01 + .640257 * .0277306) / 2.640257 = .0105122
    const factor = commonFactor(EVIDENCE);
    expect(factor.effectiveWindows).toBeCloseTo(0.640257, 5);
    expect(factor.sigma ** 2).toBeCloseTo(0.0105122, 6);
    expect(factor.degreesOfFreedom).toBeCloseTo(5.640257, 5);
    expect(factor.isCalibrated).toBe(true);
  });

  it("is its formula for any evidence", () => {
    const evidence = fc.record({
      errors: fc
        .tuple(logRatios, fc.double({ min: 0, max: 0.2, noNaN: true }))
        .map(([e, variance]) => errorsOf(e, 1_000, variance)),
      asOf: fc.constant(1_090),
      start: fc.integer({ min: 0, max: 700 }),
      span: fc.constantFrom(7, 30, 90),
      newShare: fc.double({ min: 0, max: 1, noNaN: true }),
      estimateVariance: fc.double({ min: 0, max: 0.1, noNaN: true }),
      winCount: fc.constantFrom(40, 500),
    });
    fc.assert(
      fc.property(evidence, (given) => {
        const { errors, asOf: T, start, span: H } = given;
        const w = errors.map(({ day: L }, k) => (0.5 ** ((7 * k) / 120) * (L - start)) / (T - start));
        const W = w.reduce((a, b) => a + b, 0);
        const nEff = W * Math.min(1, 10.5 / H);
        const meanAbs = errors.reduce((sum, { logRatio }, k) => sum + w[k]! * Math.abs(logRatio), 0) / W;
        const v = errors.reduce((sum, { relativeVariance }, k) => sum + w[k]! * relativeVariance, 0) / W;
        const s02 = 0.05 ** 2 + ((given.newShare * 0.1) ** 2 * H) / 30 + given.estimateVariance;
        // (1.1 mean|e|)^2 of errors by chance alone, normal with variance v, is 1.1^2 (2 / pi) v.
        const excess = Math.max(0, (1.1 * meanAbs) ** 2 - 1.1 ** 2 * (2 / Math.PI) * v);
        const sigma2 = (2 * s02 + nEff * excess) / (2 + nEff);
        const factor = commonFactor(given);
        expect(factor.sigma).toBeCloseTo(Math.sqrt(sigma2), 12);
        expect(factor.degreesOfFreedom).toBeCloseTo(Math.min(30, 5 + nEff), 12);
      }),
    );
  });

  it("falls back on its prior when chance alone explains the errors", () => {
    const errors = errorsOf([0.2, -0.1], 1_000, 0.5);
    const { sigma, effectiveWindows } = commonFactor({ ...EVIDENCE, errors });
    expect(sigma ** 2).toBeCloseTo((2 * 0.005) / (2 + effectiveWindows), 12);
  });

  it("is wide, and says that it is not calibrated, with fewer than forty wins or without any window", () => {
    const few = [0, 1, 9, 39].map((winCount) => commonFactor({ ...EVIDENCE, winCount }));
    const none = commonFactor({ ...EVIDENCE, errors: [] });
    for (const factor of [...few, none]) {
      expect(factor.isCalibrated).toBe(false);
      expect(factor.degreesOfFreedom).toBe(5);
      expect(factor.sigma ** 2).toBeGreaterThan(0.005);
    }
    expect(few.map(({ sigma }) => sigma)).toEqual(few.map(({ sigma }) => sigma).sort((a, b) => b - a));
  });
});

describe("commonFactor() and what it is not sure of", () => {
  it("takes away of past errors what chance explains of their mean size, and no more", () => {
    // 4,000 errors that are chance alone, normal with sd .2: nothing is left but the prior.
    const random = smallFastRandom(5, 0);
    const errors = errorsOf(
      Array.from({ length: 4_000 }, () => 0.2 * normalQuantile(random())),
      1_000,
      0.2 ** 2,
    ).map((error) => ({ ...error, day: 1_000 }));
    const { sigma, effectiveWindows } = commonFactor({ ...EVIDENCE, errors });
    const prior = (2 * 0.005) / (2 + effectiveWindows);
    // The mean size of 4,000 errors is known to .2 x .6 / sqrt(4000) = .0019; four of these move the square by .0027.
    expect(Math.abs(sigma ** 2 - prior)).toBeLessThan(0.0027);
  });

  it("is wider the less a rate was learned from, without a step at forty wins", () => {
    const sigmaOf = (winCount: number) =>
      commonFactor({ ...EVIDENCE, errors: [], estimateVariance: 3 / (1 + winCount), winCount }).sigma;
    expect(sigmaOf(20)).toBeGreaterThan(sigmaOf(39));
    expect(
      Math.abs(commonFactor({ ...EVIDENCE, estimateVariance: 3 / 41, winCount: 40 }).sigma / sigmaOf(39) - 1),
    ).toBeLessThan(0.2);
  });
});

describe("onSnapshotDays()", () => {
  it("moves landmarks back to the snapshot before them, each once, and leaves those of a history", () => {
    const weekly = Int32Array.of(100, 107, 114, 121, 128);
    expect(onSnapshotDays([130, 123, 116, 109], weekly, 0)).toEqual([128, 121, 114, 107]);
    expect(onSnapshotDays([128, 121, 114], weekly, 0)).toEqual([128, 121, 114]);
    expect(onSnapshotDays([128, 127, 122], weekly, 0)).toEqual([128, 121]);
    expect(onSnapshotDays([128, 121, 114, 107], weekly, 90)).toEqual([128, 121]);
    expect(onSnapshotDays([99], weekly, 0)).toEqual([]);
    expect(onSnapshotDays([130, 123], new Int32Array(0), 0)).toEqual([130, 123]);
  });
});
