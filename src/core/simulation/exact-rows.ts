import { wavesByClass } from "./exact-wave-products.ts";
import type { AmountWave } from "./exact-amount-waves.ts";
import { baseFromWave, certainBase, type BaseDistribution } from "./exact-base.ts";
import { baseOnLattice, moneyLatticeOf } from "./exact-lattice.ts";
import { levelTables, type LevelTables } from "./exact-level.ts";
import { mixture } from "./exact-mixture.ts";
import { mixtureQuantile } from "./exact-quantile.ts";
import { levelMoments, momentsOfParts, withLevel, type LevelMoments } from "./exact-moments.ts";
import { multipliersByClass, type ExactParts, type PlanColumns } from "./exact-parts.ts";
import { RANGE_TAIL, rangeTables, rowRange } from "./exact-range.ts";
import { rowWaves } from "./exact-smooth.ts";

/** The distribution of one row, not sampled; money in minor units. */
export interface ExactDistribution {
  readonly mean: number;
  readonly sd: number;
  /** P(revenue <= x). */
  readonly cdf: (x: number) => number;
  /**
   * The smallest revenue that is not exceeded with probability p (0..1): a whole amount where the row is exact on a money
   * lattice and there is no common factor, interpolated otherwise. Never falls as p rises; finite at 0 and 1 too, where
   * the last 1e-12 are left out.
   * @throws {RangeError} outside 0..1
   */
  readonly quantile: (p: number) => number;
  /** P(revenue >= x): the chance to reach a target. */
  readonly probabilityAtLeast: (x: number) => number;
}

/** What all rows of one plan share; made once. */
export interface ExactSetup {
  readonly multipliers: readonly (Float64Array | undefined)[];
  readonly waves: readonly AmountWave[];
  readonly level: LevelTables | undefined;
  readonly levelMoments: LevelMoments;
}

/** A row this narrow, against its mean, does not vary but for rounding. */
const NARROWEST = 1e-9;

export function exactSetup(plan: PlanColumns): ExactSetup {
  const multipliers = multipliersByClass(plan.spreadSigmas);
  return {
    multipliers,
    waves: wavesByClass(multipliers, plan.spreadSigmas),
    level: levelTables(plan),
    levelMoments: levelMoments(plan),
  };
}

/**
 * The distributions of all rows of some parts.
 *
 * A row on a money lattice of moderate size is computed on it, exactly; all others from their characteristic functions at
 * as many frequencies as these take to die. Rows of similar width share their frequencies.
 * @returns shape [row of the parts]
 */
export function distributionsOfParts(parts: ExactParts, setup: ExactSetup): ExactDistribution[] {
  const moments = momentsOfParts(parts);
  const tables = rangeTables(parts.multipliers, parts.pools);
  const bases: (BaseDistribution | undefined)[] = [];
  const ranges = Array.from(moments.means, (mean, row) =>
    rowRange(parts, row, mean, moments.variances[row]!, tables),
  );
  for (let row = 0; row < parts.rowCount; row++) {
    const mean = moments.means[row]!;
    if (expectedWinsOf(parts, row) < RANGE_TAIL) {
      bases[row] = certainBase(0);
      continue;
    }
    const lattice = moneyLatticeOf(parts, row, ranges[row]!);
    if (lattice !== undefined) bases[row] = baseOnLattice(parts, row, lattice);
    else if (Math.sqrt(moments.variances[row]!) <= NARROWEST * Math.abs(mean)) bases[row] = certainBase(mean);
  }
  const widths = ranges.map((range) => range.high - range.low);
  let left = ranges.map((_, row) => row).filter((row) => bases[row] === undefined);
  while (left.length > 0) {
    const widest = Math.max(...left.map((row) => widths[row]!));
    const together = left.filter((row) => widths[row]! >= widest / 2);
    const waves = rowWaves(parts, setup.waves, moments, together, ranges);
    for (const row of together) bases[row] = baseFromWave(waves.get(row)!);
    left = left.filter((row) => !together.includes(row));
  }
  return bases.map((base, row) => withFactor(base!, setup, moments.means[row]!, moments.variances[row]!));
}

function expectedWinsOf(parts: ExactParts, row: number): number {
  let sum = 0;
  for (let at = row; at < parts.chances.length; at += parts.rowCount) sum += parts.chances[at]!;
  return parts.pools.reduce((total, { rates }) => total + rates[row]!, sum);
}

function withFactor(
  base: BaseDistribution,
  setup: ExactSetup,
  mean: number,
  variance: number,
): ExactDistribution {
  const moments = withLevel(mean, variance, setup.levelMoments);
  const mixed = mixture(base, setup.level);
  const kind = setup.level !== undefined ? "mixed" : base.cells.length > 0 ? "smooth" : "lattice";
  return {
    ...moments,
    cdf: mixed.cdf,
    probabilityAtLeast: (x) => 1 - mixed.cdfBelow(x),
    quantile: mixtureQuantile(mixed, kind, moments.sd),
  };
}
