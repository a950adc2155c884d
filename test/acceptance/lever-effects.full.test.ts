import { beforeAll, describe, expect, it } from "vitest";
import { rangeOf, shareBeyond } from "../../bench/levers/draw-range.ts";
import {
  COMPANY_COUNT,
  FUTURE_COMPANY_COUNT,
  REALISED_MONTHS,
  STRONG_SDS,
} from "../../bench/levers/lever-design.ts";
import { missedLeverGoals } from "../../bench/levers/lever-goals.ts";
import { realisedScores } from "../../bench/levers/lever-scores.ts";
import type { LeverStudy } from "../../bench/levers/lever-study.ts";
import { wholeLeverStudy } from "../../bench/levers/levers.ts";
import { STUDIED_KINDS } from "../../bench/levers/true-levers.ts";
import { missedUnseenGoals, unseenByInterval } from "../../bench/levers/unseen-effects.ts";

/** bench/levers/README.md says how the companies are made and what was found. */
describe("levers and investments of 100 generated companies", () => {
  let study: LeverStudy = { levers: [], realised: [] };
  beforeAll(() => {
    study = wholeLeverStudy();
  }, 3_600_000);

  it("are simulated on every company", () => {
    expect(study.levers).toHaveLength(COMPANY_COUNT * STUDIED_KINDS.length);
    expect(study.levers.filter(({ futures }) => futures !== undefined)).toHaveLength(
      FUTURE_COMPANY_COUNT * STUDIED_KINDS.length,
    );
    expect(study.realised).toHaveLength(COMPANY_COUNT * REALISED_MONTHS.length);
  });

  it("have effects and realised returns that their 90 % intervals hold as often as promised", () => {
    expect(missedLeverGoals(study)).toEqual([]);
  });

  it("have no more strong effects with 0 inside than honest intervals have, of any lever and of all", () => {
    expect(missedUnseenGoals(study)).toEqual([]);
  });

  it("would have too many of every lever if intervals lay one standard deviation lower", () => {
    const lower = study.levers.map((own) => {
      const draws = own.draws.map((draw) => draw - own.effect.sd);
      const effect = rangeOf(draws);
      return { ...own, draws, effect, strongChance: shareBeyond(draws, STRONG_SDS * effect.sd) };
    });
    const tooMany = unseenByInterval({ levers: lower }).filter(
      ({ unseenCount, mostCount }) => unseenCount > mostCount,
    );
    expect(tooMany.map(({ of }) => of)).toEqual([...STUDIED_KINDS, "all levers"]);
  });

  it("are set against forecasts that are not far off on average", () => {
    // A year's forecast of one company is off by a third: the mean over 100 is known to about 3 %.
    for (const { counterfactualBias } of realisedScores(study))
      expect(Math.abs(counterfactualBias)).toBeLessThan(4 * 0.03);
  });
});
