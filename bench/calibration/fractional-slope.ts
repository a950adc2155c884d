import { clamp } from "../../src/core/maths/clamp.ts";

const STEP_LIMIT = 50;
const STEP_TOLERANCE = 1e-9;
const EPSILON = 1e-4; // as in the calibration slope against what happened

/**
 * Calibration slope against known chances: logistic regression of the truth on logit p with an intercept, the slope that
 * outcomes drawn again and again from the truth would have on average. 1 = the chances are as far apart as the true ones.
 * @param probabilities shape [opportunity], 0..1
 * @param truth         shape [opportunity], 0..1
 * @throws {RangeError} where Newton's method finds no maximum
 */
export function fractionalSlope(probabilities: Float64Array, truth: Float64Array): number {
  const logits = probabilities.map((probability) => {
    const clipped = clamp(probability, EPSILON, 1 - EPSILON);
    return Math.log(clipped / (1 - clipped));
  });
  const centre = logits.reduce((sum, logit) => sum + logit, 0) / logits.length;
  let intercept = centre;
  let slope = 1;
  for (let step = 0; step < STEP_LIMIT; step++) {
    let [pull, slopePull, weights, weighted, squares] = [0, 0, 0, 0, 0];
    for (let row = 0; row < logits.length; row++) {
      const x = logits[row]! - centre;
      const fitted = 1 / (1 + Math.exp(-intercept - slope * x));
      const weight = fitted * (1 - fitted);
      pull += truth[row]! - fitted;
      slopePull += (truth[row]! - fitted) * x;
      weights += weight;
      weighted += weight * x;
      squares += weight * x * x;
    }
    const determinant = weights * squares - weighted * weighted;
    const interceptStep = (squares * pull - weighted * slopePull) / determinant;
    const slopeStep = (weights * slopePull - weighted * pull) / determinant;
    intercept += interceptStep;
    slope += slopeStep;
    if (Math.abs(slopeStep) < STEP_TOLERANCE && Math.abs(interceptStep) < STEP_TOLERANCE) return slope;
  }
  throw new RangeError("The slope against true chances did not settle");
}
