import { forecastRequestOf } from "../../forecast-question.ts";
import { recordedReading } from "../../recorded-reading.ts";
import { runForecast } from "../../run-forecast.ts";
import type { CellWork, ComputeContext, ComputedCell } from "../cell-work.ts";
import { answer, asOfOf, holidaysOf, pipelineOf, requestOf } from "./cell-input.ts";

/** A forecast is one cell: its draws are spread over threads. */
export async function computeForecast(work: CellWork, context: ComputeContext): Promise<ComputedCell> {
  const { imported, reading } = pipelineOf(context);
  const asked = requestOf<"forecast">(work);
  const request = forecastRequestOf(
    {
      ...asked,
      asOf: asOfOf(asked.asOf, { imported }),
      holidays: holidaysOf(asked),
      reading: recordedReading(reading),
    },
    imported,
  );
  const { signal, threads, onProgress } = context;
  return answer(await runForecast(request, imported, { workers: threads, signal, onProgress }));
}
