import { describe, expect, it } from "vitest";
import { missedLeverGoals } from "../../bench/levers/lever-goals.ts";
import { runLeverStudy } from "../../bench/levers/lever-study.ts";

const COMPANIES = Array.from({ length: 12 }, (_, company) => company);
/** A share of 12 cases is known to 9 points. */
const ALLOWED_ERRORS = 4;

/**
 * A small part of bench/levers, to notice when effects of levers go wrong by a lot; lever-effects.full.test.ts holds 100
 * companies against the goals themselves.
 */
describe("levers and investments of twelve generated companies", () => {
  it("miss no goal of coverage by more than four standard errors", () => {
    expect(missedLeverGoals(runLeverStudy({ companies: COMPANIES }), ALLOWED_ERRORS)).toEqual([]);
  });
});
