import type { ForecastReply } from "../contracts/forecast.ts";
import type { Override } from "../contracts/override.ts";
import { rejectionText } from "../files/findings.ts";
import { asOfReader } from "./as-of-reader.ts";
import { forecastRequestOf, type ForecastOptions } from "./forecast-question.ts";
import { readPipeline, type PipelineSource } from "./read-pipeline.ts";
import { runForecast, type ForecastWork } from "./run-forecast.ts";

/** A forecast of files, and the rows of them that it had to leave out. */
export interface FilesForecast {
  readonly reply: ForecastReply;
  readonly rejectionCount: number;
  /** The first thousand, each with its file, line, column, reason and value. */
  readonly rejections: readonly string[];
}

/** What is to be read and how; texts and numbers as typed. */
export interface FilesQuestion extends Omit<ForecastOptions, "reading" | "asOf">, PipelineSource {
  /** Of a workspace the last recorded day by default. */
  readonly asOf?: string | undefined;
}

export interface FilesWork extends Omit<ForecastWork, "onProgress"> {
  /** Told what is being done, and the share of it that is done where that is known. */
  readonly onProgress?: ((step: string, share?: number) => void) | undefined;
}

/**
 * Forecasts a period from files or from a workspace.
 * @throws {AppFailure} as import and forecast do: the message names file, line, column and what to do
 */
export async function forecastFiles(question: FilesQuestion, work: FilesWork = {}): Promise<FilesForecast> {
  const asOfIn = asOfReader(question);
  const { imported, reading, overrides, keptTargets } = await readPipeline(question, {
    ...(work.signal === undefined ? {} : { signal: work.signal }),
    onProgress: ({ file, pass, bytesRead, byteCount }) =>
      work.onProgress?.(
        `${pass === 1 ? "looking at" : "reading"} ${file}`,
        byteCount > 0 ? bytesRead / byteCount : 1,
      ),
  });
  const asOf = asOfIn(imported);
  const request = forecastRequestOf({ ...question, asOf, reading, keptTargets }, imported);
  const forecast = await runForecast(request, imported, {
    ...work,
    onProgress: (step, share) => work.onProgress?.(step, step === "simulating" ? share : undefined),
  });
  const reply = withOverrides(forecast, overrides);
  return {
    reply,
    rejectionCount: imported.rejectionCount,
    rejections: imported.rejections.map(rejectionText),
  };
}

/** Lays what people expect of the same period beside the forecast. */
function withOverrides(reply: ForecastReply, overrides: readonly Override[] = []): ForecastReply {
  const { from, to } = reply.period;
  const same = overrides.filter(({ period }) => period.from === from && period.to === to);
  return same.length === 0 ? reply : { ...reply, overrides: same };
}
