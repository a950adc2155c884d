import { ensure } from "../base/ensure.ts";
import { drawLayoutOf } from "./draws.ts";
import { levelMoments, momentsOfParts, withLevel } from "./exact-moments.ts";
import { partsOfTotal, rowFamiliesOf, type TotalColumns } from "./exact-plan.ts";
import { distributionsOfParts, exactSetup, type ExactDistribution } from "./exact-rows.ts";
import type { SimulationPlan } from "./plan.ts";

export type { ExactDistribution } from "./exact-rows.ts";
export type { TotalColumns } from "./exact-plan.ts";

/**
 * The distributions of rows of the draws of a plan, computed and not sampled: what simulated draws tend to.
 *
 * Given the factor's level L, a row is L * X with X independent of L, so one distribution of X a row is found from its
 * characteristic function and then mixed with L. Quantiles are within 0.01 % of the row's standard deviation where the
 * row is a sum of many wins; a row that hangs on few amounts is exact on a money lattice of up to 131,072 points, or else
 * blurred by a few thousandths of its range. With a factor or an open scale, the kernels' rounding of every win to
 * whole minor units is left out: half a unit.
 * @param rows rows of the draws (`drawLayoutOf`); all where left out
 * @returns    by row of the draws
 * @throws {RangeError} for a row that does not exist
 */
export function exactDistributions(
  plan: SimulationPlan,
  rows: Iterable<number> = Array(drawLayoutOf(plan).rowCount).keys(),
): Map<number, ExactDistribution> {
  const wanted = new Set(rows);
  const { rowCount } = drawLayoutOf(plan);
  for (const row of wanted) {
    ensure(Number.isInteger(row) && row >= 0 && row < rowCount, `Cannot find row ${row} of ${rowCount}`);
  }
  const setup = exactSetup(plan);
  const found = new Map<number, ExactDistribution>();
  for (const family of rowFamiliesOf(plan, wanted, setup.multipliers)) {
    distributionsOfParts(family.parts, setup).forEach((distribution, index) => {
      const row = family.rows[index]!;
      if (wanted.has(row)) found.set(row, distribution);
    });
  }
  return found;
}

/** The distribution of one row; see `exactDistributions`, which is faster for several. */
export function exactDistribution(plan: SimulationPlan, row: number): ExactDistribution {
  return exactDistributions(plan, [row]).get(row)!;
}

/** The distribution of the total alone, from columns without sub-periods and groups; fast enough to be called for many cut-offs. */
export function exactTotal(columns: TotalColumns): ExactDistribution {
  const setup = exactSetup(columns);
  return distributionsOfParts(partsOfTotal(columns, setup.multipliers), setup)[0]!;
}

/**
 * Mean and standard deviation of every row of the draws of a plan in closed form, without rounding to minor units and
 * without what is booked already.
 * @returns shape [row of the draws]
 */
export function analyticMoments(plan: SimulationPlan): {
  readonly means: Float64Array;
  readonly sds: Float64Array;
} {
  const { rowCount } = drawLayoutOf(plan);
  const level = levelMoments(plan);
  const means = new Float64Array(rowCount);
  const sds = new Float64Array(rowCount);
  for (const family of rowFamiliesOf(plan, new Set(Array(rowCount).keys()))) {
    const moments = momentsOfParts(family.parts);
    family.rows.forEach((row, index) => {
      const { mean, sd } = withLevel(moments.means[index]!, moments.variances[index]!, level);
      means[row] = mean;
      sds[row] = sd;
    });
  }
  return { means, sds };
}
