import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { backtestJobOf } from "../../src/app/backtest-tasks.ts";
import { BacktestRequest, METHODS, type Method } from "../../src/contracts/backtest.ts";
import { addDays, dayFromIso, isoFromDay } from "../../src/core/base/day.ts";
import { parseHorizon } from "../../src/core/base/period.ts";
import type { ScoredCutoff } from "../../src/core/backtest/forecast-cutoff.ts";
import { cutoffQueue } from "../../src/core/backtest/cutoff-queue.ts";
import { runCutoffs } from "../../src/core/backtest/run-cutoffs.ts";
import { LandmarkMemory } from "../../src/core/forecast/landmark-memory.ts";
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
  /** Like `after`, with what cut-offs before and after this one, of either file, had left in one memory. */
  readonly shared: Forecasts;
  /** Fits of past days that `shared` did not have to make. */
  readonly sparedFits: number;
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
    const one = await importPipeline([path]);
    const changed = await importPipeline([other]);
    const before = forecastAt(one, question);
    const after = forecastAt(changed, question);
    const memory = new LandmarkMemory();
    for (const file of [one, changed])
      for (const weeks of [5, 1, -1]) remember(file, question, weeks, memory);
    const { asked, fitted } = memory.counts;
    const shared = forecastAt(changed, question, memory);
    return {
      before: forecastsOf(before),
      after: forecastsOf(after),
      shared: forecastsOf(shared),
      sparedFits: memory.counts.asked - asked - (memory.counts.fitted - fitted),
      actuals: [before.actual, after.actual],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Forecasts weeks before or after a cut-off, for what is left in the memory. */
function remember(
  imported: ImportedPipeline,
  { cutoff, horizon }: { readonly cutoff: string; readonly horizon: string },
  weeks: number,
  memory: LandmarkMemory,
): void {
  const day = isoFromDay(addDays(dayFromIso(cutoff)!, 7 * weeks));
  forecastAt(imported, { cutoff: day, horizon }, memory, ["naive-last"]);
}

function forecastAt(
  imported: ImportedPipeline,
  { cutoff, horizon }: { readonly cutoff: string; readonly horizon: string },
  memory = new LandmarkMemory(),
  methods: readonly Method[] = METHODS,
): ScoredCutoff {
  const day = dayFromIso(cutoff)!;
  const period = parseHorizon(horizon, day);
  if (!period.ok) throw new Error(period.reason);
  const request = BacktestRequest.parse({
    from: cutoff,
    to: cutoff,
    everyDays: 7,
    horizon,
    methods: [...methods],
    drawCount: 2_000,
    funnel: imported.funnel,
    holidays: [],
  });
  const job = backtestJobOf(request, imported.log, [{ cutoff: day, period: period.value, weekOfPeriod: 0 }]);
  const [only] = runCutoffs(job, cutoffQueue(1, 1), 0, memory);
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
