import { amountMultipliers } from "./multipliers.ts";
import type { NewBusiness, SimulationPlan } from "./plan.ts";

/**
 * Rows of a plan as sums of independent parts, before the common factor: opportunities that are won or not, and Poisson
 * many new wins.
 */
export interface ExactParts {
  readonly rowCount: number;
  /** Amount if won, times the adjustment of the open part, before the multiplier; shape [opportunity]. */
  readonly sizes: Float64Array;
  /** Index into `multipliers`; shape [opportunity]. */
  readonly spreadClasses: Uint8Array;
  /** Equally likely multipliers by class; a class without spread has none. */
  readonly multipliers: readonly (Float64Array | undefined)[];
  /** Chance to be won in the row, 0..1; shape [opportunity x row], row-major. */
  readonly chances: Float64Array;
  readonly pools: readonly ExactPool[];
}

/** New wins, Poisson many, each with an amount drawn with equal chance. */
export interface ExactPool {
  /** Shape [amount], not empty. */
  readonly amounts: Float64Array;
  /** Expected wins; shape [row]. */
  readonly rates: Float64Array;
}

/** What the parts of every row of one plan have in common. */
export type PlanColumns = Pick<
  SimulationPlan,
  "amounts" | "spreadClasses" | "spreadSigmas" | "openScale" | "factorSigma" | "factorDegreesOfFreedom"
>;

/** The multiplier tables of a plan, by class. */
export function multipliersByClass(spreadSigmas: Float64Array): (Float64Array | undefined)[] {
  return Array.from(spreadSigmas, (sigma) => (sigma === 0 ? undefined : amountMultipliers(sigma)));
}

/** Amounts after the adjustment of the open part. */
export function scaledAmounts(plan: PlanColumns): Float64Array {
  return plan.amounts.map((amount) => amount * plan.openScale);
}

/**
 * Pools with the expected wins of each row; processes that draw from the same amounts become one pool, since Poisson
 * numbers add up.
 * @param ratesOf expected wins of one process in each row; shape [row]
 */
export function mergedPools(
  newBusiness: readonly Pick<NewBusiness, "amounts">[],
  rowCount: number,
  ratesOf: (processIndex: number) => Float64Array,
): ExactPool[] {
  const pools: ExactPool[] = [];
  newBusiness.forEach(({ amounts }, processIndex) => {
    const rates = ratesOf(processIndex);
    let pool = pools.find((candidate) => sameNumbers(candidate.amounts, amounts));
    if (pool === undefined) {
      pool = { amounts, rates: new Float64Array(rowCount) };
      pools.push(pool);
    }
    for (let row = 0; row < rowCount; row++) pool.rates[row]! += rates[row]!;
  });
  return pools.filter((pool) => pool.rates.some((rate) => rate > 0));
}

function sameNumbers(left: Float64Array, right: Float64Array): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}
