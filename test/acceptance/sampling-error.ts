import { SimulationPool } from "../../src/app/simulation-pool.ts";
import { figuresOfDraws } from "../../src/core/forecast/forecast-figures.ts";
import { smallFastRandom } from "../../src/core/maths/small-fast-random.ts";
import { drawLayoutOf } from "../../src/core/simulation/draws.ts";
import { exactDistributions, type ExactDistribution } from "../../src/core/simulation/exact-distribution.ts";
import type { SimulationPlan } from "../../src/core/simulation/plan.ts";

/** RMSE of a forecast's quantiles over RMSE of plain Monte Carlo's, both over seeds and against the exact distribution. */
export interface ErrorRatio {
  readonly row: number;
  readonly level: number;
  readonly ratio: number;
  /** Upper end of the 95 % bootstrap interval of the ratio. */
  readonly upper: number;
}

export interface ErrorStudy {
  readonly drawCount: number;
  readonly seedCount: number;
  /** Rows of the draws. */
  readonly rows: readonly number[];
  /**
   * `drawn`: plain Monte Carlo is run, for as many seeds. `computed`: its RMSE is taken from theory, for it takes minutes:
   * the standard error of a sample quantile, sqrt(p (1 - p) / drawCount) / density, with the exact density.
   */
  readonly plain: "drawn" | "computed";
}

const LEVELS = [0.1, 0.5, 0.9] as const;
const REPLICATES = 2_000;

/**
 * Forecasts a plan by the default kernel and by plain Monte Carlo, once for each seed 0, 1, 2, ..., through the calls that
 * the command makes.
 */
export async function errorRatios(plan: SimulationPlan, study: ErrorStudy): Promise<ErrorRatio[]> {
  const exact = exactDistributions(plan, study.rows);
  const pool = new SimulationPool();
  try {
    const squaredErrors = async (kernel: "wasm" | "plain"): Promise<number[][]> => {
      const bySeed: number[][] = [];
      for (let seed = 0; seed < study.seedCount; seed++) {
        const draws = await pool.simulate(plan, { drawCount: study.drawCount, seed, kernel });
        const figures = figuresOfDraws(plan, draws);
        bySeed.push(
          study.rows.flatMap((row) =>
            figures
              .row(row, LEVELS)
              .quantiles.map((quantile, at) => (quantile - exact.get(row)!.quantile(LEVELS[at]!)) ** 2),
          ),
        );
      }
      return bySeed;
    };
    const sampled = await squaredErrors("wasm");
    const plain =
      study.plain === "drawn"
        ? await squaredErrors("plain")
        : [study.rows.flatMap((row) => plainVariances(exact.get(row)!, study.drawCount))];
    return study.rows.flatMap((row, rowIndex) =>
      LEVELS.map((level, at) => {
        const column = rowIndex * LEVELS.length + at;
        const errors = sampled.map((seed) => seed[column]!);
        const plainErrors = plain.map((seed) => seed[column]!);
        return { row, level, ...ratioWithBootstrap(errors, plainErrors) };
      }),
    );
  } finally {
    await pool.close();
  }
}

/** Squared standard errors of the quantiles of plain draws. */
function plainVariances(exact: ExactDistribution, drawCount: number): number[] {
  const apart = 0.001;
  return LEVELS.map((level) => {
    const slope = (exact.quantile(level + apart) - exact.quantile(level - apart)) / (2 * apart); // 1 / density
    return (level * (1 - level) * slope * slope) / drawCount;
  });
}

/** Ratios whose interval ends above a limit, in words, so that a failing check names them. */
export function ratiosAbove(ratios: readonly ErrorRatio[], limit: number): string[] {
  return ratios
    .filter(({ upper }) => !(upper <= limit))
    .map(
      ({ row, level, ratio, upper }) =>
        `row ${row} P${100 * level}: ${ratio.toFixed(3)}, up to ${upper.toFixed(3)}`,
    );
}

/** Seeds are drawn again with replacement, on both sides independently. */
function ratioWithBootstrap(
  errors: readonly number[],
  plainErrors: readonly number[],
): { readonly ratio: number; readonly upper: number } {
  const random = smallFastRandom(1, 0);
  const resampled = (values: readonly number[]): number =>
    values.reduce((sum) => sum + values[Math.floor(random() * values.length)]!, 0) / values.length;
  const replicates = Float64Array.from({ length: REPLICATES }, () =>
    Math.sqrt(resampled(errors) / resampled(plainErrors)),
  ).sort();
  return {
    ratio: Math.sqrt(meanOf(errors) / meanOf(plainErrors)),
    upper: replicates[Math.floor(0.975 * REPLICATES)]!,
  };
}

/** Rows, apart from the total, with 30 expected wins or more. */
export function rowsWithManyWins(plan: SimulationPlan): number[] {
  const layout = drawLayoutOf(plan);
  const wins = new Float64Array(layout.rowCount);
  const add = (part: number, leaf: number, period: number, expected: number): void => {
    const groups = plan.leaves[leaf]!.groups.map((group, dimension) => layout.firstGroup[dimension]! + group);
    for (const row of [part, layout.firstPeriod + period, ...groups]) wins[row]! += expected;
  };
  plan.winProbabilities.forEach((chance, cell) => {
    const opportunity = Math.floor(cell / plan.periods.length);
    add(layout.open, plan.opportunityLeaves[opportunity]!, cell % plan.periods.length, chance);
  });
  for (const { leaf, expectedWins } of plan.newBusiness) {
    expectedWins.forEach((expected, period) => add(layout.new, leaf, period, expected));
  }
  return [...wins.keys()].filter((row) => row !== layout.total && wins[row]! >= 30);
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
