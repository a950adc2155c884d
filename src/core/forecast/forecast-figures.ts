import { drawLayoutOf, drawRow, type Draws } from "../simulation/draws.ts";
import {
  exactDistribution,
  exactDistributions,
  type ExactDistribution,
} from "../simulation/exact-distribution.ts";
import type { SimulationPlan } from "../simulation/plan.ts";
import { shareAtLeast } from "../simulation/share-at-least.ts";
import { summariseRow } from "../simulation/summarise-draws.ts";

/** One row of a forecast, what is booked not included; whole or fractional minor units. */
export interface RowFigures {
  readonly mean: number;
  readonly sd: number;
  /** In the order of the levels asked for. */
  readonly quantiles: readonly number[];
}

/** Where the figures of a forecast come from: draws, or the exact distribution. Rows are those of `drawLayoutOf`. */
export interface ForecastFigures {
  row(row: number, levels: readonly number[]): RowFigures;
  /** Total from the first sub-period to the one with this index. */
  throughPeriod(period: number, levels: readonly number[]): RowFigures;
  /** Chance that the total, without what is booked, reaches the level. */
  totalAtLeast(level: number): number;
}

/** Figures counted from draws. */
export function figuresOfDraws(plan: SimulationPlan, draws: Draws): ForecastFigures {
  const layout = drawLayoutOf(plan);
  const summary = (row: Float64Array, levels: readonly number[]): RowFigures => {
    const { mean, sd, quantiles } = summariseRow(row, levels);
    return { mean, sd, quantiles: [...quantiles] };
  };
  // Sub-periods are asked for in order: the running sum is carried from one to the next.
  let summed = 0;
  let running = new Float64Array(draws.drawCount);
  return {
    row: (row, levels) => summary(drawRow(draws, row), levels),
    throughPeriod(period, levels) {
      if (period < summed) {
        summed = 0;
        running = new Float64Array(draws.drawCount);
      }
      for (; summed <= period; summed++) {
        const row = drawRow(draws, layout.firstPeriod + summed);
        for (let draw = 0; draw < row.length; draw++) running[draw]! += row[draw]!;
      }
      return summary(running, levels);
    },
    totalAtLeast: (level) => shareAtLeast(drawRow(draws, layout.total), level),
  };
}

/** Figures of the exact distribution. */
export function exactFigures(plan: SimulationPlan): ForecastFigures {
  const { total } = drawLayoutOf(plan);
  const rows = exactDistributions(plan);
  const figures = (distribution: ExactDistribution, levels: readonly number[]): RowFigures => ({
    mean: distribution.mean,
    sd: distribution.sd,
    quantiles: levels.map((level) => distribution.quantile(level)),
  });
  return {
    row: (row, levels) => figures(rows.get(row)!, levels),
    throughPeriod: (period, levels) => figures(exactDistribution(planThrough(plan, period), total), levels),
    totalAtLeast: (level) => rows.get(total)!.probabilityAtLeast(level),
  };
}

/** The plan with the sub-periods after one of them taken away. */
function planThrough(plan: SimulationPlan, period: number): SimulationPlan {
  const count = period + 1;
  const kept = (column: Float64Array): Float64Array =>
    column.filter((_, cell) => cell % plan.periods.length < count);
  return {
    ...plan,
    periods: plan.periods.slice(0, count),
    winProbabilities: kept(plan.winProbabilities),
    booked: kept(plan.booked),
    newBusiness: plan.newBusiness.map((process) => ({
      ...process,
      expectedWins: process.expectedWins.slice(0, count),
    })),
  };
}
