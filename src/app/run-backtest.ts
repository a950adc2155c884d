import type { BacktestPolicy, BacktestReply, BacktestRequest } from "../contracts/backtest.ts";
import { AppFailure } from "../contracts/failure.ts";
import { QUANTILE_LEVELS } from "../contracts/forecast.ts";
import type { Cutoff } from "../core/backtest/cutoffs.ts";
import type { ScoredCutoff } from "../core/backtest/forecast-cutoff.ts";
import { leaderBoard } from "../core/backtest/leader-board.ts";
import { outcomeTable, type CutoffResult } from "../core/backtest/run-cutoffs.ts";
import { bookedIn } from "../core/forecast/landmark-sweep.ts";
import type { StateTable } from "../core/forecast/state-table.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { backtestDigest } from "./digests.ts";
import { backtestJobOf, requestedCutoffs } from "./backtest-tasks.ts";
import { backtestWarnings } from "./backtest-warnings.ts";
import type { Checkpoint } from "./backtest-checkpoint.ts";
import { forecastCutoffs } from "./cutoff-pool.ts";
import { presentBacktest } from "./present-backtest.ts";

export interface BacktestWork {
  /** Threads; 0 or 1 computes on this thread. Never changes the result. */
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how many cut-offs are done, of how many. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
  /** Where finished cut-offs are kept, so that a stopped backtest goes on from there. */
  readonly checkpoint?: Checkpoint | undefined;
}

/**
 * Forecasts every cut-off with every method and scores them.
 * @throws {AppFailure} usage, no_data when nothing could be forecast, cancelled
 */
export async function runBacktest(
  request: BacktestRequest,
  imported: ImportedPipeline,
  policy: BacktestPolicy | undefined,
  work: BacktestWork = {},
): Promise<BacktestReply> {
  const cutoffs = requestedCutoffs(request);
  const outcome = outcomeTable(imported.log, request.funnel);
  const results = await resultsOf(request, imported, cutoffs, work);
  const scored = results.flatMap(({ result }) => (result.ok ? [result.value] : []));
  if (scored.length === 0) {
    throw new AppFailure(
      "no_data",
      `Cannot backtest from ${request.from} to ${request.to}: at none of ${cutoffs.length} cut-offs was anything recorded and still to be forecast`,
    );
  }
  const boards = leaderBoard(scored, request.methods, {
    levels: QUANTILE_LEVELS,
    seed: request.seed,
    trainingSeries: seriesBefore(outcome, scored[0]!),
  });
  const reply = presentBacktest({ request, imported, scored, boards, policy });
  const warnings = backtestWarnings(imported, outcome, results, cutoffs);
  const complete = { ...reply, warnings };
  return { ...complete, resultDigest: backtestDigest(complete) };
}

/** Results in the order of the cut-offs: those of an earlier, stopped run first, the rest computed. */
async function resultsOf(
  request: BacktestRequest,
  imported: ImportedPipeline,
  cutoffs: readonly Cutoff[],
  work: BacktestWork,
): Promise<CutoffResult[]> {
  const known = (await work.checkpoint?.load()) ?? [];
  const isKnown = new Set(known.map(({ index }) => index));
  const left = [...cutoffs.keys()].filter((index) => !isKnown.has(index));
  const job = backtestJobOf(
    request,
    imported.log,
    left.map((index) => cutoffs[index]!),
  );
  const computed: CutoffResult[] = [];
  await forecastCutoffs(job, work, async ({ index, result }) => {
    const entry = { index: left[index]!, result };
    computed.push(entry);
    await work.checkpoint?.add(entry);
    work.onProgress?.(known.length + computed.length, cutoffs.length);
  });
  return [...known, ...computed].sort((a, b) => a.index - b.index);
}

/** Bookings of windows like the first one, end to end before the first cut-off, oldest first: the scale of MASE. */
function seriesBefore(outcome: StateTable, first: ScoredCutoff): number[] {
  const { cutoff, period } = first.cutoff;
  const length = period.to - Math.max(period.from - 1, cutoff);
  const series: number[] = [];
  for (let to = cutoff; to - length + 1 >= outcome.firstCloseDay; to = (to - length) as typeof to) {
    series.unshift(bookedIn(outcome, { from: (to - length + 1) as typeof to, to }));
  }
  return series;
}
