import type { Period } from "../base/period.ts";

/**
 * All that a simulation depends on besides seed, draw count and engine version: plain columns, no paths, times or
 * worker counts. Money is whole minor units.
 *
 * One draw of booked revenue in sub-period k is
 *
 *     factor * ( openScale * sum over opportunities won in k of amount * multiplier  +  sum over new wins in k of amount )
 *
 * with factor = exp(factorSigma * tau), one tau per draw, common to open and new business; tau is Student t with
 * `factorDegreesOfFreedom`, cut off at +-4 standard deviations and scaled to mean 0 and variance 1. Amounts are rounded
 * to whole minor units per win, so sums are exact in Float64 whatever their order.
 */
export interface SimulationPlan {
  /** Sub-periods in time order; shape [period]. */
  readonly periods: readonly Period[];
  readonly dimensions: readonly PlanDimension[];
  readonly leaves: readonly PlanLeaf[];
  /** Opportunities still open, by id in ascending order; shape [opportunity]. */
  readonly opportunityIds: readonly string[];
  /** Amount if won, before scale, multiplier and factor; whole minor units, may be 0; shape [opportunity]. */
  readonly amounts: Float64Array;
  /** Index into `spreadSigmas`; shape [opportunity]. */
  readonly spreadClasses: Uint8Array;
  /** Index into `leaves`; shape [opportunity]. */
  readonly opportunityLeaves: Uint16Array;
  /** Chance to be won in each sub-period, 0..1, each row sums to at most 1; shape [opportunity x period], row-major. */
  readonly winProbabilities: Float64Array;
  /** Standard deviation of the log of the amount multiplier by class; class 0 is 0: a fixed amount. At most 16. */
  readonly spreadSigmas: Float64Array;
  /** The calibration adjustment of the open part, e^b; > 0. */
  readonly openScale: number;
  /** Standard deviation of the log of the common factor, >= 0; 0 switches it off. */
  readonly factorSigma: number;
  /** > 2. */
  readonly factorDegreesOfFreedom: number;
  readonly newBusiness: readonly NewBusiness[];
  /** Booked already, whole minor units; shape [leaf x period], row-major. */
  readonly booked: Float64Array;
}

/** A way to cut the total, such as product or owner; its groups partition the opportunities. */
export interface PlanDimension {
  readonly name: string;
  readonly groups: readonly string[];
}

/** One combination of groups that occurs: the finest cell that revenue is counted in. */
export interface PlanLeaf {
  /** Index of the group in each dimension; shape [dimension]. */
  readonly groups: readonly number[];
}

/**
 * Wins of opportunities that do not exist yet, in one leaf: in sub-period k a Poisson number of wins with mean
 * `expectedWins[k]`, each with an amount drawn with equal chance from `amounts`.
 */
export interface NewBusiness {
  /** Names the process for good: the key of its random numbers, whatever else the plan holds. */
  readonly key: string;
  readonly leaf: number;
  /** >= 0; shape [period]. */
  readonly expectedWins: Float64Array;
  /** Ascending, whole minor units, not empty; negative for bookings that are taken back. */
  readonly amounts: Float64Array;
}

/**
 * Names what results depend on besides their question and their data. Raise it whenever the same question on the same data gives another
 * figure in any result, from plans and draws to KPIs and cases: `verify` refuses a result of another version instead of saying that it
 * differs. test/app/golden holds digests of the present one.
 */
export const ENGINE_VERSION = "2";

/** The multiplier tables have this many equally likely entries. */
export const MULTIPLIER_COUNT = 256;

/** The common factor is cut off at this many standard deviations. */
export const FACTOR_CUT = 4;
