import { addDays, type Day } from "../base/day.ts";
import { expectedAmountIfWon } from "./amounts.ts";
import { DWELL_CAP } from "./dwell-bins.ts";
import type { ForecastQuestion, PreparedForecast } from "./forecast-view.ts";
import type { OpenShare } from "./forecast-side.ts";
import { winTablesOf } from "./landmark-sweep.ts";
import { winProbabilityOf } from "./win-probability.ts";
import type { WinTable } from "./win-tables.ts";

/** What a model says on a later day than its own. */
export interface OldModel {
  /** Chance to be won in the rest of the period had the opportunity stayed where it was. */
  chanceHadItStayed(before: OpenShare): number;
  /**
   * Chance and amount if won where it is now; undefined when the old model does not know its stage.
   * @param amountAtRates the amount as it was, at the rates of the later day
   */
  now(before: OpenShare, after: OpenShare, stageName: string, amountAtRates?: number): OldOpinion | undefined;
  /** What an amount in a stage, by the old model's number, comes to if won; whole minor units. */
  amountIfWon(stage: number, known: number): number;
}

export interface OldOpinion {
  readonly winProbability: number;
  /** With the amount as it was, as it was at the rates of the later day, and as it is now; whole minor units. */
  readonly amountBefore: number;
  readonly amountAtRates: number;
  readonly amountNow: number;
}

/**
 * The model of a forecast, asked on a later day: what was learned in between is left out, so that the rest of a change is
 * what the opportunities did. Segments of opportunities are those that the forecast put them in.
 * @param day the last known day of the later forecast
 */
export function oldModelOn(
  { table, fit, crmProbabilities }: PreparedForecast,
  { calendar, usesYearlyIndex, period }: ForecastQuestion,
  day: Day,
): OldModel {
  const { fitted } = fit;
  const settings = { calendar, crmProbabilities, usesYearlyIndex };
  const window = { from: Math.max(period.from, addDays(day, 1)) as Day, to: period.to };
  const winTable: WinTable | undefined =
    window.to < window.from ? undefined : winTablesOf({ ...fitted, day }, settings, [window])[0];
  const chance = (stage: number, dwell: number, state: number): number =>
    winTable === undefined ? 0 : winProbabilityOf(winTable, { stage, dwell, state });
  const codeOf = new Map(table.view.openStages.map((name, code) => [name, code]));
  const amountIfWon = (stage: number, known: number): number =>
    Math.round(expectedAmountIfWon(fitted.amounts, stage, known));
  return {
    chanceHadItStayed: ({ item }) =>
      chance(item.stage, Math.min(item.dwell + day - fitted.day, DWELL_CAP), item.state),
    amountIfWon,
    now: (before, after, stageName, amountAtRates = before.item.knownAmount) => {
      const stage = codeOf.get(stageName);
      if (stage === undefined) return undefined;
      return {
        winProbability: chance(stage, after.item.dwell, before.item.state),
        amountBefore: amountIfWon(stage, before.item.knownAmount),
        amountAtRates: amountIfWon(stage, amountAtRates),
        amountNow: amountIfWon(stage, after.item.knownAmount),
      };
    },
  };
}
