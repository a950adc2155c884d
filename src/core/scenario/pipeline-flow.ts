import type { Period } from "../base/period.ts";
import { BIN_OF_DWELL, DWELL_BIN_COUNT, DWELL_CAP, dwellRange } from "../forecast/dwell-bins.ts";
import type { HazardModel } from "../forecast/hazard-model.ts";
import type { DayChances, LeverHazards } from "./lever-hazards.ts";

/** Opportunities whose way through the stages is followed together. */
export interface Population {
  /** How many stand in each row of the hazards at the end of the first day; shape [stage x dwell 0..DWELL_CAP]. */
  readonly standing?: Float64Array;
  /** Expected creations on a day, split by `entryShares`; shape [day after the as-of day]. */
  readonly createdOn?: Float64Array;
  /** Share of creations by stage code, won included. */
  readonly entryShares?: Float64Array;
}

/** Expected events of a population; shape [month]. */
export interface PopulationFlow {
  readonly won: Float64Array;
  readonly lost: Float64Array;
  readonly created: Float64Array;
}

export interface FlowQuestion {
  readonly model: HazardModel;
  readonly hazards: Pick<LeverHazards, "on">;
  readonly asOf: number;
  /** One after the other from the day after `asOf`. */
  readonly months: readonly Pick<Period, "from" | "to">[];
}

const LAST_DWELL = Int32Array.from({ length: DWELL_BIN_COUNT }, (_, bin) =>
  Math.min(dwellRange(bin).last, DWELL_CAP + 1),
);
const LAST_BIN = DWELL_BIN_COUNT - 1;
/** Fewer opportunities than this are none: rests of rounding would shrink to numbers that processors are slow with. */
const SMALLEST_MASS = 1e-30;
/** Below this a running product of chances to stay is folded into what it stands for. */
const SMALLEST_SURVIVAL = 1e-150;

/**
 * Expected wins, losses and creations by month: forward in time over all opportunities at once, the same hazards as the
 * win tables of a forecast, which go backward for one opportunity at a time. So for the same population both say the same.
 * Work grows with days x stages x bins.
 */
export function pipelineFlow(question: FlowQuestion, populations: readonly Population[]): PopulationFlow[] {
  const { model, hazards, asOf, months } = question;
  const dayCount = months.at(-1)!.to - asOf;
  const walk = new Walk(model, populations, dayCount, months.length);
  let month = 0;
  for (let day = 1; day <= dayCount; day++) {
    while (asOf + day > months[month]!.to) month++;
    walk.step(day, month, hazards.on(asOf + day, month));
  }
  return walk.flows;
}

/** All populations on their way, side by side, for they leave a bin at the same pace; days count from the as-of day. */
class Walk {
  readonly flows: PopulationFlow[];
  readonly #model: HazardModel;
  readonly #populations: readonly Population[];
  readonly #count: number;
  /** Expected number in each bin; shape [stage x bin x population]. */
  readonly #mass: Float64Array;
  /** Running product of the chances to stay in a bin; shape [stage x bin]. */
  readonly #survival: Float64Array;
  /** A cohort's number over the survival of its bin, by day of entry; shape [stage x day x population]. */
  readonly #cohorts: Float64Array;
  readonly #cohortCount: number;
  /** Entered on the day before, at dwell 0; shape [stage x population]. */
  #entered: Float64Array;
  #entering: Float64Array;
  /** Of one day; shape [population]. */
  readonly #won: Float64Array;
  readonly #lost: Float64Array;
  /** Open stages that each row is ever left for. */
  readonly #openTargets: readonly Uint16Array[];

  constructor(model: HazardModel, populations: readonly Population[], dayCount: number, monthCount: number) {
    const { stageCount } = model;
    const count = populations.length;
    this.#model = model;
    this.#populations = populations;
    this.#count = count;
    this.#openTargets = Array.from({ length: stageCount }, (_, stage) => openTargetsOf(model, stage));
    this.#mass = new Float64Array(stageCount * DWELL_BIN_COUNT * count);
    this.#survival = new Float64Array(stageCount * DWELL_BIN_COUNT).fill(1);
    this.#cohortCount = DWELL_CAP + 1 + dayCount;
    this.#cohorts = new Float64Array(stageCount * this.#cohortCount * count);
    this.#entered = new Float64Array(stageCount * count);
    this.#entering = new Float64Array(stageCount * count);
    this.#won = new Float64Array(count);
    this.#lost = new Float64Array(count);
    this.flows = populations.map(() => ({
      won: new Float64Array(monthCount),
      lost: new Float64Array(monthCount),
      created: new Float64Array(monthCount),
    }));
    populations.forEach(({ standing }, population) => {
      if (standing !== undefined) this.#stand(population, standing);
    });
  }

  #stand(population: number, standing: Float64Array): void {
    for (let stage = 0; stage < this.#model.stageCount; stage++) {
      const first = stage * (DWELL_CAP + 1);
      this.#entered[stage * this.#count + population] = standing[first]!;
      for (let dwell = 1; dwell <= DWELL_CAP; dwell++) {
        const standingHere = standing[first + dwell]!;
        if (standingHere === 0) continue;
        const cell = stage * DWELL_BIN_COUNT + BIN_OF_DWELL[dwell]!;
        const cohort = stage * this.#cohortCount + DWELL_CAP - dwell;
        this.#mass[cell * this.#count + population]! += standingHere;
        this.#cohorts[cohort * this.#count + population] = standingHere;
      }
    }
  }

  /** @param day 1 = the day after the as-of day */
  step(day: number, month: number, chances: DayChances): void {
    this.#entering.fill(0);
    this.#won.fill(0);
    this.#lost.fill(0);
    for (let stage = 0; stage < this.#model.stageCount; stage++) {
      this.#moveOn(stage, day);
      this.#leave(stage, day, chances);
    }
    this.flows.forEach(({ won, lost }, population) => {
      won[month]! += this.#won[population]!;
      lost[month]! += this.#lost[population]!;
    });
    this.#create(day, month);
    [this.#entered, this.#entering] = [this.#entering, this.#entered];
  }

  /** Cohorts that have been in the stage long enough go to the next bin; those that entered yesterday to the first. */
  #moveOn(stage: number, day: number): void {
    const count = this.#count;
    const mass = this.#mass;
    const cohorts = this.#cohorts;
    const firstCell = stage * DWELL_BIN_COUNT;
    for (let bin = LAST_BIN - 1; bin >= 0; bin--) {
      const entry = DWELL_CAP + day - LAST_DWELL[bin]! - 1;
      if (entry < 0) continue;
      const cohort = (stage * this.#cohortCount + entry) * count;
      const cell = (firstCell + bin) * count;
      const survived = this.#survival[firstCell + bin]!;
      const perNext = 1 / this.#survival[firstCell + bin + 1]!;
      for (let population = 0; population < count; population++) {
        const stored = cohorts[cohort + population]!;
        if (stored === 0) continue;
        const moved = Math.min(stored * survived, mass[cell + population]!);
        mass[cell + population]! -= moved;
        mass[cell + count + population]! += moved;
        cohorts[cohort + population] = moved * perNext;
      }
    }
    const newest = (stage * this.#cohortCount + DWELL_CAP + day - 1) * count;
    for (let population = 0; population < count; population++) {
      const entered = this.#entered[stage * count + population]!;
      mass[firstCell * count + population]! += entered;
      cohorts[newest + population]! += entered / this.#survival[firstCell]!;
    }
  }

  #leave(stage: number, day: number, { exits, stay }: DayChances): void {
    const { targetCount, wonCode, stageCount } = this.#model;
    const count = this.#count;
    const mass = this.#mass;
    const survival = this.#survival;
    const entering = this.#entering;
    const won = this.#won;
    const lost = this.#lost;
    const targets = this.#openTargets[stage]!;
    const firstCell = stage * DWELL_BIN_COUNT;
    for (let bin = 0; bin < DWELL_BIN_COUNT; bin++) {
      const cell = firstCell + bin;
      const staying = stay[cell]!;
      const survived = survival[cell]! * staying;
      survival[cell] = survived;
      if (survived < SMALLEST_SURVIVAL) this.#fold(stage, bin, day);
      const firstMass = cell * count;
      const firstExit = cell * targetCount;
      for (let index = 0; index < targets.length; index++) {
        const j = targets[index]!;
        const exit = exits[firstExit + j]!;
        if (exit === 0) continue;
        for (let population = 0; population < count; population++) {
          entering[j * count + population]! += mass[firstMass + population]! * exit;
        }
      }
      const wonExit = exits[firstExit + wonCode]!;
      if (wonExit > 0) {
        for (let population = 0; population < count; population++) {
          won[population]! += mass[firstMass + population]! * wonExit;
        }
      }
      const lostExit = exits[firstExit + wonCode + 1]!;
      if (lostExit > 0) {
        for (let population = 0; population < count; population++) {
          lost[population]! += mass[firstMass + population]! * lostExit;
        }
      }
      for (let population = 0; population < count; population++) {
        const left = mass[firstMass + population]! * staying;
        mass[firstMass + population] = left > SMALLEST_MASS ? left : 0;
      }
    }
    // A lost opportunity can come back only where lost is a stage of the model.
    if (stageCount > wonCode && stage < wonCode) {
      for (let population = 0; population < count; population++) {
        entering[wonCode * count + population] = lost[population]!;
      }
    }
  }

  /** Takes the survival of a bin into the cohorts that are in it, and begins a new product. */
  #fold(stage: number, bin: number, day: number): void {
    const cell = stage * DWELL_BIN_COUNT + bin;
    if (bin < LAST_BIN) {
      for (let dwell = dwellRange(bin).first; dwell <= LAST_DWELL[bin]!; dwell++) {
        const entry = DWELL_CAP + day - dwell;
        if (entry < 0) continue;
        const cohort = (stage * this.#cohortCount + entry) * this.#count;
        for (let population = 0; population < this.#count; population++) {
          this.#cohorts[cohort + population]! *= this.#survival[cell]!;
        }
      }
    }
    this.#survival[cell] = 1;
  }

  #create(day: number, month: number): void {
    const { wonCode } = this.#model;
    this.#populations.forEach(({ createdOn, entryShares }, population) => {
      if (createdOn === undefined || entryShares === undefined) return;
      const created = createdOn[day - 1]!;
      const { won, lost, created: createdByMonth } = this.flows[population]!;
      createdByMonth[month]! += created;
      won[month]! += created * entryShares[wonCode]!;
      lost[month]! += created * entryShares[wonCode + 1]!;
      for (let stage = 0; stage < wonCode; stage++) {
        this.#entering[stage * this.#count + population]! += created * entryShares[stage]!;
      }
    });
  }
}

function openTargetsOf({ rates, targetCount, wonCode }: HazardModel, stage: number): Uint16Array {
  const isSeen = (target: number): boolean => {
    for (let bin = 0; bin < DWELL_BIN_COUNT; bin++) {
      if (rates[(stage * DWELL_BIN_COUNT + bin) * targetCount + target]! > 0) return true;
    }
    return false;
  };
  return Uint16Array.from(Array.from({ length: wonCode }, (_, target) => target).filter(isSeen));
}
