import { ensure } from "../base/ensure.ts";
import { clamp } from "../maths/clamp.ts";
import { portableLog } from "../maths/portable-log.ts";
import { ensurePaired, type Series } from "./series.ts";
import { ensureProbability, isWon } from "./wins-by-probability.ts";

/**
 * Brier score: the mean of (p - o)^2, of the one class "won" (Brier's own sums both classes and is twice this).
 * @param probabilities shape [opportunity], 0..1
 * @param outcomes      shape [opportunity], 1 for won and 0 for not
 * @returns             0..1; lower is better
 * @throws {RangeError} without opportunities or outside these ranges
 */
export function brierScore(probabilities: Series, outcomes: Series): number {
  ensureOpportunities(probabilities, outcomes);
  let sum = 0;
  for (let row = 0; row < probabilities.length; row++) {
    const error = ensureProbability(probabilities[row]!) - (isWon(outcomes[row]!) ? 1 : 0);
    sum += error * error;
  }
  return sum / probabilities.length;
}

/**
 * Mean of -ln p of what happened.
 * @param probabilities shape [opportunity], 0..1, of being won
 * @param outcomes      shape [opportunity], 1 for won and 0 for not
 * @param epsilon       probabilities are clipped to [epsilon, 1 - epsilon], so that one certain error costs -ln epsilon
 * @returns             >= 0 in nats; lower is better; ln 2 for a coin
 * @throws {RangeError} without opportunities or outside these ranges
 */
export function logLoss(probabilities: Series, outcomes: Series, epsilon = 1e-4): number {
  ensureOpportunities(probabilities, outcomes);
  ensureEpsilon(epsilon);
  let sum = 0;
  for (let row = 0; row < probabilities.length; row++) {
    const won = clamp(ensureProbability(probabilities[row]!), epsilon, 1 - epsilon);
    sum -= portableLog(isWon(outcomes[row]!) ? won : 1 - won);
  }
  return sum / probabilities.length;
}

/** @throws {RangeError} unless clipping to [epsilon, 1 - epsilon] leaves something on both sides */
export function ensureEpsilon(epsilon: number): void {
  ensure(epsilon > 0 && epsilon < 0.5 && 1 - epsilon < 1, `Cannot clip probabilities at ${epsilon}`);
}

function ensureOpportunities(probabilities: Series, outcomes: Series): void {
  ensurePaired(probabilities, outcomes);
  ensure(probabilities.length > 0, "Cannot score the probabilities of no opportunities");
}
