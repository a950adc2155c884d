import { found, missing, type Outcome } from "../base/outcome.ts";
import { clamp } from "../maths/clamp.ts";
import { portableExp } from "../maths/portable-exp.ts";
import { portableLog, portableLog1p } from "../maths/portable-log.ts";
import { ensureEpsilon } from "./probability-scores.ts";
import type { Series } from "./series.ts";
import { winsByProbability, type WinsByProbability } from "./wins-by-probability.ts";

const STEP_LIMIT = 200;
const STEP_TOLERANCE = 1e-8; // of a coefficient, relative above 1; what is left after the last step is of the order of its square
const LEAST_SCALE = 2 ** -40; // a step cut to this part of itself no longer moves the likelihood
const LIKELIHOOD_ROUNDING = 1e-13; // relative; a sum of 100,000 terms is known no better

export type NoSlope =
  "no_opportunities" | "all_won" | "none_won" | "one_probability" | "separable" | "no_convergence";

/**
 * Calibration slope: logistic regression of the outcome on logit p with an intercept, without any penalty.
 * 1 = honest; below 1 = probabilities too far apart; above 1 = too close together.
 * @param probabilities shape [opportunity], 0..1
 * @param outcomes      shape [opportunity], 1 for won and 0 for not
 * @param epsilon       probabilities are clipped to [epsilon, 1 - epsilon]
 * @returns             missing where the likelihood has no single maximum: some probability parts won from lost. Also
 *                      `no_convergence` where its maximum is a slope of millions, from probabilities 1e-7 apart
 * @throws {RangeError} outside these ranges
 * @see Cox (1958), "Two further applications of a model for binary regression"; Albert & Anderson (1984) on existence
 */
export function calibrationSlope(
  probabilities: Series,
  outcomes: Series,
  epsilon = 1e-4,
): Outcome<number, NoSlope> {
  ensureEpsilon(epsilon);
  if (probabilities.length === 0) return missing("no_opportunities");
  const groups = winsByProbability(probabilities, outcomes);
  const logits = groups.probabilities.map((probability) => {
    const clipped = clamp(probability, epsilon, 1 - epsilon);
    return portableLog(clipped / (1 - clipped));
  });
  const reason = whyNoMaximum(logits, groups);
  return reason === null ? climb(logits, groups) : missing(reason);
}

/** With one column the maximum exists exactly when the ranges of won and lost overlap in more than a point. */
function whyNoMaximum(logits: Float64Array, { counts, wins }: WinsByProbability): NoSlope | null {
  let leastWon = Infinity;
  let greatestWon = -Infinity;
  let leastLost = Infinity;
  let greatestLost = -Infinity;
  for (let group = 0; group < logits.length; group++) {
    const logit = logits[group]!;
    if (wins[group]! > 0) {
      leastWon = Math.min(leastWon, logit);
      greatestWon = logit;
    }
    if (wins[group]! < counts[group]!) {
      leastLost = Math.min(leastLost, logit);
      greatestLost = logit;
    }
  }
  if (leastLost === Infinity) return "all_won";
  if (leastWon === Infinity) return "none_won";
  if (logits[0] === logits.at(-1)) return "one_probability";
  return greatestLost <= leastWon || greatestWon <= leastLost ? "separable" : null;
}

/** Newton's method on intercept and slope, with steps halved where the likelihood falls. */
function climb(logits: Float64Array, groups: WinsByProbability): Outcome<number, NoSlope> {
  // The slope does not depend on where logits are counted from; about their mean no digits cancel.
  const centre = weightedMean(logits, groups.counts);
  const centred = logits.map((logit) => logit - centre);
  // From the share won for all: nothing worse is ever accepted, so no step ends where the likelihood is flat.
  const share = weightedMean(
    groups.wins.map((wins, group) => wins / groups.counts[group]!),
    groups.counts,
  );
  let intercept = portableLog(share / (1 - share));
  let slope = 0;
  let here = likelihoodAt(centred, groups, intercept, slope);
  for (let iteration = 0; iteration < STEP_LIMIT; iteration++) {
    // About the weighted mean of the logits the two equations part.
    const mean = here.weightedSum / here.weights;
    const slopeStep =
      (here.slopePull - mean * here.interceptPull) / (here.weightedSquares - mean * here.weightedSum);
    const interceptStep = here.interceptPull / here.weights - mean * slopeStep;
    if (!Number.isFinite(slopeStep) || !Number.isFinite(interceptStep)) return missing("no_convergence");
    if (isSmall(interceptStep, intercept) && isSmall(slopeStep, slope)) return found(slope + slopeStep);
    const least = here.height - LIKELIHOOD_ROUNDING * Math.abs(here.height);
    let scale = 1;
    here = likelihoodAt(centred, groups, intercept + interceptStep, slope + slopeStep);
    while (here.height < least && scale > LEAST_SCALE) {
      scale /= 2;
      here = likelihoodAt(centred, groups, intercept + scale * interceptStep, slope + scale * slopeStep);
    }
    intercept += scale * interceptStep;
    slope += scale * slopeStep;
  }
  return missing("no_convergence");
}

function isSmall(step: number, coefficient: number): boolean {
  return Math.abs(step) <= STEP_TOLERANCE * Math.max(1, Math.abs(coefficient));
}

function weightedMean(values: Float64Array, counts: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let group = 0; group < values.length; group++) {
    sum += counts[group]! * values[group]!;
    count += counts[group]!;
  }
  return sum / count;
}

interface Likelihood {
  /** Its logarithm. */
  readonly height: number;
  readonly interceptPull: number;
  readonly slopePull: number;
  /** Sums of p (1 - p), of that times the logit, and of that times its square: the curvature. */
  readonly weights: number;
  readonly weightedSum: number;
  readonly weightedSquares: number;
}

function likelihoodAt(
  logits: Float64Array,
  { counts, wins }: WinsByProbability,
  intercept: number,
  slope: number,
): Likelihood {
  let height = 0;
  let interceptPull = 0;
  let slopePull = 0;
  let weights = 0;
  let weightedSum = 0;
  let weightedSquares = 0;
  for (let group = 0; group < logits.length; group++) {
    const logit = logits[group]!;
    const count = counts[group]!;
    const x = intercept + slope * logit;
    const tail = portableExp(-Math.abs(x));
    const probability = (x > 0 ? 1 : tail) / (1 + tail);
    // ln p = x - ln(1 + e^x) and ln(1 - p) = -ln(1 + e^x), without overflow
    height += wins[group]! * x - count * (Math.max(x, 0) + portableLog1p(tail));
    const residual = wins[group]! - count * probability;
    const weight = (count * tail) / ((1 + tail) * (1 + tail));
    interceptPull += residual;
    slopePull += residual * logit;
    weights += weight;
    weightedSum += weight * logit;
    weightedSquares += weight * logit * logit;
  }
  return { height, interceptPull, slopePull, weights, weightedSum, weightedSquares };
}
