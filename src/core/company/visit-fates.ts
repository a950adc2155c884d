import type { CompanyWorld } from "./company-world.ts";
import { PURPOSE } from "./purposes.ts";
import { uniformAt, type RandomStream } from "./random-stream.ts";
import { dayOfLateness, latenessOf, visitOutlook, type Visit, type VisitOutlook } from "./visit-outlook.ts";
import { WAYS_OUT, type WayOut } from "./way-out.ts";

/** A visit to a stage in the life that is lived day by day, and how it ended. */
export interface LivedVisit extends Visit {
  /** Undefined: still there on the last day. */
  way: WayOut | undefined;
  leftIndex: number;
}

/** Random numbers without a day of their own are kept apart from those of every day. */
const BEYOND_ALL_DAYS = 1_000_000;
/** Index of "not left at all" among the ways. */
const STAYS = WAYS_OUT.length;

/** Reads every visit off a life that is lived day by day. */
export class FateRecorder {
  readonly visits: LivedVisit[] = [];

  enter(state: Omit<Visit, "isAbandoned">, isAbandoned: boolean): void {
    const { product, region, sizeOdds, stage, enteredIndex } = state;
    this.visits.push({
      product,
      region,
      sizeOdds,
      stage,
      enteredIndex,
      isAbandoned,
      way: undefined,
      leftIndex: Number.NaN,
    });
  }

  leave(way: WayOut, dayIndex: number): void {
    const visit = this.visits.at(-1)!;
    visit.way = way;
    visit.leftIndex = dayIndex;
  }
}

/** How a visit of the followed life ends. */
interface Fate {
  readonly way: WayOut | undefined;
  readonly leftIndex: number;
  /** Day that names the random numbers of what happens as the stage is left. */
  readonly luckIndex: number;
}

/**
 * Leads a life of another pace along the same fates. Which way a visit ends belongs to the opportunity: it stays as it was
 * but for as much as the pace changes the chance of that way, over all days on which it could have been taken; what a way
 * loses goes to those that gain. When it ends is as late among all visits that end so as it would have been. So no win is
 * lost for another falling on a day with better odds, and the law is that of the changed chances exactly: ways by their
 * chances, and times by theirs given the way.
 */
export class FateFollower {
  private readonly stream: RandomStream;
  private readonly seat: number;
  private readonly visits: readonly LivedVisit[];
  private readonly unpacedWorld: CompanyWorld;
  private readonly world: CompanyWorld;
  /** Index of the first day on which the two worlds may differ. */
  private readonly changesFrom: number;
  private visit = -1;
  /** The path so far is the other life's, at other times. */
  private isSamePath = true;
  private fate: Fate = { way: undefined, leftIndex: Number.NaN, luckIndex: BEYOND_ALL_DAYS };

  constructor(lives: {
    readonly stream: RandomStream;
    readonly seat: number;
    readonly visits: readonly LivedVisit[];
    readonly unpacedWorld: CompanyWorld;
    readonly world: CompanyWorld;
  }) {
    this.stream = lives.stream;
    this.seat = lives.seat;
    this.visits = lives.visits;
    this.unpacedWorld = lives.unpacedWorld;
    this.world = lives.world;
    const { levers, firstDay } = lives.world.settings;
    const starts = levers.filter(({ kind }) => kind === "pace").map(({ from }) => from - firstDay);
    this.changesFrom = Math.max(0, Math.min(...starts));
  }

  enter(state: Omit<Visit, "isAbandoned">, isAbandoned: boolean): void {
    this.visit++;
    const lived = this.visits[this.visit];
    const isKnown = this.isSamePath && lived?.stage === state.stage && lived.isAbandoned === isAbandoned;
    if (isKnown && lived.leftIndex < this.changesFrom) {
      this.fate = { way: lived.way, leftIndex: lived.leftIndex, luckIndex: lived.leftIndex };
      return;
    }
    const { product, region, sizeOdds, stage, enteredIndex } = state;
    const own = { product, region, sizeOdds, stage, enteredIndex, isAbandoned };
    const outlook = this.outlookIn(this.world, own);
    this.fate = isKnown
      ? this.fateAlong(lived, this.outlookIn(this.unpacedWorld, lived), outlook)
      : this.fateAnew(placeOf(outlook.chances, this.uniform(PURPOSE.paceWay)), outlook);
    this.isSamePath = isKnown && this.fate.way === lived.way;
  }

  /** By which way the stage is left on a day, or undefined when it is not. */
  wayOn(dayIndex: number): WayOut | undefined {
    return this.fate.leftIndex === dayIndex ? this.fate.way : undefined;
  }

  luckIndex(): number {
    return this.fate.luckIndex;
  }

  private outlookIn(world: CompanyWorld, visit: Visit): VisitOutlook {
    return visitOutlook(world, visit, this.seat, Math.max(visit.enteredIndex + 1, this.changesFrom));
  }

  private fateAlong(lived: LivedVisit, before: VisitOutlook, outlook: VisitOutlook): Fate {
    const way = lived.way === undefined ? STAYS : WAYS_OUT.indexOf(lived.way);
    const chance = outlook.chances[way]!;
    if (this.uniform(PURPOSE.paceKept) * before.chances[way]! >= chance) {
      const gains = outlook.chances.map((own, other) => Math.max(0, own - before.chances[other]!));
      return this.fateAnew(placeOf(gains, this.uniform(PURPOSE.paceWay)), outlook);
    }
    if (lived.way === undefined) return this.fateAnew(STAYS, outlook);
    const withinDay = uniformAt(this.stream, PURPOSE.paceTime, lived.leftIndex);
    const lateness = latenessOf(before, way, lived.leftIndex, withinDay);
    const leftIndex = dayOfLateness(outlook, way, lateness);
    return { way: lived.way, leftIndex, luckIndex: lived.leftIndex };
  }

  private fateAnew(way: number, outlook: VisitOutlook): Fate {
    if (way === STAYS) return { way: undefined, leftIndex: Number.NaN, luckIndex: BEYOND_ALL_DAYS };
    const leftIndex = dayOfLateness(outlook, way, this.uniform(PURPOSE.paceTime));
    return { way: WAYS_OUT[way]!, leftIndex, luckIndex: BEYOND_ALL_DAYS + leftIndex };
  }

  /** A random number of this visit. */
  private uniform(purpose: number): number {
    return uniformAt(this.stream, purpose, BEYOND_ALL_DAYS + this.visit);
  }
}

/** Another pace along the same fates: recorded in the life without the change, followed in the one with it. */
export interface Fates {
  readonly recorder?: FateRecorder;
  readonly follower?: FateFollower;
}

/** Index of the share that a uniform number falls into. */
function placeOf(shares: Float64Array, uniform: number): number {
  let rest = uniform * shares.reduce((sum, share) => sum + share, 0);
  const last = shares.findLastIndex((share) => share > 0);
  for (let place = 0; place < last; place++) {
    rest -= shares[place]!;
    if (rest < 0) return place;
  }
  return last;
}
