import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { calibrationSlope } from "../../../src/core/scoring/calibration-slope.ts";
import fixture from "./fixtures/r-scores.json" with { type: "json" };
import { valueOf } from "./value-of.ts";
import { opportunities, turnedRound } from "./won-or-not.ts";

const logit = (probability: number) => Math.log(probability / (1 - probability));
const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const missingFor = (reason: string) => ({ ok: false, reason });

/** Rows of opportunities from [probability, how many were won, how many lost]. */
function rowsOf(...groups: readonly (readonly [number, number, number])[]) {
  const rows = groups.flatMap(([probability, won, lost]) =>
    Array.from({ length: won + lost }, (_, row) => [probability, row < won ? 1 : 0] as const),
  );
  return {
    probabilities: rows.map(([probability]) => probability),
    outcomes: rows.map(([, outcome]) => outcome),
  };
}

/** Honest probabilities of 20,000 opportunities with their outcomes, and others said instead. */
function saidInsteadOf(distortion: number) {
  const random = smallFastRandom(9, 4);
  const honest = Float64Array.from({ length: 20_000 }, () => logistic(-1 + 3 * (random() - 0.5)));
  return {
    probabilities: honest.map((probability) => logistic(distortion * logit(probability))),
    outcomes: honest.map((probability) => (random() < probability ? 1 : 0)),
  };
}

describe("calibrationSlope()", () => {
  it.each(fixture.probabilities.map((one) => [one.probabilities.length, one] as const))(
    "is that of R's glm for %i opportunities",
    (_, one) => expect(valueOf(calibrationSlope(one.probabilities, one.outcomes))).toBeCloseTo(one.slope, 9),
  );

  it("is 1 for honest probabilities, below 1 for those too far apart, above 1 for those too close", () => {
    // Standard error of the slope: 1 / sqrt(sum of p (1 - p) (logit - mean)^2), here 0.020
    for (const distortion of [1, 2, 0.5]) {
      const { probabilities, outcomes } = saidInsteadOf(distortion);
      const slope = valueOf(calibrationSlope(probabilities, outcomes));
      expect(Math.abs(slope * distortion - 1)).toBeLessThan(4 * 0.02);
    }
  });

  it("stands where the likelihood is flat: residuals, plain and times the logit, add up to 0", () => {
    fc.assert(
      fc.property(opportunities, ({ probabilities, outcomes }) => {
        const slope = calibrationSlope(probabilities, outcomes, 0.01);
        if (!slope.ok) return;
        const logits = Array.from(probabilities, (one) => logit(Math.min(0.99, Math.max(0.01, one))));
        const won = outcomes.reduce((sum, outcome) => sum + outcome, 0);
        // The intercept that belongs to the slope, by bisection: expected wins grow with it.
        const expectedAt = (intercept: number) =>
          logits.reduce((sum, x) => sum + logistic(intercept + slope.value * x), 0);
        let [low, high] = [-1_000, 1_000];
        for (let halving = 0; halving < 100; halving++) {
          const middle = (low + high) / 2;
          if (expectedAt(middle) < won) low = middle;
          else high = middle;
        }
        const pull = logits.reduce(
          (sum, x, row) => sum + x * (outcomes[row]! - logistic(low + slope.value * x)),
          0,
        );
        expect(Math.abs(pull)).toBeLessThan(1e-6 * logits.length);
      }),
    );
  });

  it("does not depend on the order of rows, and turns with the outcome", () => {
    fc.assert(
      fc.property(opportunities, ({ probabilities, outcomes }) => {
        const slope = calibrationSlope(probabilities, outcomes);
        expect(calibrationSlope(...turnedRound({ probabilities, outcomes }))).toEqual(slope);
        const opposite = calibrationSlope(
          probabilities,
          outcomes.map((outcome) => 1 - outcome),
        );
        expect(opposite.ok).toBe(slope.ok);
        const size = slope.ok ? Math.abs(slope.value) : 0;
        const sum = slope.ok && opposite.ok ? slope.value + opposite.value : 0;
        expect(Math.abs(sum)).toBeLessThan(1e-7 * (1 + size));
      }),
    );
  });

  it("always finds the maximum where there is one, and says why where there is none", () => {
    fc.assert(
      fc.property(opportunities, ({ probabilities, outcomes }) => {
        const slope = calibrationSlope(probabilities, outcomes);
        const of = (outcome: number) =>
          Array.from(probabilities).filter((_, row) => outcomes[row] === outcome);
        const [won, lost] = [of(1), of(0)];
        const overlaps = Math.max(...lost) > Math.min(...won) && Math.max(...won) > Math.min(...lost);
        expect(slope.ok).toBe(overlaps);
        expect(slope).not.toEqual(missingFor("no_convergence"));
      }),
    );
  });

  it("does not exist without both outcomes, with one probability, or where a probability parts won from lost", () => {
    expect(calibrationSlope([], [])).toEqual(missingFor("no_opportunities"));
    expect(calibrationSlope([0.2, 0.4], [1, 1])).toEqual(missingFor("all_won"));
    expect(calibrationSlope([0.2, 0.4], [0, 0])).toEqual(missingFor("none_won"));
    expect(calibrationSlope([0.3, 0.3, 0.3], [0, 1, 0])).toEqual(missingFor("one_probability"));
    expect(calibrationSlope([0.1, 0.2, 0.6], [0, 0, 1])).toEqual(missingFor("separable"));
    expect(calibrationSlope([0.1, 0.2, 0.6], [1, 1, 0])).toEqual(missingFor("separable"));
    // won and lost meet in one probability only: the likelihood still grows without end
    expect(calibrationSlope([0.1, 0.2, 0.2, 0.6], [0, 0, 1, 1])).toEqual(missingFor("separable"));
    // both beyond the clip: one probability after all
    expect(calibrationSlope([0, 1e-5], [0, 1])).toEqual(missingFor("one_probability"));
  });

  it("joins the two shares won where there are two probabilities", () => {
    // With two columns of counts the maximum is known: the difference of the shares' logits over that of the logits.
    for (const [low, high] of [
      [0.2, 0.6],
      // certain and wrong
      [0.0001, 0.9999],
      // far from 0 and close together: the distance of the logits, 2e-10 of 4.6, is known to 1e-5 of itself
      [0.99, 0.99 + 2e-12],
    ] as const) {
      const { probabilities, outcomes } = rowsOf([low, 36, 4], [high, 30, 10]);
      const exact = (logit(30 / 40) - logit(36 / 40)) / (logit(high) - logit(low));
      expect(valueOf(calibrationSlope(probabilities, outcomes)) / exact).toBeCloseTo(1, 4);
    }
  });

  it("comes back from a first step that goes too far", () => {
    // Whole steps of Newton's method never end here.
    const { probabilities, outcomes } = rowsOf([0.0001, 9, 10], [0.6, 99, 1]);
    const exact = (logit(0.99) - logit(9 / 19)) / (logit(0.6) - logit(0.0001));
    expect(valueOf(calibrationSlope(probabilities, outcomes))).toBeCloseTo(exact, 9);
  });

  it("refuses outcomes other than 0 and 1 and what is no probability", () => {
    expect(() => calibrationSlope([0.5], [0.5])).toThrow(RangeError);
    expect(() => calibrationSlope([1.5], [1])).toThrow(RangeError);
    expect(() => calibrationSlope([0.5], [1], 0)).toThrow(RangeError);
  });
});
