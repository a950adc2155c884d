import type { BacktestReply } from "../../contracts/backtest.ts";
import type { ChangesReply } from "../../contracts/changes.ts";
import type { ForecastReply } from "../../contracts/forecast.ts";
import type { InvestmentReply } from "../../contracts/investment.ts";
import type { KpiReply } from "../../contracts/kpi.ts";
import type { FigureChange } from "../../contracts/schedule.ts";

/** What a run can answer with. */
export type RunAnswer = ForecastReply | BacktestReply | InvestmentReply | KpiReply | ChangesReply;

/** Figures by name; null for one that the result says it has not. */
export type Figures = Readonly<Record<string, number | null>>;

/**
 * The figures of a result that runs of a schedule are compared by: of a forecast total.mean, total.p10, total.p50, total.p90 and
 * probabilityOfTarget; of a backtest METHOD.wape, .bias, .crpsRatioToNaive and .coverage80; of cases NAME.npv and .probabilityOfGain; of
 * KPIs their ids, with the stage or the channel after a dot; of changes none.
 */
export function headlineFigures(result: RunAnswer): Figures {
  switch (result.schema) {
    case "revcast.forecast.1":
      return forecastFigures(result);
    case "revcast.backtest.1":
      return backtestFigures(result);
    case "revcast.investment.1":
      return named(
        result.scenarios.flatMap(({ name, figures }) => [
          [`${name}.npv`, figures.netPresentValue.ledger],
          [`${name}.probabilityOfGain`, figures.probabilityOfGain],
        ]),
      );
    case "revcast.kpi.1":
      return named(
        result.kpis.map(({ id, stage, channel, value }) => [
          [id, stage, channel].filter((part) => part !== null).join("."),
          value,
        ]),
      );
    case "revcast.changes.1":
      return {};
    default:
      return unknownResult(result);
  }
}

function unknownResult(result: never): never {
  throw new Error(`a result of no known kind: ${JSON.stringify(result).slice(0, 80)}`);
}

function forecastFigures({ total, probabilityOfTarget }: ForecastReply): Figures {
  return named([
    ["total.mean", total.mean],
    ["total.p10", total.quantiles["0.1"]],
    ["total.p50", total.quantiles["0.5"]],
    ["total.p90", total.quantiles["0.9"]],
    ...(probabilityOfTarget === undefined ? [] : [["probabilityOfTarget", probabilityOfTarget] as const]),
  ]);
}

function backtestFigures({ methods }: BacktestReply): Figures {
  return named(
    methods.flatMap(({ method, wape, bias, crpsRatioToNaive, coverage }) => [
      [`${method}.wape`, wape.value],
      [`${method}.bias`, bias.value],
      [`${method}.crpsRatioToNaive`, crpsRatioToNaive.value],
      [`${method}.coverage80`, coverage === null ? null : coverage["0.8"].share],
    ]),
  );
}

function named(figures: readonly (readonly [string, number | string | null])[]): Figures {
  return Object.fromEntries(figures.map(([name, value]) => [name, value === null ? null : Number(value)]));
}

/** Figures of a result beside those of the one before. */
export function compareFigures(now: Figures, before: Figures | undefined): FigureChange[] {
  return Object.entries(now).map(([figure, value]) => {
    const previous = before?.[figure] ?? null;
    const isComparable = value !== null && previous !== null && previous !== 0;
    return { figure, value, previous, change: isComparable ? (value - previous) / Math.abs(previous) : null };
  });
}
