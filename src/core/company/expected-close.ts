import { addDays, addMonths, civilFromDay, dayFromCivil, type Day } from "../base/day.ts";
import { portableLog } from "../maths/portable-log.ts";
import type { CompanyWorld } from "./company-world.ts";
import { PURPOSE } from "./purposes.ts";
import { lognormalAt, uniformAt, type RandomStream } from "./random-stream.ts";
import { BEHAVIOUR, PRODUCTS } from "./true-parameters.ts";

/** Slips are at most this many times longer than by default. */
const LEAST_EDIT_SCALE = 0.05;

/** Guess of the close on the day of creation: the usual cycle of the product. */
export function firstExpectedClose(
  world: CompanyWorld,
  stream: RandomStream,
  at: { readonly dayIndex: number; readonly product: number },
): Day {
  const { medianDays, sd } = BEHAVIOUR.firstCloseGuess;
  const usualDays = (medianDays * world.settings.cycleScale) / PRODUCTS[at.product]!.speed;
  return guess(world, stream, at.dayIndex, { usualDays, sd });
}

/** A new guess after the old one could not be kept. */
export function laterExpectedClose(world: CompanyWorld, stream: RandomStream, dayIndex: number): Day {
  const { medianDays, sd } = BEHAVIOUR.slip;
  const { cycleScale, editScale } = world.settings;
  const usualDays = (medianDays * cycleScale) / Math.max(LEAST_EDIT_SCALE, editScale);
  return guess(world, stream, dayIndex, { usualDays, sd });
}

/**
 * What becomes of the expected close of an open opportunity on one day: overdue ones are pushed sooner or later, some that
 * fall due soon are pushed, some late-stage ones pulled in. It says nothing about when the opportunity will really close.
 * @returns the new day, or the old one
 */
export function editedExpectedClose(
  world: CompanyWorld,
  stream: RandomStream,
  at: {
    readonly dayIndex: number;
    readonly closeDay: Day;
    readonly stage: number;
    readonly isAbandoned: boolean;
  },
): Day {
  const { dayIndex, closeDay, isAbandoned } = at;
  const leftDays = closeDay - world.settings.firstDay - dayIndex;
  if (leftDays > BEHAVIOUR.nearDays && at.stage < 2) return closeDay;
  const work = world.effects.work[dayIndex]!;
  const uniform = uniformAt(stream, PURPOSE.closeDateEdit, dayIndex);
  if (leftDays < 0) {
    const perDay = isAbandoned ? BEHAVIOUR.abandonedOverdueEditPerDay : BEHAVIOUR.overdueEditPerDay;
    return uniform < perDay * work ? laterExpectedClose(world, stream, dayIndex) : closeDay;
  }
  if (isAbandoned) return closeDay;
  const { editScale } = world.settings;
  if (leftDays <= BEHAVIOUR.nearDays) {
    if (uniform >= BEHAVIOUR.nearEditPerDay * editScale * work) return closeDay;
    const later = laterExpectedClose(world, stream, dayIndex);
    return later > closeDay ? later : addDays(closeDay, 7);
  }
  if (uniform >= BEHAVIOUR.pullInPerDay * editScale * work) return closeDay;
  const share = uniformAt(stream, PURPOSE.closeDateSize, dayIndex);
  return addDays(closeDay, -Math.ceil(share * (leftDays - 1)));
}

function guess(
  world: CompanyWorld,
  stream: RandomStream,
  dayIndex: number,
  { usualDays, sd }: { readonly usualDays: number; readonly sd: number },
): Day {
  const days = lognormalAt(stream, PURPOSE.expectedClose, dayIndex, { mean: portableLog(usualDays), sd });
  const day = addDays(world.settings.firstDay, dayIndex + Math.max(1, Math.round(days)));
  const isMonthEnd = uniformAt(stream, PURPOSE.monthEndHabit, dayIndex) < BEHAVIOUR.monthEndShare;
  if (!isMonthEnd) return day;
  const { year, month } = civilFromDay(day);
  return addDays(addMonths(dayFromCivil(year, month, 1), 1), -1);
}
