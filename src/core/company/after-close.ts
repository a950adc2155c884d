import { portableLog1p, portableLog } from "../maths/portable-log.ts";
import type { CompanyWorld } from "./company-world.ts";
import { PURPOSE } from "./purposes.ts";
import { uniformAt, type RandomStream } from "./random-stream.ts";
import { BEHAVIOUR, CALENDAR, LOST } from "./true-parameters.ts";

const MOST_WORK = Math.max(...CALENDAR.stageWorkByWeekday);

/** Chance on a day that a lost opportunity is reopened, `days` after it was lost. */
export function reopeningChance(world: CompanyWorld, days: number, dayIndex: number): number {
  const { fromDay, toDay, perDay } = BEHAVIOUR.reopening;
  return days >= fromDay && days <= toDay ? perDay * world.effects.work[dayIndex]! : 0;
}

/**
 * Day on which a lost opportunity is reopened or a win taken back.
 * Days are jumped over by geometric steps at the highest chance of the week, and a day so found is kept by its own chance
 * relative to that: the same law as a draw on every day.
 * @param closedIndex day of the close
 * @param at `luckShift`: the random numbers of a day are those of the day so many days later
 * @returns index of the day, or undefined when it stays closed for as long as is simulated
 */
export function nextChangeAfterClose(
  world: CompanyWorld,
  stream: RandomStream,
  at: { readonly stage: number; readonly closedIndex: number; readonly luckShift: number },
): number | undefined {
  const isLost = at.stage === LOST;
  const rule = isLost ? BEHAVIOUR.reopening : BEHAVIOUR.takeBack;
  const stepPurpose = isLost ? PURPOSE.reopening : PURPOSE.takeBack;
  const keptPurpose = isLost ? PURPOSE.reopeningKept : PURPOSE.takeBackKept;
  const logStays = portableLog1p(-rule.perDay * MOST_WORK);
  const lastIndex = Math.min(at.closedIndex + rule.toDay, world.dayCount - 1);
  let dayIndex = at.closedIndex + rule.fromDay - 1;
  for (;;) {
    dayIndex +=
      1 + Math.floor(portableLog(uniformAt(stream, stepPurpose, dayIndex + at.luckShift)) / logStays);
    if (dayIndex > lastIndex) return undefined;
    const kept = world.effects.work[dayIndex]! / MOST_WORK;
    if (uniformAt(stream, keptPurpose, dayIndex + at.luckShift) < kept) return dayIndex;
  }
}
