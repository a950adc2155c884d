import { drawRow } from "../../src/core/simulation/draws.ts";
import type { KernelName } from "../../src/core/simulation/create-kernel.ts";
import {
  analyticMoments,
  exactDistributions,
  type ExactDistribution,
} from "../../src/core/simulation/exact-distribution.ts";
import type { SimulationPlan } from "../../src/core/simulation/plan.ts";
import { summariseRow } from "../../src/core/simulation/summarise-draws.ts";
import { normalCdf, normalDensity, normalQuantile } from "../../src/core/maths/normal.ts";
import { smallFastRandom } from "../../src/core/maths/small-fast-random.ts";
import { simulateInline } from "../core/simulation/simulate-inline.ts";

/** P10, P50 and P90. */
const LEVELS = [0.1, 0.5, 0.9] as const;
const RESAMPLES = 2_000;

/** Squared errors of one row: shape [seed x level], in units of the row's variance. */
export type SquaredErrors = readonly (readonly number[])[];

/** Errors of P10, P50 and P90 against the exact distribution over seeds; shape [row]. */
export function squaredErrors(
  kernel: KernelName,
  plan: SimulationPlan,
  exact: ReadonlyMap<number, ExactDistribution>,
  { drawCount, seedCount }: { readonly drawCount: number; readonly seedCount: number },
): Map<number, SquaredErrors> {
  const errors = new Map<number, number[][]>([...exact.keys()].map((row) => [row, []]));
  const truths = new Map([...exact].map(([row, e]) => [row, LEVELS.map((level) => e.quantile(level))]));
  for (let seed = 1; seed <= seedCount; seed++) {
    const draws = simulateInline(kernel, plan, { drawCount, seed });
    for (const [row, { sd }] of exact) {
      const { quantiles } = summariseRow(drawRow(draws, row), LEVELS);
      const truth = truths.get(row)!;
      errors.get(row)!.push(LEVELS.map((_, level) => ((quantiles[level]! - truth[level]!) / sd) ** 2));
    }
  }
  return errors;
}

/**
 * Expected squared errors of the same quantiles of independent draws, p (1 - p) / (draws * density^2), by the exact
 * distribution: what plain Monte Carlo has, without the noise of running it.
 */
export function squaredErrorsOfPlain(exact: ExactDistribution, drawCount: number): number[] {
  return LEVELS.map((level) => {
    const step = 0.01;
    const density = (2 * step) / (exact.quantile(level + step) - exact.quantile(level - step));
    return (level * (1 - level)) / drawCount / density ** 2 / exact.sd ** 2;
  });
}

export interface ErrorRatio {
  /** Root of the mean squared error of the three quantiles together, over the same of the other. */
  readonly ratio: number;
  /** End of the one-sided 97.5 % bootstrap interval over seeds. */
  readonly upper: number;
  /** The same for P10, P50 and P90 alone. */
  readonly byLevel: readonly number[];
}

/** @param plain by seed, as measured; or one expected error a level */
export function errorRatio(errors: SquaredErrors, plain: SquaredErrors): ErrorRatio {
  const random = smallFastRandom(2_025, errors.length);
  const resampled = (list: SquaredErrors): SquaredErrors =>
    list.map(() => list[Math.floor(random() * list.length)]!);
  const ratios = Array.from({ length: RESAMPLES }, () => pooledRatio(resampled(errors), resampled(plain)));
  return {
    ratio: pooledRatio(errors, plain),
    upper: ratios.sort((a, b) => a - b)[Math.floor(0.975 * RESAMPLES)]!,
    byLevel: LEVELS.map((_, level) => Math.sqrt(meanOf(errors, level) / meanOf(plain, level))),
  };
}

function pooledRatio(errors: SquaredErrors, plain: SquaredErrors): number {
  const sum = (list: SquaredErrors): number =>
    LEVELS.reduce((total, _, level) => total + meanOf(list, level), 0);
  return Math.sqrt(sum(errors) / sum(plain));
}

function meanOf(errors: SquaredErrors, level: number): number {
  return errors.reduce((total, ofSeed) => total + ofSeed[level]!, 0) / errors.length;
}

/** Share of the variance of each row that the common factor makes; shape [row]. */
export function factorShares(plan: SimulationPlan): Float64Array {
  const whole = analyticMoments(plan);
  const without = analyticMoments({ ...plan, factorSigma: 0 });
  return whole.means.map((mean, row) => {
    const spread = without.sds[row]! / without.means[row]! / (whole.sds[row]! / mean);
    return 1 - spread ** 2;
  });
}

/**
 * What the ratio of errors is at best for a sampler that lets every opportunity win its share of each block, whatever
 * the others do, at factor levels as even as can be; for a row that is a sum of many small parts.
 *
 * Of the variance of "the sum is below its quantile q", p (1 - p), even levels take away what lies between levels, and even
 * numbers of wins what is additive in the opportunities: density(q)^2 of the rest at each level. What is left,
 * interactions of opportunities, depends on which of them win together; a sampler that lets the wins of one
 * opportunity depend on nothing but its own name (so that scenarios can be compared draw by draw) cannot even that out.
 * @param factorShare of the variance, 0..1
 * @see Stein (1987), "Large sample properties of simulations using Latin hypercube sampling"
 */
export function bestErrorRatio(factorShare: number): number {
  const levelCount = 400;
  const [left, plain] = LEVELS.map((p) => {
    const quantile = normalQuantile(p);
    let variance = 0;
    for (let level = 0; level < levelCount; level++) {
      const z = normalQuantile((level + 0.5) / levelCount);
      const u = (quantile - Math.sqrt(factorShare) * z) / Math.sqrt(1 - factorShare);
      const below = normalCdf(u);
      variance += (below * (1 - below) - normalDensity(u) ** 2) / levelCount;
    }
    const toMoney = normalDensity(quantile) ** 2;
    return [variance / toMoney, (p * (1 - p)) / toMoney] as const;
  }).reduce((sum, [a, b]) => [sum[0] + a, sum[1] + b] as const, [0, 0] as const);
  return Math.sqrt(left / plain);
}

/** Expected wins of each row; shape [row]. */
export function expectedWinsByRow(plan: SimulationPlan): Float64Array {
  const ones = (amounts: Float64Array): Float64Array => amounts.map(() => 1);
  const counting: SimulationPlan = {
    ...plan,
    amounts: ones(plan.amounts),
    openScale: 1,
    factorSigma: 0,
    newBusiness: plan.newBusiness.map((process) => ({ ...process, amounts: ones(process.amounts) })),
  };
  return analyticMoments(counting).means;
}

/** The exact distributions of the total and of all rows with at least 30 expected wins. */
export function exactOfLargeRows(plan: SimulationPlan): Map<number, ExactDistribution> {
  const wins = expectedWinsByRow(plan);
  return exactDistributions(
    plan,
    [...wins.keys()].filter((row) => row === 2 || wins[row]! >= 30),
  );
}
