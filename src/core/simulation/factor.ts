import { ensure } from "../base/ensure.ts";
import { cutStudentT, type CutStudentT } from "../maths/cut-student-t.ts";
import { portableExp } from "../maths/portable-exp.ts";
import { roundToPlanPrecision } from "../maths/round-mantissa.ts";
import { FACTOR_CUT, type SimulationPlan } from "./plan.ts";

/**
 * tau, the standardised level of the common factor: Student's t scaled to variance 1, cut off at +-4 (standard deviations
 * of the uncut t), renormalised, and scaled to variance 1 again. It lies within +-4 / sd, sd being the standard
 * deviation of the cut one: +-4.21 for 5 degrees of freedom, +-4.002 for 1,000, +-5.51 for 2.5.
 * @param p                0..1
 * @param degreesOfFreedom > 2, may be fractional
 * @returns tau's quantile, rounded to plan precision; the same bits on every runtime; odd in p - 1/2
 * @throws {RangeError} outside these ranges
 */
export function factorQuantile(p: number, degreesOfFreedom: number): number {
  return roundToPlanPrecision(cutStudentT(degreesOfFreedom, FACTOR_CUT).quantile(p));
}

/** The distribution of tau, for those who ask for more than one of its quantiles; see `factorQuantile`. */
export function factorDistribution(degreesOfFreedom: number): CutStudentT {
  return cutStudentT(degreesOfFreedom, FACTOR_CUT);
}

/**
 * One level of the common factor for each block of draws: exp(factorSigma * tau) at the midpoints (b + 1/2) / blockCount
 * of equally likely strata. The median is 1; the mean is above it.
 * @returns shape [block], ascending, > 0, rounded to plan precision; all 1 where factorSigma is 0
 * @throws {RangeError} without blocks or outside the ranges of a plan
 */
export function factorLevels(
  plan: Pick<SimulationPlan, "factorSigma" | "factorDegreesOfFreedom">,
  blockCount: number,
): Float64Array {
  ensure(
    Number.isInteger(blockCount) && blockCount >= 1,
    `Cannot make factor levels for ${blockCount} blocks`,
  );
  ensure(
    plan.factorSigma >= 0 && Number.isFinite(plan.factorSigma),
    `Cannot use a common factor with a spread of ${plan.factorSigma}`,
  );
  const levels = new Float64Array(blockCount).fill(1);
  if (plan.factorSigma === 0) return levels;
  const tau = cutStudentT(plan.factorDegreesOfFreedom, FACTOR_CUT);
  for (let block = 0; block < blockCount; block++) {
    levels[block] = roundToPlanPrecision(
      portableExp(plan.factorSigma * tau.quantile((block + 0.5) / blockCount)),
    );
  }
  return levels;
}
