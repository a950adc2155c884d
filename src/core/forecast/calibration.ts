import { clamp } from "../maths/clamp.ts";
import { halvings } from "../maths/halvings.ts";

/** Landmarks lie a week apart, at most this many. */
export const LANDMARK_COUNT = 26;
export const LANDMARK_STEP_DAYS = 7;
/** A landmark needs this much history before it. */
const FEWEST_HISTORY_DAYS = 28;
/** The bias of the open pipeline is learned from windows no longer than this. */
export const SHORT_WINDOW_DAYS = 14;
/** Weight of a landmark halves with this age. */
const LANDMARK_HALF_LIFE_DAYS = 120;
/** Windows a week apart of length H overlap: each is worth this many days over H of an independent one. */
const INDEPENDENT_DAYS = 10.5;

/** How far a forecast made on a past day was off. */
export interface LandmarkError {
  readonly day: number;
  /** ln(actual / expected), clipped to +-1. */
  readonly logRatio: number;
  /** Variance of the sum of independent outcomes over the expectation squared. */
  readonly relativeVariance: number;
}

/** Days on which a forecast with this span would have been over by `asOf`, newest first. @param start first day of history */
export function landmarkDays(asOf: number, span: number, start: number, count = LANDMARK_COUNT): number[] {
  const days: number[] = [];
  for (let k = 0; k < count; k++) {
    const day = asOf - span - LANDMARK_STEP_DAYS * k;
    if (day < start + FEWEST_HISTORY_DAYS) break;
    days.push(day);
  }
  return days;
}

/**
 * The landmarks moved back to days of snapshots, each day once: between two snapshots the table knows of new closes, but
 * not where new opportunities stand, which no real forecast ever meets.
 * @param days         newest first
 * @param snapshotDays ascending; empty for a history of changes, which keeps all days
 */
export function onSnapshotDays(days: readonly number[], snapshotDays: Int32Array, start: number): number[] {
  if (snapshotDays.length === 0) return [...days];
  const earliest = start + FEWEST_HISTORY_DAYS;
  const moved = days.map((day) => snapshotDays.findLast((snapshot) => snapshot <= day) ?? start);
  return [...new Set(moved)].filter((day) => day >= earliest);
}

/** ln(actual / expected), both at least one unit of the currency, clipped to +-1. */
export function clippedLogRatio(actual: number, expected: number, unit: number): number {
  return clamp(Math.log(Math.max(actual, unit) / Math.max(expected, unit)), -1, 1);
}

/**
 * Log bias of the open pipeline: the weighted mean error of short windows, believed as far as the windows agree.
 * @param errors   newest first, a week apart, the newest one with k = 0
 * @param span     days of each window
 * @returns b, |b| <= 0.6; the open part is multiplied by e^b. 0 without windows
 * @see reference model, section 2.6
 */
export function openBias(errors: readonly LandmarkError[], span: number): number {
  if (errors.length === 0) return 0;
  const weights = errors.map((_, k) => halvings((LANDMARK_STEP_DAYS * k) / LANDMARK_HALF_LIFE_DAYS));
  const effective = sum(weights) * Math.min(1, INDEPENDENT_DAYS / span);
  const mean = weightedMean(
    errors.map((error) => error.logRatio),
    weights,
  );
  const variance = weightedMean(
    errors.map((error) => (error.logRatio - mean) ** 2),
    weights,
  );
  const spread = (effective * variance + 2 * 0.2 ** 2) / (effective + 2);
  return clamp((mean * effective * 0.25 ** 2) / (effective * 0.25 ** 2 + spread), -0.6, 0.6);
}

export interface CommonFactor {
  readonly sigma: number;
  readonly degreesOfFreedom: number;
  /** How many independent windows the errors are worth. */
  readonly effectiveWindows: number;
  /** false: history says too little and the range is a wide prior. */
  readonly isCalibrated: boolean;
}

export interface FactorEvidence {
  /** Errors of the total over windows like the one asked for, newest first. */
  readonly errors: readonly LandmarkError[];
  readonly asOf: number;
  readonly start: number;
  /** Days from the information to the end of the window. */
  readonly span: number;
  /** Share of the expectation that comes from business not created yet. */
  readonly newShare: number;
  /** Relative variance that the expectation has because it was learned from so many wins; 0 for a plain baseline. */
  readonly estimateVariance: number;
  readonly winCount: number;
}

/** With fewer wins the errors of the past say nothing reliable. */
export const FEWEST_WINS_TO_CALIBRATE = 40;
/** The mean absolute error stands for the root mean square in this proportion: less than 1.25, that of normal errors. */
const SPREAD_OF_MEAN_ABSOLUTE = 1.1;
/** What of the variance of chance alone is in the square of that: errors by chance have a mean size of sqrt(2 / pi) sd. */
const CHANCE_SHARE = (SPREAD_OF_MEAN_ABSOLUTE ** 2 * 2) / Math.PI;
/** Relative error of a forecast that nothing has tested yet. */
const UNTESTED_SD = 0.25;

/**
 * Spread of the common factor: what past errors show beyond the chance of single opportunities, added to a structural
 * prior that counts as two windows. The mean absolute error (times 1.1) stands for the root mean square, so that one
 * level shift does not widen every later interval. Where history cannot say, the prior is widened by the uncertainty of the win
 * rate itself (1 / wins, the relative variance of a rate seen that often) or by that of an untested forecast.
 * @see reference model, sections 2.7 and 2.9
 */
export function commonFactor(evidence: FactorEvidence): CommonFactor {
  const { errors, span } = evidence;
  const structural = 0.05 ** 2 + ((evidence.newShare * 0.1) ** 2 * span) / 30;
  const prior = structural + evidence.estimateVariance;
  if (evidence.winCount < FEWEST_WINS_TO_CALIBRATE) {
    const sigma = Math.sqrt(structural + Math.max(evidence.estimateVariance, 1 / (1 + evidence.winCount)));
    return { sigma, degreesOfFreedom: 5, effectiveWindows: 0, isCalibrated: false };
  }
  if (errors.length === 0) {
    const sigma = Math.sqrt(prior + UNTESTED_SD ** 2);
    return { sigma, degreesOfFreedom: 5, effectiveWindows: 0, isCalibrated: false };
  }
  const weights = errors.map(
    (error, k) =>
      (halvings((LANDMARK_STEP_DAYS * k) / LANDMARK_HALF_LIFE_DAYS) * (error.day - evidence.start)) /
      (evidence.asOf - evidence.start),
  );
  const effectiveWindows = sum(weights) * Math.min(1, INDEPENDENT_DAYS / span);
  const size =
    SPREAD_OF_MEAN_ABSOLUTE *
    weightedMean(
      errors.map((error) => Math.abs(error.logRatio)),
      weights,
    );
  const chance = weightedMean(
    errors.map((error) => error.relativeVariance),
    weights,
  );
  const excess = Math.max(0, size ** 2 - CHANCE_SHARE * chance);
  const variance = (2 * prior + effectiveWindows * excess) / (2 + effectiveWindows);
  return {
    sigma: Math.sqrt(variance),
    degreesOfFreedom: Math.min(30, 5 + effectiveWindows),
    effectiveWindows,
    isCalibrated: true,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function weightedMean(values: readonly number[], weights: readonly number[]): number {
  const total = sum(weights);
  return total > 0 ? values.reduce((a, value, i) => a + value * weights[i]!, 0) / total : 0;
}
