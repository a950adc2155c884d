import * as fc from "fast-check";

/** Opportunities with probabilities in fiftieths, so that ties are likely, and whether they were won. */
export const opportunities = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.boolean()), { minLength: 1, maxLength: 80 })
  .map((rows) => ({
    probabilities: Float64Array.from(rows, ([fiftieths]) => fiftieths / 50),
    outcomes: Float64Array.from(rows, ([, isWon]) => (isWon ? 1 : 0)),
  }));

/** The same rows in the opposite order. */
export function turnedRound({
  probabilities,
  outcomes,
}: {
  probabilities: Float64Array;
  outcomes: Float64Array;
}) {
  return [probabilities.toReversed(), outcomes.toReversed()] as const;
}
