import type { ForecastRequest } from "../../../contracts/forecast.ts";
import type { PreparedForecast } from "../../../core/forecast/forecast-view.ts";
import type { ImportedPipeline } from "../../../files/import-result.ts";
import { forecastRequestOf } from "../../forecast-question.ts";
import {
  drawForecastShare,
  joinForecastShares,
  RowNotKept,
  type DrawnShare,
  type LeftShare,
} from "../../forecast-parts.ts";
import { prepareForecast } from "../../prepare-forecast.ts";
import { recordedReading } from "../../recorded-reading.ts";
import { runForecast } from "../../run-forecast.ts";
import type { CellWork, ComputeContext, ComputedCell } from "../cell-work.ts";
import { fromResultBytes, resultBytes } from "../result-bytes.ts";
import { answer, asOfOf, holidaysOf, pipelineOf, requestOf } from "./cell-input.ts";

/**
 * A forecast is one cell whose draws are spread over threads; a large one is cut into parts of neighbouring blocks of draws, and its
 * merge makes of them what one piece makes of all draws.
 */
export async function computeForecast(work: CellWork, context: ComputeContext): Promise<ComputedCell> {
  const { imported } = pipelineOf(context);
  const request = forecastRequest(work, context);
  const { signal, threads: workers, partThreads, onProgress } = context;
  if (work.step === "whole")
    return answer(await runForecast(request, imported, { workers, signal, onProgress }));
  onProgress("fitting");
  const prepared = preparedOnce(request, imported);
  if (work.step === "part") {
    const onDrawn = (share: number): void => onProgress("simulating", share);
    // Where other parts leave it one core, on this thread: starting another one would gain nothing.
    const how = { workers: partThreads > 1 ? partThreads : 0, signal, onDrawn };
    const share = await drawForecastShare(prepared, request, work.part!, how);
    return { bytes: resultBytes(share) };
  }
  const shares = work.results.map((bytes) => fromResultBytes(bytes) as DrawnShare | LeftShare);
  const drawn = joinForecastShares(prepared, request, shares);
  const how = { workers, signal, onProgress, prepared };
  try {
    return answer(await runForecast(request, imported, { ...how, drawn }));
  } catch (error) {
    if (!(error instanceof RowNotKept)) throw error;
    return answer(await runForecast(request, imported, how));
  }
}

function forecastRequest(work: CellWork, context: ComputeContext): ForecastRequest {
  const { imported, reading } = pipelineOf(context);
  const asked = requestOf<"forecast">(work);
  const options = { asOf: asOfOf(asked.asOf, { imported }), holidays: holidaysOf(asked) };
  return forecastRequestOf({ ...asked, ...options, reading: recordedReading(reading) }, imported);
}

/** What was fitted last on a pipeline: parts of a run come to a process one after the other. */
const fitted = new WeakMap<ImportedPipeline, { readonly key: string; readonly prepared: PreparedForecast }>();

function preparedOnce(request: ForecastRequest, imported: ImportedPipeline): PreparedForecast {
  const key = JSON.stringify(request);
  const known = fitted.get(imported);
  if (known?.key === key) return known.prepared;
  const prepared = prepareForecast(request, imported);
  fitted.set(imported, { key, prepared });
  return prepared;
}
