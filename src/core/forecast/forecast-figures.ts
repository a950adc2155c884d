import { drawLayoutOf, drawRow, type Draws } from "../simulation/draws.ts";
import {
  exactDistribution,
  exactDistributions,
  type ExactDistribution,
} from "../simulation/exact-distribution.ts";
import type { SimulationPlan } from "../simulation/plan.ts";
import { shareAtLeast } from "../simulation/share-at-least.ts";
import { strandDistributions } from "../simulation/strand-distributions.ts";
import { throughRow } from "../simulation/strand-slots.ts";
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

/**
 * Figures estimated from draws. Means are those of the draws. Where draws were counted strand by strand, quantiles, the
 * standard deviation and the chance to reach a level come from one distribution, the strands recombined and mixed with
 * the common factor; where they were not, or the row is lumpy, from the draws as they are.
 */
export function figuresOfDraws(plan: SimulationPlan, draws: Draws): ForecastFigures {
  const layout = drawLayoutOf(plan);
  const { drawCount, strands } = draws;
  const recombined = strands === undefined ? () => undefined : strandDistributions(plan, strands);
  const figuresOf = (row: number, levels: readonly number[], drawsOfRow: () => Float64Array): RowFigures => {
    const distribution = recombined(row);
    if (distribution === undefined) {
      const { mean, sd, quantiles } = summariseRow(drawsOfRow(), levels);
      return { mean, sd, quantiles: [...quantiles] };
    }
    return {
      mean: meanOf(drawsOfRow()),
      sd: distribution.sd,
      quantiles: levels.map((level) => distribution.quantile(level)),
    };
  };
  // Sub-periods are asked for in order: the running sum is carried from one to the next.
  let summed = 0;
  let running = new Float64Array(drawCount);
  const drawsThrough = (period: number): Float64Array => {
    if (period + 1 < summed) {
      summed = 0;
      running = new Float64Array(drawCount);
    }
    for (; summed <= period; summed++) {
      const row = drawRow(draws, layout.firstPeriod + summed);
      for (let draw = 0; draw < row.length; draw++) running[draw]! += row[draw]!;
    }
    return running;
  };
  return {
    row: (row, levels) => figuresOf(row, levels, () => drawRow(draws, row)),
    throughPeriod: (period, levels) =>
      figuresOf(throughRow(layout, period), levels, () => drawsThrough(period)),
    totalAtLeast: (level) =>
      recombined(layout.total)?.probabilityAtLeast(level) ??
      shareAtLeast(drawRow(draws, layout.total), level),
  };
}

function meanOf(row: Float64Array): number {
  let sum = 0;
  for (let draw = 0; draw < row.length; draw++) sum += row[draw]!;
  return sum / row.length;
}

/** Figures of the exact distribution. */
export function exactFigures(plan: SimulationPlan): ForecastFigures {
  const { total } = drawLayoutOf(plan);
  const rows = exactDistributions(plan);
  return {
    row: (row, levels) => figuresOfExact(rows.get(row)!, levels),
    throughPeriod: (period, levels) =>
      figuresOfExact(exactDistribution(planThrough(plan, period), total), levels),
    totalAtLeast: (level) => rows.get(total)!.probabilityAtLeast(level),
  };
}

function figuresOfExact(distribution: ExactDistribution, levels: readonly number[]): RowFigures {
  return {
    mean: distribution.mean,
    sd: distribution.sd,
    quantiles: levels.map((level) => distribution.quantile(level)),
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
