import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { backtestJobOf } from "../../src/app/backtest-tasks.ts";
import { BacktestRequest, METHODS } from "../../src/contracts/backtest.ts";
import { dayFromIso } from "../../src/core/base/day.ts";
import { parseHorizon } from "../../src/core/base/period.ts";
import type { ScoredCutoff } from "../../src/core/backtest/forecast-cutoff.ts";
import { CUTOFF_QUEUE, runCutoffs } from "../../src/core/backtest/run-cutoffs.ts";
import { importPipeline } from "../../src/files/import-pipeline.ts";
import type { ImportedPipeline } from "../../src/files/import-result.ts";
import { withOtherLaterRows } from "./later-rows.ts";

/** All numbers of a cut-off that are forecast, none that is scored. */
export interface Forecasts {
  readonly methods: readonly unknown[];
  readonly withoutForecast: readonly unknown[];
  readonly bookedBefore: number;
  readonly winProbabilities: readonly string[];
}

/** What a backtest of a file forecasts at a cut-off before and after everything recorded later is changed. */
export interface LeakCheck {
  readonly before: Forecasts;
  readonly after: Forecasts;
  /** What was booked, by the one and the other file. */
  readonly actuals: readonly [number, number];
}

/** Forecasts a cut-off from a file and from the same file with other rows after it, both read from the disk. */
export async function checkLeak(
  path: string,
  question: { readonly cutoff: string; readonly horizon: string; readonly seed: number },
): Promise<LeakCheck> {
  const folder = mkdtempSync(join(tmpdir(), "revcast-leak-"));
  try {
    const other = join(folder, basename(path));
    writeFileSync(other, withOtherLaterRows(readFileSync(path, "utf8"), question.cutoff, question.seed));
    const before = forecastAt(await importPipeline([path]), question);
    const after = forecastAt(await importPipeline([other]), question);
    return {
      before: forecastsOf(before),
      after: forecastsOf(after),
      actuals: [before.actual, after.actual],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function forecastAt(
  imported: ImportedPipeline,
  { cutoff, horizon }: { readonly cutoff: string; readonly horizon: string },
): ScoredCutoff {
  const day = dayFromIso(cutoff)!;
  const period = parseHorizon(horizon, day);
  if (!period.ok) throw new Error(period.reason);
  const request = BacktestRequest.parse({
    from: cutoff,
    to: cutoff,
    everyDays: 7,
    horizon,
    methods: [...METHODS],
    drawCount: 2_000,
    funnel: imported.funnel,
    holidays: [],
  });
  const job = backtestJobOf(request, imported.log, [{ cutoff: day, period: period.value, weekOfPeriod: 0 }]);
  const [only] = runCutoffs(job, new Int32Array(CUTOFF_QUEUE.length));
  if (only?.result.ok !== true) throw new Error(`No forecast as of ${cutoff}`);
  return only.result.value;
}

function forecastsOf({ forecasts, missing, bookedBefore, opportunities }: ScoredCutoff): Forecasts {
  return {
    methods: forecasts.map(({ method, mean, median, quantiles }) => ({ method, mean, median, quantiles })),
    withoutForecast: missing,
    bookedBefore,
    winProbabilities: [opportunities.calibrated, opportunities.uncalibrated].map((chances) =>
      Buffer.from(chances.buffer, chances.byteOffset, chances.byteLength).toString("hex"),
    ),
  };
}
