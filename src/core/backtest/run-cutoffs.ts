import type { Day } from "../base/day.ts";
import { ensure } from "../base/ensure.ts";
import type { Outcome } from "../base/outcome.ts";
import type { FiscalCalendar } from "../base/period.ts";
import { LandmarkMemory } from "../forecast/landmark-memory.ts";
import { buildStateTable, type StateTable } from "../forecast/state-table.ts";
import type { ChangeLog } from "../pipeline/change-log.ts";
import type { Funnel } from "../pipeline/funnel.ts";
import { viewAsOf } from "../pipeline/pipeline-view.ts";
import { takeCutoff, type CutoffQueue } from "./cutoff-queue.ts";
import type { Cutoff } from "./cutoffs.ts";
import { forecastCutoff, type BacktestSettings, type ScoredCutoff } from "./forecast-cutoff.ts";
import type { MethodName } from "./methods.ts";
import type { StatedTotal } from "./stated-total.ts";

/** A backtest as it is sent to a thread: plain data. */
export interface BacktestJob {
  readonly log: ChangeLog;
  readonly cutoffs: readonly Cutoff[];
  readonly funnel: Funnel;
  readonly crmProbabilities: Readonly<Record<string, number>>;
  readonly fiscal: FiscalCalendar;
  readonly holidays: readonly number[];
  readonly usesYearlyIndex: boolean;
  readonly methods: readonly MethodName[];
  readonly levels: readonly number[];
  readonly drawCount: number;
  readonly seed: number;
  /** Totals of the company that people stated, ascending by when they did. */
  readonly stated?: readonly StatedTotal[] | undefined;
}

/** What came of a cut-off: its scores, or why it could not be forecast. */
export interface CutoffResult {
  readonly index: number;
  readonly result: Outcome<ScoredCutoff>;
}

/** What a thread says while it works: each result as it comes, then that there are no more. */
export type CutoffMessage =
  { readonly kind: "result"; readonly result: CutoffResult } | { readonly kind: "end" };

/** The history as it ended up: what forecasts are scored against. */
export function outcomeTable(log: ChangeLog, funnel: Funnel): StateTable {
  const lastDay = log.rows.recordedOn.reduce((last, day) => Math.max(last, day), Number.NEGATIVE_INFINITY);
  const view = viewAsOf(log, lastDay as Day, funnel);
  ensure(view.ok, "A backtest needs a history");
  return buildStateTable(view.value);
}

/**
 * Takes cut-offs from the shared queue until none is left, and pauses after each one.
 * @param thread whose run of the queue is taken first
 * @param memory keeps what one cut-off fitted for the next ones; it never changes a result
 */
export function* runCutoffs(
  job: BacktestJob,
  queue: CutoffQueue,
  thread: number,
  memory = new LandmarkMemory(),
): Generator<CutoffResult, void> {
  const settings: BacktestSettings = {
    log: job.log,
    funnel: job.funnel,
    question: {
      calendar: { fiscal: job.fiscal, holidays: new Set(job.holidays) },
      crmProbabilities: job.crmProbabilities,
      usesYearlyIndex: job.usesYearlyIndex,
    },
    methods: job.methods,
    levels: job.levels,
    drawCount: job.drawCount,
    seed: job.seed,
    stated: job.stated,
    outcome: outcomeTable(job.log, job.funnel),
  };
  for (;;) {
    const index = takeCutoff(queue, thread);
    if (index === undefined) return;
    const result = forecastCutoff(settings, job.cutoffs[index]!, memory);
    yield { index, result };
  }
}
