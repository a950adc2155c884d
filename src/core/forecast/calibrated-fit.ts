import { ensure } from "../base/ensure.ts";
import type { Period } from "../base/period.ts";
import { countCreations, type CreationCounts } from "./arrivals.ts";
import {
  clippedLogRatio,
  commonFactor,
  LANDMARK_COUNT,
  landmarkDays,
  onSnapshotDays,
  openBias,
  SHORT_WINDOW_DAYS,
  type CommonFactor,
  type LandmarkError,
} from "./calibration.ts";
import { forecastLandmarks, type LandmarkForecasts, type LandmarkWindows } from "./landmark-forecasts.ts";
import {
  bookedIn,
  fitDays,
  type FittedDay,
  type ModelSettings,
  type WindowExpectation,
} from "./landmark-sweep.ts";
import { segmentFitter } from "./segment-fitter.ts";
import { segmentsImprove } from "./segments-improve.ts";
import type { Segments } from "./segments.ts";
import type { StateTable } from "./state-table.ts";
import type { WinTable } from "./win-tables.ts";

type Window = Pick<Period, "from" | "to">;

/** Segments are tested on every fourth landmark: windows a week apart say much the same. */
const SEGMENT_TEST_STEP = 4;

/** A past forecast of a window like the one asked for, calibrated with what was known then. */
export interface PastWindow {
  readonly fitted: FittedDay;
  readonly winTable: WinTable;
  readonly expectation: WindowExpectation;
  readonly openBias: number;
  readonly factor: CommonFactor;
  readonly actual: number;
}

/** The model as of a day, calibrated on its own past for one window. */
export interface CalibratedFit {
  readonly fitted: FittedDay;
  readonly winTable: WinTable;
  readonly window: Window;
  readonly expectation: WindowExpectation;
  readonly creations: CreationCounts;
  readonly openBias: number;
  readonly factor: CommonFactor;
  /** Opportunities of different segments have different chances: past chances were clearly better for it. */
  readonly segmentsImprove: boolean;
  /** Newest first; each calibrated only with windows that had ended before it. */
  readonly past: readonly PastWindow[];
}

/**
 * Fits the model as of the last known day and calibrates it: the bias of the open part from short windows, the spread
 * of the common factor from windows like the one asked for. Every past forecast is made the same way, from its own past.
 * All landmarks are fitted in one pass over the state table.
 * @param window   after the table's last day
 * @param segments what opportunities may differ by; they do in the forecast only where past chances were clearly better for it
 */
export function fitCalibrated(
  table: StateTable,
  settings: ModelSettings,
  window: Window,
  segments?: Segments,
): CalibratedFit {
  const asOf = table.lastDay;
  ensure(window.from > asOf && window.to >= window.from, "A forecast window lies after the last known day");
  const start = table.firstCloseDay;
  const span = window.to - asOf;
  const shortSpan = Math.min(SHORT_WINDOW_DAYS, window.to - window.from + 1);
  const landmarks = (day: number, days: number, count: number): number[] =>
    onSnapshotDays(landmarkDays(day, days, start, count), table.view.snapshotDays, start);
  const longDays = landmarks(asOf, span, 2 * LANDMARK_COUNT);
  const shortDays = new Set([asOf, ...longDays].flatMap((day) => landmarks(day, shortSpan, LANDMARK_COUNT)));
  const days = [...new Set([asOf, ...longDays, ...shortDays])].sort((a, b) => a - b);
  const creations = countCreations(table);
  const unit = 10 ** table.view.minorDigits;
  const isLong = new Set([asOf, ...longDays]);
  const windowsOn = (day: number): LandmarkWindows => ({
    ...(shortDays.has(day) ? { short: { from: day + 1, to: day + shortSpan } as Window } : {}),
    ...(isLong.has(day) ? { long: { from: day + (window.from - asOf), to: day + span } as Window } : {}),
  });
  const fits = fitDays(table, settings, days);
  const forecast = (fittedDays: readonly FittedDay[]): LandmarkForecasts =>
    forecastLandmarks(table, settings, fittedDays, windowsOn, creations);
  const alike = forecast(fits);
  const segmentsOn = segments && segmentFitter(table, settings, segments);
  const tested = longDays.slice(0, LANDMARK_COUNT).filter((_, k) => k % SEGMENT_TEST_STEP === 0);
  const testedFits = tested.map((day) => alike.longFits.get(day)!);
  const doSegmentsImprove =
    segmentsOn !== undefined && segmentsImprove(table, settings, testedFits, segmentsOn);
  // Where segments differ every past forecast is made with them too, so that bias and factor belong to one model.
  const { shortErrors, longFits } = doSegmentsImprove
    ? forecast(fits.map((fitted) => ({ ...fitted, segments: segmentsOn(fitted) })))
    : alike;
  const biasAsOf = (day: number): number =>
    openBias(
      landmarks(day, shortSpan, LANDMARK_COUNT).map((landmark) => shortErrors.get(landmark)!),
      shortSpan,
    );
  const longErrors = new Map<number, LandmarkError>();
  const biases = new Map<number, number>();
  const actuals = new Map<number, number>();
  for (const day of [asOf, ...longDays]) biases.set(day, biasAsOf(day));
  for (const day of longDays) {
    const { expectation } = longFits.get(day)!;
    const actual = bookedIn(table, expectation.window);
    actuals.set(day, actual);
    longErrors.set(day, errorOf(expectation, biases.get(day)!, actual, unit));
  }
  const factorAsOf = (day: number): CommonFactor => {
    const { fitted, expectation } = longFits.get(day)!;
    const openMean = Math.exp(biases.get(day)!) * expectation.openMean;
    const mean = openMean + expectation.newMean;
    // Windows that had ended by then, newest first: nothing else was known on that day.
    const errors = longDays
      .filter((landmark) => landmark + span <= day)
      .slice(0, LANDMARK_COUNT)
      .map((landmark) => longErrors.get(landmark)!);
    return commonFactor({
      errors,
      asOf: day,
      start,
      span,
      newShare: mean > 0 ? expectation.newMean / mean : 0,
      winCount: fitted.amounts.winCount,
    });
  };
  const now = longFits.get(asOf)!;
  return {
    ...now,
    window,
    creations,
    openBias: biases.get(asOf)!,
    factor: factorAsOf(asOf),
    segmentsImprove: doSegmentsImprove,
    past: longDays.slice(0, LANDMARK_COUNT).map((day) => ({
      ...longFits.get(day)!,
      openBias: biases.get(day)!,
      factor: factorAsOf(day),
      actual: actuals.get(day)!,
    })),
  };
}

/** Error of the calibrated mean of the total, with the part of it that chance alone explains. */
function errorOf(expectation: WindowExpectation, bias: number, actual: number, unit: number): LandmarkError {
  const scale = Math.exp(bias);
  const mean = scale * expectation.openMean + expectation.newMean;
  const variance = scale ** 2 * expectation.openVariance + expectation.newVariance;
  return {
    day: expectation.day,
    logRatio: clippedLogRatio(actual, mean, unit),
    relativeVariance: mean > 0 ? variance / mean ** 2 : 0,
  };
}
