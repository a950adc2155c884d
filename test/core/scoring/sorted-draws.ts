import * as fc from "fast-check";

/** Money to a thousandth: small whole numbers, so that ties are likely, or amounts up to a million. */
const amount = fc.oneof(
  fc.integer({ min: -22, max: 22 }),
  fc.integer({ min: -1e9, max: 1e9 }).map((thousandths) => thousandths / 1_000),
);

/** Ascending draws, ties likely. */
export const sortedDraws = fc
  .array(amount, { minLength: 1, maxLength: 60 })
  .map((draws) => Float64Array.from(draws).sort());

/** An actual that often equals a draw. */
export const actual = amount;

/** The three deals of the metrics page (100 at 0.3, 50 at 0.6, 80 at 0.5) as draws, each atom by its probability in thousandths. */
export const threeOpportunities = Float64Array.from(
  [
    [0, 140],
    [50, 210],
    [80, 140],
    [100, 60],
    [130, 210],
    [150, 90],
    [180, 60],
    [230, 90],
  ].flatMap(([amount, thousandths]) => Array.from({ length: thousandths! }, () => amount!)),
);
