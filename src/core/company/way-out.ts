import type { DailyChances } from "./daily-chances.ts";
import { PURPOSE } from "./purposes.ts";
import { uniformAt, type RandomStream } from "./random-stream.ts";

/** How an opportunity can leave a stage. */
export const WAYS_OUT = ["won", "lost", "forward", "back", "removed"] as const;
export type WayOut = (typeof WAYS_OUT)[number];

/**
 * Whether an opportunity that somebody works on leaves its stage on a day, and by which way: decisions lie first on a line
 * from 0 to 1 and moves last. Who wins a decision is a number of its own, and what a lever on conversion moves forward is
 * taken from the losses at their end; so neither a lever on wins nor one on conversion changes anything but losses.
 * @param chances of the day
 * @returns       undefined when it stays
 */
export function drawnWayOut(
  chances: DailyChances,
  stream: RandomStream,
  dayIndex: number,
): WayOut | undefined {
  const { won, lost, forward, back, removed, converted } = chances;
  const decided = won + lost + converted;
  const moving = forward - converted;
  const fromBelow = uniformAt(stream, PURPOSE.stageEvent, dayIndex);
  if (fromBelow < decided) {
    const place = uniformAt(stream, PURPOSE.decision, dayIndex) * decided;
    if (place < won) return "won";
    return place < won + lost ? "lost" : "forward";
  }
  const fromAbove = 1 - fromBelow;
  if (fromAbove < moving) return fromAbove < forward ? "forward" : "lost";
  if (fromAbove < moving + back) return "back";
  return fromAbove < moving + back + removed ? "removed" : undefined;
}

/** The same where nobody works on it any more: all that can happen is that it is cleaned up. */
export function drawnCleanUp(perDay: number, stream: RandomStream, dayIndex: number): WayOut | undefined {
  return uniformAt(stream, PURPOSE.stageEvent, dayIndex) < perDay ? "removed" : undefined;
}
