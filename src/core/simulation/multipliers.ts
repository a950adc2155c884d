import { ensure } from "../base/ensure.ts";
import { normalQuantile } from "../maths/normal.ts";
import { portableExp } from "../maths/portable-exp.ts";
import { roundToPlanPrecision } from "../maths/round-mantissa.ts";
import { MULTIPLIER_COUNT } from "./plan.ts";

/**
 * What an amount may turn into when it is won, as equally likely multipliers: lognormal quantiles at the midpoints
 * (i + 1/2) / 256, divided by their mean. So the mean is 1 (to 2^-40) and the spread of the log is a little below `sigma`,
 * for the tails beyond the outer midpoints are left out.
 * @param sigma standard deviation of the log, 0..5; 0 is a fixed amount
 * @returns     shape [MULTIPLIER_COUNT], ascending, > 0, rounded to plan precision; the same bits on every runtime
 * @throws {RangeError} outside that range
 */
export function amountMultipliers(sigma: number): Float64Array {
  ensure(sigma >= 0 && sigma <= 5, `Cannot spread amounts by a log standard deviation of ${sigma}`);
  const multipliers = new Float64Array(MULTIPLIER_COUNT).fill(1);
  if (sigma === 0) return multipliers;
  const quantiles = midpointQuantiles();
  let sum = 0;
  for (let index = 0; index < MULTIPLIER_COUNT; index++) {
    const multiplier = portableExp(sigma * quantiles[index]!);
    multipliers[index] = multiplier;
    sum += multiplier;
  }
  const mean = sum / MULTIPLIER_COUNT;
  return multipliers.map((multiplier) => roundToPlanPrecision(multiplier / mean));
}

let madeQuantiles: Float64Array | undefined;

/** The standard normal quantiles at the midpoints; they depend on nothing, so they are made once. */
function midpointQuantiles(): Float64Array {
  madeQuantiles ??= new Float64Array(MULTIPLIER_COUNT).map((_, index) =>
    normalQuantile((index + 0.5) / MULTIPLIER_COUNT),
  );
  return madeQuantiles;
}
