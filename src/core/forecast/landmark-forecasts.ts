import type { Period } from "../base/period.ts";
import type { CreationCounts } from "./arrivals.ts";
import { clippedLogRatio, type LandmarkError } from "./calibration.ts";
import {
  expectWindow,
  winTablesOf,
  type FittedDay,
  type ModelSettings,
  type WindowExpectation,
} from "./landmark-sweep.ts";
import { broughtBy } from "./open-visits.ts";
import type { StateTable } from "./state-table.ts";
import type { WinTable } from "./win-tables.ts";

type Window = Pick<Period, "from" | "to">;

/** What is to be forecast on a day: the short window that the bias is learned from, the one asked for, or both. */
export interface LandmarkWindows {
  readonly short?: Window;
  readonly long?: Window;
}

/** The forecast of the long window of one day, before calibration. */
export interface LongFit {
  readonly fitted: FittedDay;
  readonly winTable: WinTable;
  readonly expectation: WindowExpectation;
}

export interface LandmarkForecasts {
  /** Errors of the open part over the short window, by day. */
  readonly shortErrors: ReadonlyMap<number, LandmarkError>;
  readonly longFits: ReadonlyMap<number, LongFit>;
}

/** Forecasts the windows of many fitted days; the actual of a short window is what the table knows of it now. */
export function forecastLandmarks(
  table: StateTable,
  settings: ModelSettings,
  fits: readonly FittedDay[],
  windowsOn: (day: number) => LandmarkWindows,
  creations: CreationCounts,
): LandmarkForecasts {
  const unit = 10 ** table.view.minorDigits;
  const shortErrors = new Map<number, LandmarkError>();
  const longFits = new Map<number, LongFit>();
  for (const fitted of fits) {
    const { day } = fitted;
    const { short, long } = windowsOn(day);
    const windows = [short, long].filter((window) => window !== undefined);
    const tables = winTablesOf(fitted, settings, windows);
    if (short !== undefined) {
      const expected = expectWindow(table, settings, fitted, tables[0]!, creations);
      const logRatio = clippedLogRatio(broughtBy(table, fitted.openVisits, short), expected.openMean, unit);
      shortErrors.set(day, { day, logRatio, relativeVariance: 0 });
    }
    if (long !== undefined) {
      const winTable = tables.at(-1)!;
      const expectation = expectWindow(table, settings, fitted, winTable, creations);
      longFits.set(day, { fitted, winTable, expectation });
    }
  }
  return { shortErrors, longFits };
}
