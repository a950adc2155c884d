import type { Period } from "../base/period.ts";
import { BIN_OF_DWELL, DWELL_BIN_COUNT, DWELL_CAP } from "./dwell-bins.ts";
import { EXIT_CLASS, EXIT_CLASS_COUNT, exitClassOf } from "./hazard-counts.ts";
import type { HazardModel } from "./hazard-model.ts";
import { monthOfQuarter } from "../base/period.ts";
import type { Day } from "../base/day.ts";
import { weekdayFactor, type WorkCalendar } from "./work-calendar.ts";

/** States of one stage told apart by dwell: 0..DWELL_CAP. */
export const DWELL_COUNT = DWELL_CAP + 1;
/** Hazards of one day never add up to more than this. */
const LARGEST_DAILY_HAZARD = 0.98;

/** Chance to be won inside a window, by where an opportunity stands at the end of a day. */
export interface WinTable {
  readonly window: Pick<Period, "from" | "to">;
  /** At the end of the first day asked for; shape [stage x dwell]. */
  readonly probabilities: Float64Array;
  /** For an opportunity that enters a stage on day t; shape [day since the first x stage]. */
  readonly atEntry: Float64Array;
}

export interface SegmentFactors {
  readonly won: number;
  readonly lost: number;
}

const NO_SEGMENT: SegmentFactors = { won: 1, lost: 1 };

/**
 * Exact chance to be won in each window, for every stage and time in stage at the end of `asOf`: backward recursion over
 * days, no simulation of single opportunities.
 *
 *     R_t(s, d) = hWon [u in window] + sum_j h_j R_u(j, 0) + (1 - sum h) R_u(s, d + 1),   u = t + 1, hazards at dwell d + 1
 *
 * @param windows windows after `asOf`, in any order
 * @see reference model, section 2.3
 */
export function winTables(
  model: HazardModel,
  calendar: WorkCalendar,
  asOf: number,
  windows: readonly Pick<Period, "from" | "to">[],
  segment: SegmentFactors = NO_SEGMENT,
): WinTable[] {
  const lastDay = windows.reduce((last, window) => Math.max(last, window.to), asOf);
  const { stageCount } = model;
  const tables = windows.map((window) => ({
    window,
    probabilities: new Float64Array(stageCount * DWELL_COUNT),
    atEntry: new Float64Array((lastDay - asOf + 1) * stageCount),
  }));
  const day = new DayHazards(model);
  const inflow = new Float64Array(stageCount * DWELL_BIN_COUNT);
  for (let t = lastDay - 1; t >= asOf; t--) {
    day.fill(calendar, t + 1, segment);
    for (const table of tables) {
      if (t >= table.window.to) continue;
      stepBack(model, day, table.probabilities, inflow, t + 1 >= table.window.from);
      for (let stage = 0; stage < stageCount; stage++) {
        table.atEntry[(t - asOf) * stageCount + stage] = table.probabilities[stage * DWELL_COUNT]!;
      }
    }
  }
  return tables;
}

/** Hazards of one day; reused for every window. */
class DayHazards {
  private readonly model: HazardModel;
  /** Shape [stage x bin x target]. */
  readonly hazards: Float64Array;
  /** Chance to stay; shape [stage x bin]. */
  readonly stay: Float64Array;
  private readonly factors = new Float64Array(EXIT_CLASS_COUNT);

  constructor(model: HazardModel) {
    this.model = model;
    this.hazards = new Float64Array(model.rates.length);
    this.stay = new Float64Array(model.stageCount * DWELL_BIN_COUNT);
  }

  fill(calendar: WorkCalendar, date: number, segment: SegmentFactors): void {
    const { model, factors } = this;
    const month = monthOfQuarter(date as Day, calendar.fiscal);
    for (let exitClass = 0; exitClass < EXIT_CLASS_COUNT; exitClass++) {
      const weekdays = model.weekdayFactors.subarray(exitClass * 7, exitClass * 7 + 7);
      factors[exitClass] =
        weekdayFactor(calendar, weekdays, date) * model.monthFactors[exitClass * 3 + month]!;
    }
    factors[EXIT_CLASS.won]! *= segment.won;
    factors[EXIT_CLASS.lost]! *= segment.lost;
    const { targetCount } = model;
    for (let cell = 0; cell < this.stay.length; cell++) {
      let sum = 0;
      for (let j = 0; j < targetCount; j++) {
        const hazard = model.rates[cell * targetCount + j]! * factors[exitClassOf(j, model.wonCode)]!;
        this.hazards[cell * targetCount + j] = hazard;
        sum += hazard;
      }
      if (sum > LARGEST_DAILY_HAZARD) {
        const scale = LARGEST_DAILY_HAZARD / sum;
        for (let j = 0; j < targetCount; j++) this.hazards[cell * targetCount + j]! *= scale;
        sum = LARGEST_DAILY_HAZARD;
      }
      this.stay[cell] = 1 - sum;
    }
  }
}

/** One day back, in place: dwell ascends, so each cell still reads its later neighbour of the day after. */
function stepBack(
  model: HazardModel,
  day: DayHazards,
  probabilities: Float64Array,
  inflow: Float64Array,
  isInWindow: boolean,
): void {
  const { stageCount, targetCount, wonCode } = model;
  const { hazards, stay } = day;
  for (let cell = 0; cell < inflow.length; cell++) {
    let sum = isInWindow ? hazards[cell * targetCount + wonCode]! : 0;
    for (let j = 0; j < wonCode; j++)
      sum += hazards[cell * targetCount + j]! * probabilities[j * DWELL_COUNT]!;
    // A lost opportunity can come back only where lost is a stage of the model.
    if (stageCount > wonCode)
      sum += hazards[cell * targetCount + wonCode + 1]! * probabilities[wonCode * DWELL_COUNT]!;
    inflow[cell] = sum;
  }
  for (let stage = 0; stage < stageCount; stage++) {
    const first = stage * DWELL_COUNT;
    const firstBin = stage * DWELL_BIN_COUNT;
    for (let dwell = 0; dwell < DWELL_CAP; dwell++) {
      const cell = firstBin + BIN_OF_DWELL[dwell + 1]!;
      probabilities[first + dwell] = inflow[cell]! + stay[cell]! * probabilities[first + dwell + 1]!;
    }
    const last = firstBin + BIN_OF_DWELL[DWELL_CAP + 1]!;
    probabilities[first + DWELL_CAP] = inflow[last]! + stay[last]! * probabilities[first + DWELL_CAP]!;
  }
}
