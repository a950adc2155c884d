import { portableLog1p } from "../maths/portable-log.ts";
import { PURPOSE } from "./purposes.ts";
import { exponentialAt, uniformAt, type RandomStream } from "./random-stream.ts";

/**
 * What luck has in store for a visit to a stage, whatever the pace: when the hazard that has added up since entry reaches
 * `threshold` the stage is left, and `position` (0..1, over the ways out side by side) says by which way.
 */
export interface VisitFate {
  threshold: number;
  position: number;
  /** Index of the day on which it was left; undefined = still there on the last day, after a hazard of `threshold`. */
  leftIndex: number | undefined;
}

/** Random numbers without a day of their own are kept apart from those of every day. */
const BEYOND_ALL_DAYS = 1_000_000;

/** Reads the fate of every visit off a life that is lived day by day. */
export class FateRecorder {
  readonly fates: VisitFate[] = [];
  private readonly stream: RandomStream;

  constructor(stream: RandomStream) {
    this.stream = stream;
  }

  enter(): void {
    this.fates.push({ threshold: 0, position: 0, leftIndex: undefined });
  }

  stay(chance: number): void {
    this.fates.at(-1)!.threshold += hazardOf(chance);
  }

  /** Somewhere within the day: the whole threshold is an exponential number of mean 1. */
  leave(chance: number, position: number, dayIndex: number): void {
    const fate = this.fates.at(-1)!;
    // Given that the stage was left on this day, the rest is an exponential number below the day's hazard.
    const share = uniformAt(this.stream, PURPOSE.paceWithinDay, dayIndex);
    fate.threshold += hazardOf(share * chance);
    fate.position = position;
    fate.leftIndex = dayIndex;
  }
}

/**
 * Leads a life of another pace along the same fates: the same ways out with the same luck, at other times. Each visit has an
 * exponential threshold and a uniform position of its own, so the law is that of the changed chances exactly.
 */
export class FateFollower {
  private readonly fates: readonly VisitFate[];
  private readonly stream: RandomStream;
  private visit = -1;
  private survived = 0;
  private threshold = 0;

  constructor(stream: RandomStream, fates: readonly VisitFate[]) {
    this.stream = stream;
    this.fates = fates;
  }

  enter(): void {
    this.visit++;
    this.survived = 0;
    const fate = this.fates[this.visit];
    this.threshold =
      fate?.leftIndex === undefined
        ? (fate?.threshold ?? 0) + exponentialAt(this.stream, PURPOSE.paceThreshold, this.visit)
        : fate.threshold;
  }

  /** One day: by which way the stage is left, 0..1 over the ways out side by side, or undefined when it is not. */
  positionOnDay(chance: number): number | undefined {
    this.survived += hazardOf(chance);
    if (this.survived < this.threshold) return undefined;
    const fate = this.fates[this.visit];
    return fate?.leftIndex === undefined
      ? uniformAt(this.stream, PURPOSE.pacePosition, this.visit)
      : fate.position;
  }

  /** Day that names the random numbers of what happens as the stage is left. */
  luckIndex(dayIndex: number): number {
    return this.fates[this.visit]?.leftIndex ?? BEYOND_ALL_DAYS + dayIndex;
  }
}

/** Another pace along the same fates: recorded in the life without the change, followed in the one with it. */
export interface Fates {
  readonly recorder?: FateRecorder;
  readonly follower?: FateFollower;
}

function hazardOf(chance: number): number {
  return -portableLog1p(-chance);
}
