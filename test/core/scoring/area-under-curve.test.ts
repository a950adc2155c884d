import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaUnderCurve } from "../../../src/core/scoring/area-under-curve.ts";
import fixture from "./fixtures/r-scores.json" with { type: "json" };
import sampleFixture from "./fixtures/sample-scores.json" with { type: "json" };
import { valueOf } from "./value-of.ts";
import { opportunities } from "./won-or-not.ts";

/** The definition: over all pairs of a won and a lost opportunity. */
function byPairs(probabilities: Float64Array, outcomes: Float64Array): number {
  let above = 0;
  let pairs = 0;
  probabilities.forEach((won, row) => {
    if (outcomes[row] === 0) return;
    probabilities.forEach((lost, other) => {
      if (outcomes[other] === 1) return;
      pairs++;
      above += won > lost ? 1 : won === lost ? 0.5 : 0;
    });
  });
  return above / pairs;
}

const bothWays = opportunities.filter(({ outcomes }) => outcomes.includes(0) && outcomes.includes(1));

describe("areaUnderCurve()", () => {
  it.each(fixture.probabilities.map((one) => [one.probabilities.length, one] as const))(
    "is pROC's for %i opportunities",
    (_, one) => expect(valueOf(areaUnderCurve(one.probabilities, one.outcomes))).toBeCloseTo(one.auc, 13),
  );

  it.each(sampleFixture.probabilities.map((one) => [one.probabilities.length, one] as const))(
    "is scikit-learn's for %i opportunities",
    (_, one) => expect(valueOf(areaUnderCurve(one.probabilities, one.outcomes))).toBeCloseTo(one.auc, 13),
  );

  it("is the share of pairs in the right order, ties half", () => {
    fc.assert(
      fc.property(bothWays, ({ probabilities, outcomes }) => {
        const area = valueOf(areaUnderCurve(probabilities, outcomes));
        expect(area).toBeCloseTo(byPairs(probabilities, outcomes), 13);
        const turned = probabilities.map((probability) => 1 - probability);
        expect(valueOf(areaUnderCurve(turned, outcomes))).toBeCloseTo(1 - area, 13);
      }),
    );
  });

  it("is 1 for perfect order, 0 for the opposite and a half for one probability for all", () => {
    expect(valueOf(areaUnderCurve([0.1, 0.2, 0.3], [0, 0, 1]))).toBe(1);
    expect(valueOf(areaUnderCurve([0.1, 0.2, 0.3], [1, 1, 0]))).toBe(0);
    expect(valueOf(areaUnderCurve([0.4, 0.4, 0.4], [1, 1, 0]))).toBe(0.5);
  });

  it("needs won and lost, and says which is lacking", () => {
    expect(areaUnderCurve([], [])).toEqual({ ok: false, reason: "no_opportunities" });
    expect(areaUnderCurve([0.1, 0.2], [1, 1])).toEqual({ ok: false, reason: "all_won" });
    expect(areaUnderCurve([0.1, 0.2], [0, 0])).toEqual({ ok: false, reason: "none_won" });
  });

  it("takes a hundred thousand rows exactly: order alone counts", () => {
    const rowCount = 100_000;
    const probabilities = Float64Array.from({ length: rowCount }, (_, row) => row / rowCount);
    const outcomes = probabilities.map((_, row) => row % 2);
    // Every won row stands one above a lost one: (n/2 + 1) / n of pairs are in the right order.
    expect(valueOf(areaUnderCurve(probabilities, outcomes))).toBe((rowCount / 2 + 1) / rowCount);
  });
});
