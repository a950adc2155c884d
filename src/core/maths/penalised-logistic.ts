import { ensure } from "../base/ensure.ts";
import { solvePositiveDefinite } from "./solve-positive-definite.ts";

export interface LogisticData {
  /** Shape [row x column], row-major. */
  readonly features: Float64Array;
  /** Added to the linear predictor of each row as it is; shape [row]. */
  readonly offsets: Float64Array;
  /** 0 or 1; shape [row]. */
  readonly outcomes: Float64Array;
  /** Standard deviation of the normal prior (mean 0) of each coefficient; shape [column]. */
  readonly priorSds: Float64Array;
  /** The log-likelihood is multiplied by this: rows that are not independent count for less. */
  readonly likelihoodWeight: number;
}

const STEP_COUNT = 25;
const STEP_TOLERANCE = 1e-9; // of the largest change of a coefficient
/** Heights that differ by less than this in proportion differ by rounding: no reason to halve a step near the maximum. */
const HEIGHT_ROUNDING = 1e-12;

/**
 * Logistic regression with an offset and normal priors, by Newton's method with halved steps where the posterior falls.
 * @returns coefficients at the maximum of the posterior; shape [column]
 * @throws {RangeError} when the shapes do not match
 */
export function fitPenalisedLogistic(data: LogisticData): Float64Array {
  const { features, outcomes, priorSds, likelihoodWeight } = data;
  const columnCount = priorSds.length;
  const rowCount = outcomes.length;
  ensure(
    features.length === rowCount * columnCount && data.offsets.length === rowCount,
    "Shapes do not match",
  );
  let coefficients = new Float64Array(columnCount);
  let height = logPosterior(data, coefficients);
  for (let iteration = 0; iteration < STEP_COUNT; iteration++) {
    const gradient = new Float64Array(columnCount);
    const curvature = new Float64Array(columnCount * columnCount);
    for (let row = 0; row < rowCount; row++) {
      const first = row * columnCount;
      const probability = logistic(predictor(data, coefficients, row));
      const residual = likelihoodWeight * (outcomes[row]! - probability);
      const weight = likelihoodWeight * probability * (1 - probability);
      for (let a = 0; a < columnCount; a++) {
        const value = features[first + a]!;
        if (value === 0) continue;
        gradient[a]! += residual * value;
        const weighted = weight * value;
        for (let b = 0; b <= a; b++) curvature[a * columnCount + b]! += weighted * features[first + b]!;
      }
    }
    for (let a = 0; a < columnCount; a++) {
      const precision = 1 / priorSds[a]! ** 2;
      gradient[a]! -= precision * coefficients[a]!;
      curvature[a * columnCount + a]! += precision;
      for (let b = 0; b < a; b++) curvature[b * columnCount + a] = curvature[a * columnCount + b]!;
    }
    const step = solvePositiveDefinite(curvature, gradient);
    let scale = 1;
    let next = coefficients.map((value, a) => value + step[a]!);
    let nextHeight = logPosterior(data, next);
    while (nextHeight < height - HEIGHT_ROUNDING * Math.abs(height) && scale > 1e-6) {
      scale /= 2;
      next = coefficients.map((value, a) => value + scale * step[a]!);
      nextHeight = logPosterior(data, next);
    }
    const change = step.reduce((largest, value) => Math.max(largest, Math.abs(scale * value)), 0);
    coefficients = next;
    height = nextHeight;
    if (change < STEP_TOLERANCE) break;
  }
  return coefficients;
}

export function logistic(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

function predictor(data: LogisticData, coefficients: Float64Array, row: number): number {
  let sum = data.offsets[row]!;
  const first = row * coefficients.length;
  for (let a = 0; a < coefficients.length; a++) sum += coefficients[a]! * data.features[first + a]!;
  return sum;
}

function logPosterior(data: LogisticData, coefficients: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < data.outcomes.length; row++) {
    const x = predictor(data, coefficients, row);
    // ln p for an outcome of 1, ln(1 - p) for 0, without overflow
    const signed = data.outcomes[row] === 1 ? x : -x;
    sum += signed >= 0 ? -Math.log1p(Math.exp(-signed)) : signed - Math.log1p(Math.exp(signed));
  }
  let penalty = 0;
  coefficients.forEach((value, a) => (penalty += (value / data.priorSds[a]!) ** 2 / 2));
  return data.likelihoodWeight * sum - penalty;
}
