import type { Period } from "../base/period.ts";
import type { CreationCounts } from "./arrivals.ts";
import { clippedLogRatio, type LandmarkError } from "./calibration.ts";
import type { LandmarkMemory, WindowForecast } from "./landmark-memory.ts";
import { expectWindow, winTablesOf, type FittedDay, type ModelSettings } from "./landmark-sweep.ts";
import { broughtBy } from "./open-visits.ts";
import type { StateTable } from "./state-table.ts";

type Window = Pick<Period, "from" | "to">;

/** What is to be forecast on a day: the short window that the bias is learned from, the one asked for, or both. */
export interface LandmarkWindows {
  readonly short?: Window;
  readonly long?: Window;
}

/** The forecast of the long window of one day, before calibration. */
export interface LongFit extends WindowForecast {
  readonly fitted: FittedDay;
}

export interface LandmarkForecasts {
  /** Errors of the open part over the short window, by day. */
  readonly shortErrors: ReadonlyMap<number, LandmarkError>;
  readonly longFits: ReadonlyMap<number, LongFit>;
}

/**
 * Forecasts the windows of many fitted days; the actual of a short window is what the table knows of it now.
 * @param memory turned to the table
 */
export function forecastLandmarks(
  table: StateTable,
  settings: ModelSettings,
  fits: readonly FittedDay[],
  windowsOn: (day: number) => LandmarkWindows,
  creations: CreationCounts,
  memory: LandmarkMemory,
): LandmarkForecasts {
  const unit = 10 ** table.view.minorDigits;
  const shortErrors = new Map<number, LandmarkError>();
  const longFits = new Map<number, LongFit>();
  for (const fitted of fits) {
    const { day } = fitted;
    const { short, long } = windowsOn(day);
    const windows = [short, long].filter((window) => window !== undefined);
    const forecasts = memory.forecastsOf(fitted, windows, (missing) =>
      winTablesOf(fitted, settings, missing).map((winTable) => ({
        winTable,
        expectation: expectWindow(table, settings, fitted, winTable, creations),
      })),
    );
    if (short !== undefined) {
      const { openMean } = forecasts[0]!.expectation;
      const logRatio = clippedLogRatio(broughtBy(table, fitted.openVisits, short), openMean, unit);
      shortErrors.set(day, { day, logRatio, relativeVariance: 0 });
    }
    if (long !== undefined) longFits.set(day, { fitted, ...forecasts.at(-1)! });
  }
  return { shortErrors, longFits };
}
