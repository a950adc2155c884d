import { minorUnitsFromDecimal } from "../core/base/money.ts";
import { dayFromIso, isoFromDay, type Day } from "../core/base/day.ts";
import { QUANTILE_LEVELS } from "../contracts/forecast.ts";
import type { BacktestRequest } from "../contracts/backtest.ts";
import { AppFailure } from "../contracts/failure.ts";
import { cutoffsOf, type Cutoff } from "../core/backtest/cutoffs.ts";
import { MOST_CUTOFFS } from "../core/backtest/cutoff-queue.ts";
import type { BacktestJob } from "../core/backtest/run-cutoffs.ts";
import type { ChangeLog } from "../core/pipeline/change-log.ts";

/** The cut-offs of a request. @throws {AppFailure} usage when there are none, or more than a backtest can have */
export function requestedCutoffs(request: BacktestRequest): Cutoff[] {
  const from = dayFromIso(request.from)!;
  const to = dayFromIso(request.to)!;
  const cutoffs = cutoffsOf({ from, to, everyDays: request.everyDays }, request.horizon, request.fiscalYear);
  if (!cutoffs.ok) {
    throw new AppFailure("usage", `Cannot read the horizon ${request.horizon}: give 30d, 12w, 3m or quarter`);
  }
  if (cutoffs.value.length === 0) {
    throw new AppFailure(
      "usage",
      `Cannot backtest from ${request.from} to ${request.to}: it ends before it begins`,
    );
  }
  if (cutoffs.value.length > MOST_CUTOFFS) {
    throw new AppFailure(
      "usage",
      `Cannot backtest from ${request.from} to ${request.to}: that is ${cutoffs.value.length} cut-offs, at most ${MOST_CUTOFFS} can be forecast at once; give fewer days or a longer --every`,
    );
  }
  return cutoffs.value;
}

/** What a thread needs to forecast and score cut-offs. */
export function backtestJobOf(
  request: BacktestRequest,
  log: ChangeLog,
  cutoffs: readonly Cutoff[],
): BacktestJob {
  return {
    log,
    cutoffs,
    funnel: request.funnel,
    crmProbabilities: request.funnel.crmProbabilities,
    fiscal: request.fiscalYear,
    holidays: request.holidays.map((text): number => dayFromIso(text)!),
    usesYearlyIndex: request.yearlyIndex,
    methods: request.methods,
    levels: [...QUANTILE_LEVELS],
    drawCount: request.drawCount,
    seed: request.seed,
    stated: request.stated?.map(({ madeOn, endedOn, from, to, amount }) => ({
      madeOn: dayFromIso(madeOn)!,
      endedOn: endedOn === null ? undefined : dayFromIso(endedOn)!,
      from: dayFromIso(from)!,
      to: dayFromIso(to)!,
      amount: minorUnitsFromDecimal(amount, log.minorDigits),
    })),
  };
}

/** Last day on which anything was recorded. */
export function lastRecordedDay(log: ChangeLog): Day {
  return log.rows.recordedOn.reduce((last, day) => Math.max(last, day), 0) as Day;
}

export function isoOf(day: number): string {
  return isoFromDay(day as Day);
}
