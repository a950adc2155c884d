import { drawRow, type Draws } from "../../../src/core/simulation/draws.ts";
import type { ExactDistribution } from "../../../src/core/simulation/exact-distribution.ts";
import { summariseRow } from "../../../src/core/simulation/summarise-draws.ts";

const LEVELS = [0.1, 0.5, 0.9];
/** Some hundred figures are looked at: five standard errors are exceeded by chance in one of 10,000 benches. */
const STANDARD_ERRORS = 5;

/**
 * Compares mean, P10, P50 and P90 of every row of draws with the exact distribution, or just the means.
 * @returns the largest difference in standard errors of independent draws
 * @throws {RangeError} when it is above 5: the answer is wrong, and its speed of no interest
 */
export function checkDraws(
  name: string,
  draws: Draws,
  exact: ReadonlyMap<number, ExactDistribution>,
  { meansOnly = false }: { readonly meansOnly?: boolean } = {},
): number {
  let largest = 0;
  for (const [row, distribution] of exact) {
    const levels = meansOnly ? [] : LEVELS;
    const { mean, quantiles } = summariseRow(drawRow(draws, row), levels);
    const errors = [
      Math.abs(mean - distribution.mean) / (distribution.sd / Math.sqrt(draws.drawCount)),
      // In probability and not in money, so that no density is needed: what share lies below the sampled quantile?
      ...levels.map((level, index) => {
        const reached = distribution.cdf(quantiles[index]!);
        return Math.abs(reached - level) / Math.sqrt((level * (1 - level)) / draws.drawCount);
      }),
    ];
    for (const error of errors) {
      if (!(error <= STANDARD_ERRORS)) {
        throw new RangeError(
          `${name}: row ${row} is ${error.toFixed(1)} standard errors off the exact answer`,
        );
      }
      largest = Math.max(largest, error);
    }
  }
  return largest;
}
