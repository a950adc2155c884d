import { roundToPlanPrecision } from "../maths/round-mantissa.ts";
import type { CountedStrands } from "./draws.ts";
import { levelTables } from "./exact-level.ts";
import { mixture } from "./exact-mixture.ts";
import { levelMoments, withLevel } from "./exact-moments.ts";
import { mixtureQuantile } from "./exact-quantile.ts";
import type { StrandCounts } from "./lattice-counter.ts";
import type { SimulationPlan } from "./plan.ts";
import { recombineStrands } from "./recombine-strands.ts";

/** The distribution of one row, estimated from draws. */
export interface SampledDistribution {
  readonly sd: number;
  readonly quantile: (p: number) => number;
  readonly probabilityAtLeast: (x: number) => number;
}

/** Rows below this hang on few values; see `RecombinedRow`. */
const LEAST_SMOOTHNESS = 0.5;
/** Where the factor smears every value over so many lattice values, a lumpy row is smooth all the same. */
const SMEARED_STEPS = 16;

/**
 * Distributions of rows from draws counted strand by strand: strands recombined, then mixed with the common factor, whose
 * distribution is known and need not be sampled.
 * @returns by row of the slots; undefined for a row that is lumpy, whose draws are to be taken as they are: fewer than 30
 *          expected wins, or few values that stand out
 */
export function strandDistributions(
  plan: Pick<SimulationPlan, "factorSigma" | "factorDegreesOfFreedom">,
  { slots, counts }: CountedStrands,
): (row: number) => SampledDistribution | undefined {
  const factor = {
    factorSigma: roundToPlanPrecision(plan.factorSigma),
    factorDegreesOfFreedom: roundToPlanPrecision(plan.factorDegreesOfFreedom),
  };
  const level = levelTables(factor);
  const moments = levelMoments(factor);
  const known = new Map<number, SampledDistribution | undefined>();
  const distributionOf = (row: number): SampledDistribution | undefined => {
    const step = slots.steps[row]!;
    const first = row * slots.count;
    const ofRow: StrandCounts[] = [];
    const expected: number[] = [];
    for (let slot = first; slot < first + slots.count; slot++) {
      const strand = counts[slot];
      if (strand === undefined) continue;
      ofRow.push(strand);
      expected.push(slots.expected[slot]!);
    }
    if (step === 0 || ofRow.length === 0) return undefined;
    const { base, mean, smoothness, variance } = recombineStrands(ofRow, step, expected);
    if (base.cells.length < 2) return undefined;
    const isSmeared = factor.factorSigma * Math.abs(mean) > SMEARED_STEPS * step;
    if (smoothness < LEAST_SMOOTHNESS && !isSmeared) return undefined;
    const mixed = mixture(base, level);
    const { sd } = withLevel(mean, variance, moments);
    return {
      sd,
      quantile: mixtureQuantile(mixed, level === undefined ? "smooth" : "mixed", sd),
      probabilityAtLeast: (x) => 1 - mixed.cdfBelow(x),
    };
  };
  return (row) => {
    if (!known.has(row)) known.set(row, distributionOf(row));
    return known.get(row);
  };
}
