import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  meanAbsoluteError,
  meanAbsoluteScaledError,
  relativeBias,
  rootMeanSquareError,
  wape,
} from "../../../src/core/scoring/point-scores.ts";
import fixture from "./fixtures/r-scores.json" with { type: "json" };
import { valueOf } from "./value-of.ts";

const money = fc.integer({ min: 1, max: 1e8 }).map((cents) => cents / 100);
const windows = fc.array(fc.tuple(money, money), { minLength: 1, maxLength: 30 });
const forecastsOf = (pairs: readonly (readonly [number, number])[]) => pairs.map(([forecast]) => forecast);
const actualsOf = (pairs: readonly (readonly [number, number])[]) => pairs.map(([, actual]) => actual);

describe("point scores", () => {
  it.each(fixture.points.map((one) => [one.actuals.length, one] as const))(
    "agree with R's Metrics over %i windows",
    (_, { forecasts, actuals, training, ...scores }) => {
      expect(meanAbsoluteError(forecasts, actuals)).toBeCloseTo(scores.mae, 11);
      expect(rootMeanSquareError(forecasts, actuals)).toBeCloseTo(scores.rmse, 11);
      expect(valueOf(wape(forecasts, actuals))).toBeCloseTo(scores.wape, 13);
      expect(valueOf(relativeBias(forecasts, actuals))).toBeCloseTo(scores.bias, 13);
      expect(valueOf(meanAbsoluteScaledError(forecasts, actuals, training))).toBeCloseTo(scores.mase, 12);
      const seasonal = meanAbsoluteScaledError(forecasts, actuals, training, 4);
      expect(valueOf(seasonal)).toBeCloseTo(scores.seasonalMase, 12);
    },
  );

  it("take columns of Float64 as they take arrays", () => {
    const forecasts = Float64Array.of(110, 80);
    expect(valueOf(wape(forecasts, [100, 100]))).toBeCloseTo(0.15, 15);
    expect(valueOf(relativeBias(forecasts, Float64Array.of(100, 100)))).toBeCloseTo(-0.05, 15);
  });

  it("are 0 for a perfect forecast and do not fall when windows are missed by more", () => {
    fc.assert(
      fc.property(windows, (pairs) => {
        const actuals = actualsOf(pairs);
        const forecasts = forecastsOf(pairs);
        expect(valueOf(wape(actuals, actuals))).toBe(0);
        expect(rootMeanSquareError(actuals, actuals)).toBe(0);
        const worse = forecasts.map((forecast, index) => 2 * forecast - actuals[index]!);
        expect(meanAbsoluteError(worse, actuals)).toBeGreaterThanOrEqual(
          meanAbsoluteError(forecasts, actuals),
        );
      }),
    );
  });

  it("keep their order: |bias| <= WAPE, MAE <= RMSE, WAPE = MAE over the mean actual", () => {
    fc.assert(
      fc.property(windows, (pairs) => {
        const forecasts = forecastsOf(pairs);
        const actuals = actualsOf(pairs);
        const share = valueOf(wape(forecasts, actuals));
        const mae = meanAbsoluteError(forecasts, actuals);
        const slack = 1 + 1e-12;
        expect(Math.abs(valueOf(relativeBias(forecasts, actuals)))).toBeLessThanOrEqual(share * slack);
        expect(mae).toBeLessThanOrEqual(rootMeanSquareError(forecasts, actuals) * slack);
        const meanActual = actuals.reduce((sum, actual) => sum + actual, 0) / actuals.length;
        expect(Math.abs(share - mae / meanActual)).toBeLessThanOrEqual(1e-12 * share);
      }),
    );
  });

  it("weigh every forecast of nothing as one", () => {
    expect(valueOf(wape([0, 0], [5, 20]))).toBe(1);
    expect(valueOf(relativeBias([0, 0], [5, 20]))).toBe(-1);
  });

  it("count a refund by its size, not against other bookings", () => {
    expect(valueOf(wape([10, 0], [15, -5]))).toBe(0.5);
  });

  it("do not exist where nothing was booked or there is no window, and say so", () => {
    expect(wape([1, 2], [0, 0])).toEqual({ ok: false, reason: "nothing_booked" });
    expect(relativeBias([1, 2], [0, 0])).toEqual({ ok: false, reason: "nothing_booked" });
    expect(relativeBias([1, 2], [-5, 3])).toEqual({ ok: false, reason: "nothing_booked" });
    expect(wape([], [])).toEqual({ ok: false, reason: "no_windows" });
    expect(relativeBias([], [])).toEqual({ ok: false, reason: "no_windows" });
    expect(meanAbsoluteScaledError([], [], [1, 2])).toEqual({ ok: false, reason: "no_windows" });
    expect(() => meanAbsoluteError([], [])).toThrow(RangeError);
    expect(() => rootMeanSquareError([], [])).toThrow(RangeError);
  });

  it("refuse forecasts and actuals of different windows", () => {
    expect(() => wape([1], [1, 2])).toThrow("Cannot score 1 forecasts against 2 actuals");
    expect(() => meanAbsoluteError([1, 2], [1])).toThrow(RangeError);
  });
});

describe("meanAbsoluteScaledError()", () => {
  it("is 1 for a forecast that is off as much as the history changes", () => {
    expect(valueOf(meanAbsoluteScaledError([12], [10], [1, 3, 1, 3]))).toBe(1);
  });

  it("has no scale without two values, or when the history never changed", () => {
    expect(meanAbsoluteScaledError([1], [2], [5])).toEqual({ ok: false, reason: "too_little_history" });
    expect(meanAbsoluteScaledError([1], [2], [5, 6, 7, 8], 4)).toEqual({
      ok: false,
      reason: "too_little_history",
    });
    expect(meanAbsoluteScaledError([1], [2], [5, 5, 5])).toEqual({
      ok: false,
      reason: "history_never_changed",
    });
    expect(() => meanAbsoluteScaledError([1], [2], [5, 6], 0)).toThrow(RangeError);
  });
});
