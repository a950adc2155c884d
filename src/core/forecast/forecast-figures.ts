import { rowsOfDraws, type DrawnRows } from "../simulation/drawn-rows.ts";
import { drawLayoutOf, type Draws } from "../simulation/draws.ts";
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

/** Figures estimated from draws. @see figuresOfRows */
export function figuresOfDraws(plan: SimulationPlan, draws: Draws): ForecastFigures {
  return figuresOfRows(plan, rowsOfDraws(draws));
}

/**
 * Figures estimated from the rows of draws. Means are those of the draws. Where draws were counted strand by strand, quantiles,
 * the standard deviation and the chance to reach a level come from one distribution, the strands recombined and mixed with
 * the common factor; where they were not, or the row is lumpy, from the draws as they are.
 */
export function figuresOfRows(plan: SimulationPlan, rows: DrawnRows): ForecastFigures {
  const layout = drawLayoutOf(plan);
  const { strands } = rows;
  const recombined = strands === undefined ? () => undefined : strandDistributions(plan, strands);
  const drawsThrough = runningSum(rows.drawsOf);
  const sumsThrough = runningSum(rows.blockSumsOf);
  const figuresOf = (
    row: number,
    levels: readonly number[],
    { drawsOf, sumsOf }: { readonly drawsOf: () => Float64Array; readonly sumsOf: () => Float64Array },
  ): RowFigures => {
    const distribution = recombined(row);
    if (distribution === undefined) {
      const { mean, sd, quantiles } = summariseRow(drawsOf(), levels);
      return { mean, sd, quantiles: [...quantiles] };
    }
    return {
      mean: sumsOf().reduce((sum, ofBlock) => sum + ofBlock, 0) / rows.drawCount,
      sd: distribution.sd,
      quantiles: levels.map((level) => distribution.quantile(level)),
    };
  };
  return {
    row: (row, levels) =>
      figuresOf(row, levels, { drawsOf: () => rows.drawsOf(row), sumsOf: () => rows.blockSumsOf(row) }),
    throughPeriod: (period, levels) => {
      const last = layout.firstPeriod + period;
      return figuresOf(throughRow(layout, period), levels, {
        drawsOf: () => drawsThrough(layout.firstPeriod, last),
        sumsOf: () => sumsThrough(layout.firstPeriod, last),
      });
    },
    totalAtLeast: (level) =>
      recombined(layout.total)?.probabilityAtLeast(level) ?? shareAtLeast(rows.drawsOf(layout.total), level),
  };
}

/** Sums of rows from a first to a last one. Last ones are asked for in order: the sum is carried from one to the next. */
function runningSum(columnOf: (row: number) => Float64Array): (first: number, last: number) => Float64Array {
  let next = Infinity;
  let running = new Float64Array(0);
  return (first, last) => {
    if (last + 1 < next) {
      next = first;
      running = new Float64Array(columnOf(first).length);
    }
    for (; next <= last; next++) {
      const row = columnOf(next);
      for (let place = 0; place < row.length; place++) running[place]! += row[place]!;
    }
    return running;
  };
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
