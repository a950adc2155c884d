import * as fc from "fast-check";
import type { LeverSize } from "../../../src/core/scenario/lever-size.ts";

const share = fc.integer({ min: -900, max: 900 }).map((thousandths) => thousandths / 1000);
const positive = fc.integer({ min: 1, max: 500 }).map((thousandths) => thousandths / 1000);
const rising = (count: number) =>
  fc
    .uniqueArray(fc.integer({ min: -900, max: 900 }), { minLength: count, maxLength: count })
    .map((values) => values.toSorted((a, b) => a - b).map((value) => value / 1000));

/** Any size that a lever can have. */
export const anySize: fc.Arbitrary<LeverSize> = fc.oneof(
  share,
  fc
    .tuple(rising(3), fc.constantFrom("triangular" as const, "pert" as const))
    .map(([points, distribution]) => ({
      distribution,
      low: points[0]!,
      likely: points[1]!,
      high: points[2]!,
    })),
  fc.record({ distribution: fc.constant("normal" as const), mean: share, sd: positive }),
  fc.tuple(positive, positive, fc.boolean()).map(([size, spread, isBelow]) => ({
    distribution: "lognormal" as const,
    median: isBelow ? -size : size,
    spread,
  })),
  rising(2).map((points) => ({ distribution: "uniform" as const, low: points[0]!, high: points[1]! })),
  fc.integer({ min: 1, max: 6 }).chain((count) =>
    rising(count).map((values) => ({
      distribution: "discrete" as const,
      values,
      probabilities: values.map(() => 1 / count),
    })),
  ),
);
