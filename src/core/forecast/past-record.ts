import { exactTotal } from "../simulation/exact-distribution.ts";
import type { PastWindow } from "./calibrated-fit.ts";
import { forEachOpen } from "./landmark-sweep.ts";
import { spreadClassesOf } from "./spread-classes.ts";
import type { StateTable } from "./state-table.ts";
import { winProbabilityOf } from "./win-probability.ts";

/** A forecast of the same kind made on a past day, from what was known then, beside what came of it; minor units. */
export interface RecordedForecast {
  readonly asOf: number;
  readonly from: number;
  readonly to: number;
  readonly actual: number;
  /** In the order of the levels asked for. */
  readonly quantiles: readonly number[];
}

/**
 * The forecast's own record: the model's range on a past day, calibrated only with windows that had ended by then. The
 * distribution is the exact one, so the record has no sampling error of its own.
 */
export function recordOf(table: StateTable, past: PastWindow, levels: readonly number[]): RecordedForecast {
  const { wins } = table;
  const { fitted, winTable, factor } = past;
  const spreads = spreadClassesOf(fitted.amounts.spreadByStage);
  const winProbabilities: number[] = [];
  const amounts: number[] = [];
  const spreadClasses: number[] = [];
  forEachOpen(table, fitted, (open) => {
    winProbabilities.push(winProbabilityOf(winTable, open));
    amounts.push(Math.round(open.expectedAmount));
    spreadClasses.push(spreads.classOfStage[open.stage]!);
  });
  const { poolStart, poolEnd } = fitted.amounts;
  const pool = wins.amount.slice(poolStart, poolEnd).filter((amount) => !Number.isNaN(amount));
  const distribution = exactTotal({
    winProbabilities: Float64Array.from(winProbabilities),
    amounts: Float64Array.from(amounts),
    spreadClasses: Uint8Array.from(spreadClasses),
    spreadSigmas: spreads.sigmas,
    newBusiness: pool.length > 0 ? [{ expectedWins: past.expectation.newWins, amounts: pool.sort() }] : [],
    openScale: Math.exp(past.openBias),
    factorSigma: factor.sigma,
    factorDegreesOfFreedom: factor.degreesOfFreedom,
  });
  return {
    asOf: fitted.day,
    from: winTable.window.from,
    to: winTable.window.to,
    actual: past.actual,
    quantiles: levels.map((level) => distribution.quantile(level)),
  };
}
