import { describe, expect, it } from "vitest";
import { leaderBoard } from "../../../src/core/backtest/leader-board.ts";
import { weeklyProfile } from "../../../src/core/backtest/weekly-profile.ts";
import { forecastBy, LEVELS, scoredCutoff, weeklyCutoffs } from "./scored-cutoffs.ts";

describe("weeklyProfile()", () => {
  // Two quarters: early forecasts are off by 50, later ones by 10.
  const quarters = [0, 91].flatMap((start) =>
    [0, 1, 2].map((week) =>
      scoredCutoff(
        start + 7 * week,
        100,
        [
          forecastBy("full", 100, week === 0 ? 150 : 110, week === 0 ? 40 : 400),
          forecastBy("human", 100, 90),
        ],
        { length: 91 - 7 * week, weekOfPeriod: week },
      ),
    ),
  );

  it("scores each week of the period by itself", () => {
    const full = weeklyProfile(quarters, ["full", "human"], LEVELS).filter(({ method }) => method === "full");
    expect(
      full.map(({ weekOfPeriod, windowCount, wape, bias, coverage80 }) => [
        weekOfPeriod,
        windowCount,
        wape,
        bias,
        coverage80,
      ]),
    ).toEqual([
      [0, 2, { ok: true, value: 0.5 }, { ok: true, value: 0.5 }, { held: 0, of: 2 }],
      [1, 2, { ok: true, value: 0.1 }, { ok: true, value: 0.1 }, { held: 2, of: 2 }],
      [2, 2, { ok: true, value: 0.1 }, { ok: true, value: 0.1 }, { held: 2, of: 2 }],
    ]);
  });

  it("never pools weeks: an entry is the leader board of its own cut-offs, each cut-off counted once", () => {
    const mixed = weeklyCutoffs(24, 6).map(({ actual, forecasts }, index) =>
      scoredCutoff(7 * index, actual, forecasts, { weekOfPeriod: index % 5 }),
    );
    const methods = ["naive-probabilistic", "full", "seasonal-naive"] as const;
    const profile = weeklyProfile(mixed, methods, LEVELS);
    for (const entry of profile) {
      const own = mixed.filter(({ cutoff }) => cutoff.weekOfPeriod === entry.weekOfPeriod);
      const [board] = leaderBoard(own, [entry.method], { levels: LEVELS, seed: 1, trainingSeries: [] });
      const { windowCount, wape, bias, coverage } = board!;
      expect(entry).toMatchObject({ windowCount, wape, bias });
      expect(entry.crps).toBeCloseTo(board!.crps, 9);
      expect(entry.coverage80).toEqual({ held: coverage![1]!.held, of: coverage![1]!.of });
    }
    for (const method of methods) {
      const counted = profile.filter((entry) => entry.method === method);
      const forecasts = mixed.filter((window) => window.forecasts.some((one) => one.method === method));
      expect(counted.reduce((sum, { windowCount }) => sum + windowCount, 0)).toBe(forecasts.length);
    }
  });

  it("has no coverage of points and no entry where a method had no forecast", () => {
    const human = weeklyProfile(quarters, ["human", "crm-weighted"], LEVELS);
    expect(human.map(({ method, coverage80 }) => [method, coverage80])).toEqual(
      [0, 1, 2].map(() => ["human", undefined]),
    );
  });
});
