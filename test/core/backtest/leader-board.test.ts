import { describe, expect, it } from "vitest";
import { leaderBoard, type MethodBoard } from "../../../src/core/backtest/leader-board.ts";
import type { MethodName } from "../../../src/core/backtest/methods.ts";
import type { ScoredCutoff } from "../../../src/core/backtest/forecast-cutoff.ts";
import { forecastBy, LEVELS, scoredCutoff, weeklyCutoffs } from "./scored-cutoffs.ts";

const METHODS: readonly MethodName[] = ["naive-probabilistic", "full", "crm-weighted", "seasonal-naive"];
const SETTINGS = { levels: LEVELS, seed: 1, trainingSeries: [100, 160, 130] };

const boardOf = (boards: readonly MethodBoard[], method: MethodName): MethodBoard =>
  boards.find((board) => board.method === method)!;

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Every score of a method by its definition, written out once more. */
function naively(cutoffs: readonly ScoredCutoff[], method: MethodName) {
  const pairs = cutoffs.flatMap(({ actual, forecasts }) =>
    forecasts.filter((forecast) => forecast.method === method).map((forecast) => ({ actual, forecast })),
  );
  const errors = pairs.map(({ actual, forecast }) => forecast.median - actual);
  const booked = pairs.reduce((sum, { actual }) => sum + actual, 0);
  const pinball = LEVELS.map((level, index) =>
    mean(
      pairs.map(({ actual, forecast }) => {
        const above = actual - forecast.quantiles![index]!;
        return Math.max(level * above, (level - 1) * above);
      }),
    ),
  );
  const interval = (low: number, high: number, share: number) => {
    const ends = pairs.map(({ actual, forecast: { quantiles } }) => ({
      actual,
      low: quantiles![LEVELS.indexOf(low)]!,
      high: quantiles![LEVELS.indexOf(high)]!,
    }));
    return {
      held: ends.filter(({ actual, low, high }) => low <= actual && actual <= high).length,
      winkler: mean(
        ends.map(
          ({ actual, low, high }) =>
            high - low + (2 / (1 - share)) * (Math.max(0, low - actual) + Math.max(0, actual - high)),
        ),
      ),
      width: mean(ends.map(({ low, high }) => high - low)),
    };
  };
  return {
    count: pairs.length,
    wape: errors.reduce((sum, error) => sum + Math.abs(error), 0) / booked,
    bias: errors.reduce((a, b) => a + b, 0) / booked,
    mae: mean(errors.map(Math.abs)),
    rmse: Math.sqrt(mean(errors.map((error) => error ** 2))),
    crps: mean(pairs.map(({ forecast }) => forecast.crps)),
    pinball,
    intervals: [interval(0.25, 0.75, 0.5), interval(0.1, 0.9, 0.8), interval(0.025, 0.975, 0.95)],
    meanActual: booked / pairs.length,
  };
}

describe("leaderBoard()", () => {
  const cutoffs = weeklyCutoffs(30, 4);
  const boards = leaderBoard(cutoffs, METHODS, SETTINGS);

  it.each(["naive-probabilistic", "full", "seasonal-naive"] as const)(
    "has the scores of %s that their definitions give",
    (method) => {
      const board = boardOf(boards, method);
      const expected = naively(cutoffs, method);
      expect(board.windowCount).toBe(expected.count);
      expect(board.wape).toEqual({ ok: true, value: expect.closeTo(expected.wape, 12) as number });
      expect(board.bias).toEqual({ ok: true, value: expect.closeTo(expected.bias, 12) as number });
      expect(board.mae).toBeCloseTo(expected.mae, 9);
      expect(board.rmse).toBeCloseTo(expected.rmse, 9);
      expect(board.crps).toBeCloseTo(expected.crps, 9);
      expect(board.mase).toEqual({ ok: true, value: expect.closeTo(expected.mae / 45, 12) as number });
      board.pinball!.forEach((score, index) => expect(score).toBeCloseTo(expected.pinball[index]!, 9));
      expected.intervals.forEach(({ held, winkler }, index) => {
        expect(board.coverage![index]).toMatchObject({ held, of: expected.count });
        expect(board.winkler![index]).toBeCloseTo(winkler, 8);
      });
      const width = expected.intervals[1]!.width / expected.meanActual;
      expect(board.meanWidth80).toEqual({ ok: true, value: expect.closeTo(width, 12) as number });
      expect(board.pitHistogram!.reduce((a, b) => a + b, 0)).toBe(expected.count);
    },
  );

  it("puts the best CRPS first, equal ones by name, whatever the order of the methods", () => {
    const crps = boards.map((board) => board.crps);
    expect(crps).toEqual(crps.toSorted((a, b) => a - b));
    expect(leaderBoard(cutoffs, METHODS.toReversed(), SETTINGS)).toEqual(boards);
    const tied = [scoredCutoff(0, 10, [forecastBy("human", 10, 8), forecastBy("full", 10, 8)])];
    const names = leaderBoard(tied, ["human", "full"], SETTINGS).map(({ method }) => method);
    expect(names).toEqual(["full", "human"]);
  });

  it("compares a method with the baseline only where both have a forecast", () => {
    const late = cutoffs.slice(5);
    const ratio = naively(late, "seasonal-naive").crps / naively(late, "naive-probabilistic").crps;
    const board = boardOf(boards, "seasonal-naive");
    expect(board.windowCount).toBe(25);
    expect(board.crpsRatioToNaive).toEqual({ ok: true, value: expect.closeTo(ratio, 12) as number });
  });

  it("calls a method better or worse only when the interval of the ratio lies on one side of 1", () => {
    expect(boardOf(boards, "full").comparison!.verdict).toBe("better");
    expect(boardOf(boards, "crm-weighted").comparison!.verdict).toBe("worse");
    const alike = weeklyCutoffs(30, 5).map(({ actual, forecasts: [naive] }, index) =>
      scoredCutoff(7 * index, actual, [naive!, Object.assign({}, naive!, { method: "full" as const })]),
    );
    expect(boardOf(leaderBoard(alike, METHODS, SETTINGS), "full").comparison!.verdict).toBe(
      "no proven skill",
    );
    for (const { comparison } of boards) {
      if (comparison === undefined) continue;
      const { low, high, verdict } = comparison;
      expect(verdict).toBe(high < 1 ? "better" : low > 1 ? "worse" : "no proven skill");
    }
  });

  it("says that the baseline was not run instead of giving a ratio without it", () => {
    const without = cutoffs.map(({ actual, forecasts }, index) =>
      scoredCutoff(
        7 * index,
        actual,
        forecasts.filter(({ method }) => method !== "naive-probabilistic"),
      ),
    );
    const board = boardOf(leaderBoard(without, METHODS, SETTINGS), "full");
    expect(board.crpsRatioToNaive).toEqual({ ok: false, reason: "baseline_not_run" });
    expect(board.comparison).toBeUndefined();
  });

  it("gives points no range and no histogram", () => {
    const board = boardOf(boards, "crm-weighted");
    expect([board.pinball, board.winkler, board.coverage, board.pitHistogram]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(board.meanWidth80).toEqual({ ok: false, reason: "point_forecast" });
    expect(board.crps).toBeCloseTo(board.mae, 9);
  });

  it("leaves out a method that never had a forecast", () => {
    const methods = leaderBoard(cutoffs, [...METHODS, "human"], SETTINGS).map(({ method }) => method);
    expect(methods).not.toContain("human");
    expect(methods).toHaveLength(4);
  });

  it("counts overlapping windows as the independent ones that they are worth", () => {
    expect(boardOf(boards, "full").effectiveWindows).toBeCloseTo((29 * 7 + 30) / 30, 12);
    expect(boardOf(boards, "seasonal-naive").effectiveWindows).toBeCloseTo((24 * 7 + 30) / 30, 12);
  });

  it("has no relative scores where nothing was booked", () => {
    const nothing = [0, 7, 14].map((offset) =>
      scoredCutoff(offset, 0, [forecastBy("naive-probabilistic", 0, 0, 1), forecastBy("full", 0, 5, 2)]),
    );
    const board = boardOf(leaderBoard(nothing, METHODS, { ...SETTINGS, trainingSeries: [] }), "full");
    expect(board.wape).toEqual({ ok: false, reason: "nothing_booked" });
    expect(board.mase).toEqual({ ok: false, reason: "too_little_history" });
    expect(board.crpsRatioToNaive).toEqual({ ok: false, reason: "nothing_to_divide_by" });
    expect(board.meanWidth80).toEqual({ ok: false, reason: "nothing_to_divide_by" });
    expect(board.mae).toBe(5);
  });
});
