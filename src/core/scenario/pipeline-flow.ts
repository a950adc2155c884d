import type { Period } from "../base/period.ts";
import { BIN_OF_DWELL, DWELL_BIN_COUNT, DWELL_CAP, dwellRange } from "../forecast/dwell-bins.ts";
import type { HazardModel } from "../forecast/hazard-model.ts";
import type { DayChances, LeverHazards, LeverWishes } from "./lever-hazards.ts";
import { addExits, keepStaying } from "./stage-exits.ts";

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
  readonly asked: AskedOfLosses;
}

/** What levers ask for, in expected wins and moves over all months: each day counts by those who stand where they ask. */
export interface AskedOfLosses {
  /** More wins and moves than without them, or fewer; >= 0. */
  wished: number;
  /** What of it is not to be had, for no more is lost there; 0..wished. */
  refused: number;
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
  /** Expected number in each bin; shape [stage x population x bin]. */
  readonly #mass: Float64Array;
  /** Running product of the chances to stay in a bin; shape [stage x bin]. */
  readonly #survival: Float64Array;
  /** A cohort's number over the survival of its bin, by day of entry; shape [stage x day x population]. */
  readonly #cohorts: Float64Array;
  readonly #cohortCount: number;
  /**
   * What arrived on the day before, and what arrives on this one; shape [place x population]. Places are the codes of the
   * targets, won and lost among them, and after these the row of lost opportunities that may come back.
   */
  #entered: Float64Array;
  #entering: Float64Array;
  /** Targets that each row is ever left for, won and lost last. */
  readonly #targets: readonly Uint16Array[];

  constructor(model: HazardModel, populations: readonly Population[], dayCount: number, monthCount: number) {
    const { stageCount, wonCode } = model;
    const count = populations.length;
    this.#model = model;
    this.#populations = populations;
    this.#count = count;
    this.#targets = Array.from({ length: stageCount }, (_, stage) =>
      Uint16Array.of(...openTargetsOf(model, stage), wonCode, wonCode + 1),
    );
    this.#mass = new Float64Array(stageCount * count * DWELL_BIN_COUNT);
    this.#survival = new Float64Array(stageCount * DWELL_BIN_COUNT).fill(1);
    this.#cohortCount = DWELL_CAP + 1 + dayCount;
    this.#cohorts = new Float64Array(stageCount * this.#cohortCount * count);
    this.#entered = new Float64Array((wonCode + 3) * count);
    this.#entering = new Float64Array((wonCode + 3) * count);
    this.flows = populations.map(() => ({
      won: new Float64Array(monthCount),
      lost: new Float64Array(monthCount),
      created: new Float64Array(monthCount),
      asked: { wished: 0, refused: 0 },
    }));
    populations.forEach(({ standing }, population) => {
      if (standing !== undefined) this.#stand(population, standing);
    });
  }

  /** Where those who enter a row arrive: the row of lost opportunities has a place of its own. */
  #placeOf(stage: number): number {
    const { wonCode } = this.#model;
    return stage < wonCode ? stage : wonCode + 2;
  }

  #stand(population: number, standing: Float64Array): void {
    for (let stage = 0; stage < this.#model.stageCount; stage++) {
      const first = stage * (DWELL_CAP + 1);
      this.#entered[this.#placeOf(stage) * this.#count + population] = standing[first]!;
      for (let dwell = 1; dwell <= DWELL_CAP; dwell++) {
        const standingHere = standing[first + dwell]!;
        if (standingHere === 0) continue;
        const cohort = stage * this.#cohortCount + DWELL_CAP - dwell;
        this.#mass[(stage * this.#count + population) * DWELL_BIN_COUNT + BIN_OF_DWELL[dwell]!]! +=
          standingHere;
        this.#cohorts[cohort * this.#count + population] = standingHere;
      }
    }
  }

  /** @param day 1 = the day after the as-of day */
  step(day: number, month: number, chances: DayChances): void {
    const { stageCount, wonCode } = this.#model;
    const entering = this.#entering.fill(0);
    const count = this.#count;
    const lost = (wonCode + 1) * count;
    for (let stage = 0; stage < stageCount; stage++) {
      this.#moveOn(stage, day);
      this.#stay(stage, day, chances.stay);
      if (chances.wishes !== undefined) this.#ask(stage, chances.wishes);
      this.#leave(stage, chances);
      // A lost opportunity can come back only where lost is a row of the model, the last one.
      if (stage === wonCode - 1) entering.copyWithin(lost + count, lost, lost + count);
    }
    this.flows.forEach((flow, population) => {
      flow.won[month]! += entering[wonCode * count + population]!;
      flow.lost[month]! += entering[lost + population]!;
    });
    this.#create(day, month);
    [this.#entered, this.#entering] = [entering, this.#entered];
  }

  /** Cohorts that have been in the stage long enough go to the next bin; those that entered yesterday to the first. */
  #moveOn(stage: number, day: number): void {
    const count = this.#count;
    const mass = this.#mass;
    const cohorts = this.#cohorts;
    const firstCell = stage * DWELL_BIN_COUNT;
    const firstMass = firstCell * count;
    for (let bin = LAST_BIN - 1; bin >= 0; bin--) {
      const entry = DWELL_CAP + day - LAST_DWELL[bin]! - 1;
      if (entry < 0) continue;
      const cohort = (stage * this.#cohortCount + entry) * count;
      const survived = this.#survival[firstCell + bin]!;
      const perNext = 1 / this.#survival[firstCell + bin + 1]!;
      for (let population = 0; population < count; population++) {
        const stored = cohorts[cohort + population]!;
        if (stored === 0) continue;
        const cell = firstMass + population * DWELL_BIN_COUNT + bin;
        const moved = Math.min(stored * survived, mass[cell]!);
        mass[cell]! -= moved;
        mass[cell + 1]! += moved;
        cohorts[cohort + population] = moved * perNext;
      }
    }
    const newest = (stage * this.#cohortCount + DWELL_CAP + day - 1) * count;
    const firstEntered = this.#placeOf(stage) * count;
    for (let population = 0; population < count; population++) {
      const entered = this.#entered[firstEntered + population]!;
      mass[firstMass + population * DWELL_BIN_COUNT]! += entered;
      cohorts[newest + population]! += entered / this.#survival[firstCell]!;
    }
  }

  /** Carries on the products of the chances to stay. */
  #stay(stage: number, day: number, stay: Float64Array): void {
    const survival = this.#survival;
    for (let bin = 0; bin < DWELL_BIN_COUNT; bin++) {
      const cell = stage * DWELL_BIN_COUNT + bin;
      const survived = survival[cell]! * stay[cell]!;
      survival[cell] = survived;
      if (survived < SMALLEST_SURVIVAL) this.#fold(stage, bin, day);
    }
  }

  /** Counts what levers ask of those who stand in a stage today. */
  #ask(stage: number, { wished, refused }: LeverWishes): void {
    const firstCell = stage * DWELL_BIN_COUNT;
    for (let bin = 0; bin < DWELL_BIN_COUNT; bin++) {
      if (wished[firstCell + bin] === 0) continue;
      for (let population = 0; population < this.#count; population++) {
        const standing = this.#mass[(stage * this.#count + population) * DWELL_BIN_COUNT + bin]!;
        const { asked } = this.flows[population]!;
        asked.wished += standing * wished[firstCell + bin]!;
        asked.refused += standing * refused[firstCell + bin]!;
      }
    }
  }

  #leave(stage: number, { exits, stay }: DayChances): void {
    const count = this.#count;
    const firstCell = stage * DWELL_BIN_COUNT;
    addExits(this.#mass, firstCell * count, {
      exits,
      firstExit: firstCell * this.#model.targetCount,
      targets: this.#targets[stage]!,
      arrived: this.#entering,
      count,
    });
    keepStaying(this.#mass, firstCell * count, { stay, firstStay: firstCell, count });
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
