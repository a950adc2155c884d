import { ensure } from "../base/ensure.ts";
import type { Period } from "../base/period.ts";
import type { AmountModel } from "./amounts.ts";
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
import { forecastLandmarks, type LandmarkWindows, type LongFit } from "./landmark-forecasts.ts";
import { LandmarkMemory } from "./landmark-memory.ts";
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

/** Forecasts of all landmarks with their calibration, by day. */
interface CalibratedLandmarks {
  readonly longFits: ReadonlyMap<number, LongFit>;
  readonly biases: ReadonlyMap<number, number>;
  /** Errors of the calibrated total over windows like the one asked for. */
  readonly longErrors: ReadonlyMap<number, LandmarkError>;
}

/**
 * Fits the model as of the last known day and calibrates it: the bias of the open part from short windows, the spread
 * of the common factor from windows like the one asked for. Every past forecast is made the same way, from its own past.
 * All landmarks are fitted in one pass over the state table.
 * @param window   after the table's last day
 * @param segments what opportunities may differ by; they do in the forecast only where past chances were clearly better for it
 * @param memory   what other cut-offs of a backtest fitted; it never changes a figure
 */
export function fitCalibrated(
  table: StateTable,
  settings: ModelSettings,
  window: Window,
  segments?: Segments,
  memory = new LandmarkMemory(),
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
  memory.turnTo(table, settings);
  const fits = memory.fitsOf(days, (missing) => fitDays(table, settings, missing));
  const calibrate = (fittedDays: readonly FittedDay[]): CalibratedLandmarks => {
    const { shortErrors, longFits } = forecastLandmarks(
      table,
      settings,
      fittedDays,
      windowsOn,
      creations,
      memory,
    );
    const biasAsOf = (day: number): number =>
      openBias(
        landmarks(day, shortSpan, LANDMARK_COUNT).map((landmark) => shortErrors.get(landmark)!),
        shortSpan,
      );
    const biases = new Map([asOf, ...longDays].map((day) => [day, biasAsOf(day)]));
    const longErrors = new Map(
      longDays.map((day) => {
        const { expectation } = longFits.get(day)!;
        return [day, errorOf(expectation, biases.get(day)!, actuals.get(day)!, unit)];
      }),
    );
    return { longFits, biases, longErrors };
  };
  const actuals = new Map(longDays.map((day) => [day, bookedIn(table, windowsOn(day).long!)]));
  const alike = calibrate(fits);
  const bySegment =
    segments && calibratedBySegment(table, settings, segments, { fits, longDays, alike, calibrate });
  const { longFits, biases, longErrors } = bySegment ?? alike;
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
      estimateVariance: varianceOfRate(fitted.amounts),
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
    segmentsImprove: bySegment !== undefined,
    past: longDays.slice(0, LANDMARK_COUNT).map((day) => ({
      ...longFits.get(day)!,
      openBias: biases.get(day)!,
      factor: factorAsOf(day),
      actual: actuals.get(day)!,
    })),
  };
}

/**
 * All landmarks once more with chances by segment, so that bias and factor belong to one model; undefined where the
 * chances of past days were not clearly better for it, or their totals were further off: a forecast is there for its total.
 */
function calibratedBySegment(
  table: StateTable,
  settings: ModelSettings,
  segments: Segments,
  {
    fits,
    longDays,
    alike,
    calibrate,
  }: {
    readonly fits: readonly FittedDay[];
    readonly longDays: readonly number[];
    readonly alike: CalibratedLandmarks;
    readonly calibrate: (fits: readonly FittedDay[]) => CalibratedLandmarks;
  },
): CalibratedLandmarks | undefined {
  const recentDays = longDays.slice(0, LANDMARK_COUNT);
  const tested = recentDays.filter((_, k) => k % SEGMENT_TEST_STEP === 0);
  const segmentsOn = segmentFitter(table, settings, segments);
  const testedFits = tested.map((day) => alike.longFits.get(day)!);
  if (!segmentsImprove(table, settings, testedFits, segmentsOn)) return undefined;
  const bySegment = calibrate(fits.map((fitted) => ({ ...fitted, segments: segmentsOn(fitted) })));
  const missedBy = ({ longErrors }: CalibratedLandmarks): number =>
    recentDays.reduce((sum, day) => sum + Math.abs(longErrors.get(day)!.logRatio), 0);
  return missedBy(bySegment) <= missedBy(alike) ? bySegment : undefined;
}

/** Relative variance of a rate of bookings that was seen in so many wins of amounts so different (compound Poisson). */
function varianceOfRate({ poolMean, poolMeanSquare, winCount }: AmountModel): number {
  return poolMean > 0 ? poolMeanSquare / poolMean ** 2 / (1 + winCount) : 0;
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
