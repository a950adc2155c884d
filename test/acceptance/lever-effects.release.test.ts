import { beforeAll, describe, expect, it } from "vitest";
import { missedLeverGoals } from "../../bench/levers/lever-goals.ts";
import { runLeverStudy, type LeverStudy } from "../../bench/levers/lever-study.ts";
import { missedUnseenGoals } from "../../bench/levers/unseen-effects.ts";

const COMPANIES = Array.from({ length: 12 }, (_, company) => company);
/** A share of 12 cases is known to 9 points. */
const ALLOWED_ERRORS = 4;

/**
 * A small part of bench/levers, to notice when effects of levers go wrong by a lot; lever-effects.full.test.ts holds 100
 * companies against the goals themselves.
 */
describe("levers and investments of twelve generated companies", () => {
  let study: LeverStudy = { levers: [], realised: [] };
  beforeAll(() => {
    study = runLeverStudy({ companies: COMPANIES });
  }, 300_000);

  it("miss no goal of coverage by more than four standard errors", () => {
    expect(missedLeverGoals(study, ALLOWED_ERRORS)).toEqual([]);
  });

  it("have no more strong effects with 0 inside than honest intervals have", () => {
    expect(missedUnseenGoals(study)).toEqual([]);
  });
});
