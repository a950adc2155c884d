import { cutStudentT } from "../maths/cut-student-t.ts";
import { portableExp } from "../maths/portable-exp.ts";
import type { ExactParts } from "./exact-parts.ts";
import { FACTOR_CUT, type SimulationPlan } from "./plan.ts";

export interface RowMoments {
  readonly means: Float64Array;
  readonly variances: Float64Array;
}

/** First and second moment of the common factor's level exp(factorSigma * tau). */
export interface LevelMoments {
  readonly mean: number;
  readonly meanSquare: number;
}

/** Mean and variance of each row before the common factor; closed form, without rounding to whole minor units. */
export function momentsOfParts(parts: ExactParts): RowMoments {
  const means = new Float64Array(parts.rowCount);
  const variances = new Float64Array(parts.rowCount);
  const byClass = parts.multipliers.map((multipliers) => ({
    mean: multipliers === undefined ? 1 : meanOf(multipliers, 1),
    meanSquare: multipliers === undefined ? 1 : meanOf(multipliers, 2),
  }));
  for (let index = 0; index < parts.sizes.length; index++) {
    const size = parts.sizes[index]!;
    const { mean, meanSquare } = byClass[parts.spreadClasses[index]!]!;
    for (let row = 0; row < parts.rowCount; row++) {
      const chance = parts.chances[index * parts.rowCount + row]!;
      const expected = chance * size * mean;
      means[row]! += expected;
      variances[row]! += chance * size * size * meanSquare - expected * expected;
    }
  }
  for (const { amounts, rates } of parts.pools) {
    const mean = meanOf(amounts, 1);
    const meanSquare = meanOf(amounts, 2);
    for (let row = 0; row < parts.rowCount; row++) {
      means[row]! += rates[row]! * mean;
      variances[row]! += rates[row]! * meanSquare;
    }
  }
  return { means, variances: variances.map((variance) => Math.max(0, variance)) };
}

/** Moments of the factor's level by quadrature, to about 1e-14. */
export function levelMoments(
  plan: Pick<SimulationPlan, "factorSigma" | "factorDegreesOfFreedom">,
): LevelMoments {
  if (plan.factorSigma === 0) return { mean: 1, meanSquare: 1 };
  const tau = cutStudentT(plan.factorDegreesOfFreedom, FACTOR_CUT);
  return {
    mean: tau.expectation((level) => portableExp(plan.factorSigma * level)),
    meanSquare: tau.expectation((level) => portableExp(2 * plan.factorSigma * level)),
  };
}

/** Mean and standard deviation of level * X for an independent level. */
export function withLevel(
  mean: number,
  variance: number,
  level: LevelMoments,
): { readonly mean: number; readonly sd: number } {
  const levelVariance = Math.max(0, level.meanSquare - level.mean * level.mean);
  return {
    mean: level.mean * mean,
    sd: Math.sqrt(level.meanSquare * variance + levelVariance * mean * mean),
  };
}

function meanOf(values: Float64Array, power: 1 | 2): number {
  let sum = 0;
  for (const value of values) sum += power === 1 ? value : value * value;
  return sum / values.length;
}
