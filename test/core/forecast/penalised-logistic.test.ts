import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fitPenalisedLogistic,
  logistic,
  logit,
  type LogisticData,
} from "../../../src/core/maths/penalised-logistic.ts";
import { solvePositiveDefinite } from "../../../src/core/maths/solve-positive-definite.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import fixture from "./fixtures/penalised-logistic.json" with { type: "json" };

const column = (length: number, of: () => number) => Float64Array.from({ length }, of);

/** Slope of the log posterior in one coefficient: 0 at its maximum. */
function slope(data: LogisticData, coefficients: Float64Array, column: number): number {
  const width = coefficients.length;
  let sum = -coefficients[column]! / data.priorSds[column]! ** 2;
  data.outcomes.forEach((outcome, row) => {
    const x = coefficients.reduce((a, b, c) => a + b * data.features[row * width + c]!, data.offsets[row]!);
    sum += data.likelihoodWeight * (outcome - 1 / (1 + Math.exp(-x))) * data.features[row * width + column]!;
  });
  return sum;
}

describe("fitPenalisedLogistic()", () => {
  it.each(fixture.cases.map((one, index) => [index + 1, one] as const))(
    "finds SciPy's maximum of the posterior in case %i",
    (_, one) => {
      const coefficients = fitPenalisedLogistic({
        features: Float64Array.from(one.features),
        offsets: Float64Array.from(one.offsets),
        outcomes: Float64Array.from(one.outcomes),
        priorSds: Float64Array.from(one.priorSds),
        likelihoodWeight: one.likelihoodWeight,
      });
      coefficients.forEach((value, column) => expect(value).toBeCloseTo(one.coefficients[column]!, 6));
    },
  );

  it("stands where the posterior is flat, for any data, separable ones too", () => {
    const data = fc
      .record({
        seed: fc.integer({ min: 0, max: 10_000 }),
        rowCount: fc.integer({ min: 1, max: 40 }),
        columnCount: fc.integer({ min: 1, max: 5 }),
        weight: fc.constantFrom(0.01, 0.5, 1),
        size: fc.constantFrom(0.1, 1, 30),
        outcome: fc.constantFrom("random", "all", "none"),
      })
      .map(({ seed, rowCount, columnCount, weight, size, outcome }): LogisticData => {
        const random = smallFastRandom(seed, 1);
        return {
          features: column(rowCount * columnCount, () => size * (random() - 0.5)),
          offsets: column(rowCount, () => 6 * (random() - 0.5)),
          outcomes: column(rowCount, () =>
            outcome === "random" ? Math.round(random()) : Number(outcome === "all"),
          ),
          priorSds: column(columnCount, () => 0.1 + random()),
          likelihoodWeight: weight,
        };
      });
    fc.assert(
      fc.property(data, (given) => {
        const coefficients = fitPenalisedLogistic(given);
        const steepest = [...coefficients.keys()].map((column) =>
          Math.abs(slope(given, coefficients, column)),
        );
        expect(Math.max(...steepest)).toBeLessThan(1e-6);
      }),
      { numRuns: 300 },
    );
  });

  it("changes nothing without rows, and refuses shapes that do not match", () => {
    const none = new Float64Array(0);
    const data = {
      features: none,
      offsets: none,
      outcomes: none,
      priorSds: Float64Array.of(1, 2),
      likelihoodWeight: 1,
    };
    expect(fitPenalisedLogistic(data)).toEqual(Float64Array.of(0, 0));
    expect(() => fitPenalisedLogistic({ ...data, outcomes: Float64Array.of(1) })).toThrow(RangeError);
  });
});

describe("logistic() and logit()", () => {
  it("are each other's inverse without overflow", () => {
    for (const p of [1e-300, 1e-9, 0.3, 0.5, 1 - 1e-12]) expect(logistic(logit(p)) / p).toBeCloseTo(1, 9);
    expect([logistic(800), logistic(-800), logistic(0)]).toEqual([1, 0, 0.5]);
  });
});

describe("solvePositiveDefinite()", () => {
  it("solves what it is given and leaves it as it was", () => {
    const matrix = Float64Array.of(4, 2, 0.6, 2, 5, 1, 0.6, 1, 3);
    const solution = solvePositiveDefinite(matrix, Float64Array.of(1, -2, 3));
    const product = [0, 1, 2].map((row) =>
      solution.reduce((sum, x, column) => sum + matrix[row * 3 + column]! * x, 0),
    );
    product.forEach((value, row) => expect(value).toBeCloseTo([1, -2, 3][row]!, 12));
    expect(matrix[0]).toBe(4);
    expect(() => solvePositiveDefinite(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).toThrow(
      RangeError,
    );
  });
});
