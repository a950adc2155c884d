import { clamp } from "../maths/clamp.ts";
import { DWELL_BIN_COUNT } from "./dwell-bins.ts";
import { EXIT_CLASS, EXIT_CLASS_COUNT, exitClassOf, type HazardCounts } from "./hazard-counts.ts";
import { DAY_GROUP_COUNT } from "./work-calendar.ts";

/** Weight of the stage's mean rate in the rate of a bin, in events (gamma-Poisson). */
const PRIOR_EVENTS = 0.5;
/** Weight of the CRM's probability where it has to stand in for history, in events. */
const CRM_PRIOR_EVENTS = 2;
/** With fewer wins than this the CRM's probabilities take part in every stage. */
export const FEWEST_WINS_FOR_HISTORY = 10;

/**
 * Cause-specific daily hazards by stage and time in stage, with factors for the day.
 * The hazard of target j on a date is `rates` x weekday factor x month factor of j's class.
 */
export interface HazardModel {
  readonly stageCount: number;
  readonly targetCount: number;
  readonly wonCode: number;
  /** Shape [stage x bin x target], per day. */
  readonly rates: Float64Array;
  /** Shape [class x weekday]. */
  readonly weekdayFactors: Float64Array;
  /** Shape [class x month of quarter]; 1 for moves. */
  readonly monthFactors: Float64Array;
}

/** What stands in where history says nothing: the CRM's win probability by stage and a time to close. */
export interface CrmPrior {
  /** 0..1; shape [open stage]. */
  readonly winProbabilities: Float64Array;
  readonly cycleDays: number;
}

/**
 * Hazards from counts, shrunk to the stage's mean rate where a bin saw little (empirical Bayes); a bin with much
 * exposure and no event goes to almost nothing, so opportunities that nobody closes need no rule.
 * @param quartersSeen per month of the quarter: in how many quarters it was observed for 20 days or more
 * @param winCount     wins so far: few of them bring in the CRM's probabilities
 * @see reference model, section 2.2
 */
export function fitHazards(
  counts: HazardCounts,
  wonCode: number,
  quartersSeen: readonly number[],
  winCount: number,
  prior: CrmPrior,
): HazardModel {
  const { stageCount, targetCount } = counts;
  const rates = new Float64Array(stageCount * DWELL_BIN_COUNT * targetCount);
  const atRisk = atRiskByCell(counts);
  for (let stage = 0; stage < stageCount; stage++) {
    fillStageRates(counts, atRisk, stage, wonCode, winCount, prior, rates);
  }
  const model: HazardModel = {
    stageCount,
    targetCount,
    wonCode,
    rates,
    weekdayFactors: new Float64Array(EXIT_CLASS_COUNT * 7).fill(1),
    monthFactors: new Float64Array(EXIT_CLASS_COUNT * 3).fill(1),
  };
  fillDayFactors(counts, model, quartersSeen);
  return model;
}

/**
 * The model without weekday factors for moves between stages: where snapshots tell of them, every move falls on the day
 * of a snapshot, which the time since the snapshot before already says.
 */
export function withoutWeekdaysOfMoves(model: HazardModel): HazardModel {
  const weekdayFactors = model.weekdayFactors.slice();
  weekdayFactors.fill(1, EXIT_CLASS.move * 7, EXIT_CLASS.move * 7 + 7);
  return { ...model, weekdayFactors };
}

function fillStageRates(
  counts: HazardCounts,
  atRisk: Float64Array,
  stage: number,
  wonCode: number,
  winCount: number,
  prior: CrmPrior,
  rates: Float64Array,
): void {
  const { targetCount } = counts;
  const events = new Float64Array(targetCount);
  let exposure = 0;
  for (let bin = 0; bin < DWELL_BIN_COUNT; bin++) {
    const cell = stage * DWELL_BIN_COUNT + bin;
    exposure += atRisk[cell]!;
    for (let j = 0; j < targetCount; j++) events[j]! += counts.exits[cell * targetCount + j]!;
  }
  const hasHistory = events.some((count) => count > 0);
  const usesCrm = stage < wonCode && (winCount < FEWEST_WINS_FOR_HISTORY || !hasHistory);
  for (let bin = 0; bin < DWELL_BIN_COUNT; bin++) {
    const cell = stage * DWELL_BIN_COUNT + bin;
    for (let j = 0; j < targetCount; j++) {
      let rate = exposure > 0 ? events[j]! / exposure : 0;
      let weight = PRIOR_EVENTS;
      if (usesCrm && (j === wonCode || j === wonCode + 1)) {
        const share = prior.winProbabilities[stage]!;
        rate = (j === wonCode ? share : 1 - share) / prior.cycleDays;
        weight = CRM_PRIOR_EVENTS;
      }
      if (rate <= 0) continue;
      rates[cell * targetCount + j] =
        (counts.exits[cell * targetCount + j]! + weight) / (atRisk[cell]! + weight / rate);
    }
  }
}

function atRiskByCell(counts: HazardCounts): Float64Array {
  const cellCount = counts.stageCount * DWELL_BIN_COUNT;
  const sums = new Float64Array(cellCount);
  for (let cell = 0; cell < cellCount; cell++) {
    let sum = 0;
    for (let group = 0; group < DAY_GROUP_COUNT; group++)
      sum += counts.atRisk[cell * DAY_GROUP_COUNT + group]!;
    sums[cell] = sum;
  }
  return sums;
}

/**
 * Observed over expected exits: first by weekday, (O+20)/(E+20), then, given those, by month of the quarter for won and
 * lost, exp of the shrunk log ratio: with one quarter seen a month cannot be told from noise.
 */
function fillDayFactors(counts: HazardCounts, model: HazardModel, quartersSeen: readonly number[]): void {
  const expected = expectedByGroup(counts, model);
  const sumOver = (
    column: Float64Array,
    exitClass: number,
    has: (group: number) => boolean,
    factor: Float64Array,
  ): number => {
    let sum = 0;
    for (let group = 0; group < DAY_GROUP_COUNT; group++) {
      if (has(group)) sum += column[exitClass * DAY_GROUP_COUNT + group]! * factor[Math.floor(group / 3)]!;
    }
    return sum;
  };
  const ones = new Float64Array(7).fill(1);
  for (let exitClass = 0; exitClass < EXIT_CLASS_COUNT; exitClass++) {
    const weekdays = model.weekdayFactors.subarray(exitClass * 7, exitClass * 7 + 7);
    for (let weekday = 0; weekday < 7; weekday++) {
      const isWeekday = (group: number): boolean => Math.floor(group / 3) === weekday;
      const seen = sumOver(counts.exitsByGroup, exitClass, isWeekday, ones);
      weekdays[weekday] = (seen + 20) / (sumOver(expected, exitClass, isWeekday, ones) + 20);
    }
    if (exitClass === EXIT_CLASS.move) continue;
    for (let month = 0; month < 3; month++) {
      const isMonth = (group: number): boolean => group % 3 === month;
      const seen = sumOver(counts.exitsByGroup, exitClass, isMonth, ones);
      const quarters = quartersSeen[month]!;
      const ratio = Math.log((seen + 5) / (sumOver(expected, exitClass, isMonth, weekdays) + 5));
      model.monthFactors[exitClass * 3 + month] = Math.exp(
        clamp((ratio * quarters) / (quarters + 0.5), -1, 1),
      );
    }
  }
}

/** Expected exits without factors; shape [class x day group]. */
function expectedByGroup(counts: HazardCounts, model: HazardModel): Float64Array {
  const expected = new Float64Array(EXIT_CLASS_COUNT * DAY_GROUP_COUNT);
  const cellCount = counts.stageCount * DWELL_BIN_COUNT;
  const rate = new Float64Array(EXIT_CLASS_COUNT);
  for (let cell = 0; cell < cellCount; cell++) {
    rate.fill(0);
    for (let j = 0; j < counts.targetCount; j++) {
      rate[exitClassOf(j, model.wonCode)]! += model.rates[cell * counts.targetCount + j]!;
    }
    for (let exitClass = 0; exitClass < EXIT_CLASS_COUNT; exitClass++) {
      if (rate[exitClass] === 0) continue;
      for (let group = 0; group < DAY_GROUP_COUNT; group++) {
        expected[exitClass * DAY_GROUP_COUNT + group]! +=
          rate[exitClass]! * counts.atRisk[cell * DAY_GROUP_COUNT + group]!;
      }
    }
  }
  return expected;
}
