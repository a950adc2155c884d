import { clamp } from "../maths/clamp.ts";
import type { StateTable } from "./state-table.ts";

/** Wins of this many days back are drawn from for business that does not exist yet. */
const POOL_DAYS = 180;
const FEWEST_POOL_WINS = 15;
/** An open amount counts up to this multiple of the largest amount ever won. */
const CAP_MULTIPLE = 1.5;
/** Weight of the overall drift in the drift of a stage, in wins. */
const STAGE_PRIOR_WINS = 20;

/** How amounts change between the pipeline and the booking, as of a day. Money in whole minor units. */
export interface AmountModel {
  /** Won over known amount; shape [open stage]. */
  readonly driftByStage: Float64Array;
  /** Standard deviation of ln(won / known) around the drift; shape [open stage]. */
  readonly spreadByStage: Float64Array;
  /** Largest amount that an open opportunity counts with; Infinity while nothing was won. */
  readonly cap: number;
  /** Stands in for an amount that nobody knows: the mean of what was won, 0 while nothing was won. */
  readonly typicalAmount: number;
  /** First and end index into the table's wins of those that future business is drawn from. */
  readonly poolStart: number;
  readonly poolEnd: number;
  /** Mean and mean square of the pool. */
  readonly poolMean: number;
  readonly poolMeanSquare: number;
  readonly winCount: number;
}

/** @see reference model, section 2.5 */
export function fitAmounts(table: StateTable, asOf: number): AmountModel {
  const { wins } = table;
  const stageCount = table.view.openStages.length;
  const winCount = countThrough(wins.day, asOf);
  const drift = driftByStage(table, winCount, stageCount);
  let largest = 0;
  let sum = 0;
  let known = 0;
  for (let win = 0; win < winCount; win++) {
    const amount = wins.amount[win]!;
    if (Number.isNaN(amount)) continue;
    largest = Math.max(largest, amount);
    sum += amount;
    known++;
  }
  const recent = countThrough(wins.day, asOf - POOL_DAYS);
  const poolStart = winCount - recent < FEWEST_POOL_WINS ? 0 : recent;
  let poolSum = 0;
  let poolSquares = 0;
  let poolCount = 0;
  for (let win = poolStart; win < winCount; win++) {
    const amount = wins.amount[win]!;
    if (Number.isNaN(amount)) continue;
    poolSum += amount;
    poolSquares += amount * amount;
    poolCount++;
  }
  return {
    ...drift,
    cap: largest > 0 ? CAP_MULTIPLE * largest : Number.POSITIVE_INFINITY,
    typicalAmount: known > 0 ? sum / known : 0,
    poolStart,
    poolEnd: winCount,
    poolMean: poolCount > 0 ? poolSum / poolCount : 0,
    poolMeanSquare: poolCount > 0 ? poolSquares / poolCount : 0,
    winCount,
  };
}

/** Expected amount if won of an open opportunity: drift applied, then the cap; whole minor units. */
export function expectedAmountIfWon(model: AmountModel, stage: number, knownAmount: number): number {
  if (Number.isNaN(knownAmount)) return model.typicalAmount;
  return Math.min(knownAmount * model.driftByStage[stage]!, model.cap);
}

/** How many entries of an ascending column are at most `day`. */
export function countThrough(days: Int32Array, day: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Drift and spread by the stage that was left for the win, shrunk to those of all wins (in logs, 20 wins).
 * Drift is the ratio of sums, so large opportunities decide it; it is held between a half and two.
 */
function driftByStage(
  table: StateTable,
  winCount: number,
  stageCount: number,
): { readonly driftByStage: Float64Array; readonly spreadByStage: Float64Array } {
  const { wins } = table;
  const won = new Float64Array(stageCount + 1);
  const known = new Float64Array(stageCount + 1);
  const logs = new Float64Array(stageCount + 1);
  const squares = new Float64Array(stageCount + 1);
  const counts = new Float64Array(stageCount + 1);
  for (let win = 0; win < winCount; win++) {
    const stage = wins.fromStage[win]!;
    const before = wins.knownAmount[win]!;
    const after = wins.amount[win]!;
    if (stage < 0 || !(before > 0) || !(after > 0)) continue;
    const log = Math.log(after / before);
    for (const place of [stage, stageCount]) {
      won[place]! += after;
      known[place]! += before;
      logs[place]! += log;
      squares[place]! += log * log;
      counts[place]!++;
    }
  }
  const overall = counts[stageCount]! > 0 ? Math.log(won[stageCount]! / known[stageCount]!) : 0;
  const varianceOf = (place: number): number => {
    const count = counts[place]!;
    return count > 1 ? Math.max(0, squares[place]! / count - (logs[place]! / count) ** 2) : 0;
  };
  const overallVariance = varianceOf(stageCount);
  const drifts = new Float64Array(stageCount);
  const spreads = new Float64Array(stageCount);
  for (let stage = 0; stage < stageCount; stage++) {
    const count = counts[stage]!;
    const own = count > 0 ? Math.log(won[stage]! / known[stage]!) : 0;
    const log = (count * own + STAGE_PRIOR_WINS * overall) / (count + STAGE_PRIOR_WINS);
    drifts[stage] = clamp(Math.exp(log), 0.5, 2);
    const variance =
      (count * varianceOf(stage) + STAGE_PRIOR_WINS * overallVariance) / (count + STAGE_PRIOR_WINS);
    spreads[stage] = Math.sqrt(variance);
  }
  return { driftByStage: drifts, spreadByStage: spreads };
}
