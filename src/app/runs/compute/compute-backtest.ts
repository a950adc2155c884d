import { BacktestPolicy, type BacktestRequest } from "../../../contracts/backtest.ts";
import type { CutoffResult } from "../../../core/backtest/run-cutoffs.ts";
import { parseDefinition } from "../../../files/read-definition.ts";
import { backtestRequestOf } from "../../backtest-files.ts";
import { backtestJobOf, requestedCutoffs } from "../../backtest-tasks.ts";
import { forecastCutoffs } from "../../cutoff-pool.ts";
import { recordedReading } from "../../recorded-reading.ts";
import { runBacktest } from "../../run-backtest.ts";
import type { CellWork, ComputeContext, ComputedCell } from "../cell-work.ts";
import { fromResultBytes, resultBytes } from "../result-bytes.ts";
import { answer, documentOf, holidaysOf, pipelineOf, requestOf } from "./cell-input.ts";

/**
 * A backtest is cut into parts of neighbouring cut-offs, of which each finds its own from the request; the merge is a backtest that
 * goes on from results which are all there, and so gives the same bytes as one on a single machine.
 */
export async function computeBacktest(work: CellWork, context: ComputeContext): Promise<ComputedCell> {
  if (work.step === "part") return cutoffsOfPart(work, context);
  const known = work.results.flatMap((bytes) => fromResultBytes(bytes) as CutoffResult[]);
  const kept = documentOf(work, "policy");
  const policy =
    kept === undefined ? undefined : parseDefinition(kept.text, kept.name, BacktestPolicy, "policy");
  const checkpoint = {
    load: () => Promise.resolve(known),
    add: () => Promise.resolve(),
    remove: () => Promise.resolve(),
  };
  const { signal, threads: workers, onProgress } = context;
  const reply = await runBacktest(backtestRequest(work, context), pipelineOf(context).imported, policy, {
    signal,
    workers,
    checkpoint,
    onProgress: (done, all) => onProgress("forecasting cut-offs", done / all),
  });
  return answer(reply);
}

async function cutoffsOfPart(work: CellWork, context: ComputeContext): Promise<ComputedCell> {
  const { imported } = pipelineOf(context);
  const request = backtestRequest(work, context);
  const cutoffs = requestedCutoffs(request);
  const { index, count } = work.part!;
  const first = Math.floor((index * cutoffs.length) / count);
  const end = Math.floor(((index + 1) * cutoffs.length) / count);
  const results: CutoffResult[] = [];
  const job = backtestJobOf(request, imported.log, cutoffs.slice(first, end));
  // One thread a part: other parts are at work beside it, and each thread holds the pipeline.
  await forecastCutoffs(job, { workers: 1, signal: context.signal }, ({ index: own, result }) => {
    results.push({ index: first + own, result });
    context.onProgress("forecasting cut-offs", results.length / (end - first));
    return Promise.resolve();
  });
  return { bytes: resultBytes(results) };
}

function backtestRequest(work: CellWork, context: ComputeContext): BacktestRequest {
  const { imported, reading } = pipelineOf(context);
  const asked = requestOf<"backtest">(work);
  const question = {
    ...asked,
    methods: asked.methods?.join(","),
    holidays: holidaysOf(asked),
    paths: [],
    reading,
  };
  return backtestRequestOf(question, {
    imported,
    reading: recordedReading(reading),
    stated: asked.stated,
  });
}
