import type { Period } from "../base/period.ts";
import { BIN_OF_DWELL, DWELL_BIN_COUNT, DWELL_CAP, dwellRange } from "./dwell-bins.ts";
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
  /** The same as `probabilities` by segment, where segments differ. */
  readonly segments?: {
    /** Shape [state of the view]. */
    readonly groupOfState: Uint8Array;
    /** Shape [group], each [stage x dwell]. */
    readonly probabilities: readonly Float64Array[];
  };
}

/** How many times as often as others the opportunities of a segment are won and lost. */
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

const LAST_DWELL_OF_BIN = Int32Array.from({ length: DWELL_BIN_COUNT }, (_, bin) =>
  Math.min(dwellRange(bin).last, DWELL_CAP),
);

/** Hazards of one day; reused for every window. */
class DayHazards {
  private readonly model: HazardModel;
  /** Shape [stage x bin x target]. */
  readonly hazards: Float64Array;
  /** Chance to stay; shape [stage x bin]. */
  readonly stay: Float64Array;
  /** Targets that a stage was ever left for, ascending; shape [stage]. Most of them never are. */
  readonly targets: readonly Uint16Array[];
  private readonly factors = new Float64Array(EXIT_CLASS_COUNT);

  constructor(model: HazardModel) {
    this.model = model;
    this.hazards = new Float64Array(model.rates.length);
    this.stay = new Float64Array(model.stageCount * DWELL_BIN_COUNT);
    this.targets = Array.from({ length: model.stageCount }, (_, stage) => targetsOf(model, stage));
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
    for (let cell = 0; cell < this.stay.length; cell++) this.fillCell(cell);
  }

  private fillCell(cell: number): void {
    const { model, factors, hazards } = this;
    const targets = this.targets[Math.floor(cell / DWELL_BIN_COUNT)]!;
    const first = cell * model.targetCount;
    let sum = 0;
    for (let index = 0; index < targets.length; index++) {
      const j = targets[index]!;
      const hazard = model.rates[first + j]! * factors[exitClassOf(j, model.wonCode)]!;
      hazards[first + j] = hazard;
      sum += hazard;
    }
    if (sum > LARGEST_DAILY_HAZARD) {
      const scale = LARGEST_DAILY_HAZARD / sum;
      for (const j of targets) hazards[first + j]! *= scale;
      sum = LARGEST_DAILY_HAZARD;
    }
    this.stay[cell] = 1 - sum;
  }
}

function targetsOf({ rates, targetCount }: HazardModel, stage: number): Uint16Array {
  const targets: number[] = [];
  for (let j = 0; j < targetCount; j++) {
    let bin = 0;
    while (bin < DWELL_BIN_COUNT && rates[(stage * DWELL_BIN_COUNT + bin) * targetCount + j] === 0) bin++;
    if (bin < DWELL_BIN_COUNT) targets.push(j);
  }
  return Uint16Array.from(targets);
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
    const targets = day.targets[Math.floor(cell / DWELL_BIN_COUNT)]!;
    let sum = isInWindow ? hazards[cell * targetCount + wonCode]! : 0;
    for (let index = 0; index < targets.length && targets[index]! < wonCode; index++) {
      const j = targets[index]!;
      sum += hazards[cell * targetCount + j]! * probabilities[j * DWELL_COUNT]!;
    }
    // A lost opportunity can come back only where lost is a stage of the model.
    if (stageCount > wonCode)
      sum += hazards[cell * targetCount + wonCode + 1]! * probabilities[wonCode * DWELL_COUNT]!;
    inflow[cell] = sum;
  }
  for (let stage = 0; stage < stageCount; stage++) {
    const first = stage * DWELL_COUNT;
    const firstBin = stage * DWELL_BIN_COUNT;
    for (let bin = 0, dwell = 0; bin < DWELL_BIN_COUNT; bin++) {
      const inflowOfBin = inflow[firstBin + bin]!;
      const stayOfBin = stay[firstBin + bin]!;
      for (const end = LAST_DWELL_OF_BIN[bin]!; dwell < end; dwell++) {
        probabilities[first + dwell] = inflowOfBin + stayOfBin * probabilities[first + dwell + 1]!;
      }
    }
    const last = firstBin + BIN_OF_DWELL[DWELL_CAP + 1]!;
    probabilities[first + DWELL_CAP] = inflow[last]! + stay[last]! * probabilities[first + DWELL_CAP]!;
  }
}
