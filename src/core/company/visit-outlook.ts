import type { CompanyWorld } from "./company-world.ts";
import { fillDailyChances, noChances, type OpenState } from "./daily-chances.ts";
import { BEHAVIOUR } from "./true-parameters.ts";
import { WAYS_OUT } from "./way-out.ts";

/** A visit to an open stage: what is known of it as it begins. */
export interface Visit extends Pick<OpenState, "product" | "region" | "sizeOdds" | "stage" | "enteredIndex"> {
  readonly isAbandoned: boolean;
}

/** When and by which way a visit will end, as its chances have it. */
export interface VisitOutlook {
  readonly firstIndex: number;
  /** Chance that it is left by each way up to the end of each day; shape [day from `firstIndex` on x way], in the order of WAYS_OUT. */
  readonly through: Float64Array;
  /** The same up to the last simulated day, and the chance that it is not left at all; shape [way + 1]. */
  readonly chances: Float64Array;
}

const WAY_COUNT = WAYS_OUT.length;

/**
 * @param seat       whose seller counts on each day
 * @param firstIndex the visit is known to last until the day before
 */
export function visitOutlook(
  world: CompanyWorld,
  visit: Visit,
  seat: number,
  firstIndex: number,
): VisitOutlook {
  const sellers = world.salesForce.sellerOnSeat[seat]!;
  const dayCount = Math.max(0, world.dayCount - firstIndex);
  const through = new Float64Array(dayCount * WAY_COUNT);
  const { product, region, sizeOdds, stage, enteredIndex } = visit;
  const state: OpenState = { product, region, sizeOdds, stage, enteredIndex, seller: 0 };
  const day = noChances();
  let [won, lost, forward, back, removed] = [0, 0, 0, 0, 0];
  let left = 1;
  for (let index = 0; index < dayCount; index++) {
    const dayIndex = firstIndex + index;
    state.seller = sellers[dayIndex]!;
    if (visit.isAbandoned) day.removed = cleanUpChance(world, dayIndex);
    else fillDailyChances(world, state, dayIndex, day);
    won += left * day.won;
    lost += left * day.lost;
    forward += left * day.forward;
    back += left * day.back;
    removed += left * day.removed;
    left *= 1 - (day.won + day.lost + day.forward + day.back + day.removed);
    const first = index * WAY_COUNT;
    through[first] = won;
    through[first + 1] = lost;
    through[first + 2] = forward;
    through[first + 3] = back;
    through[first + 4] = removed;
  }
  return { firstIndex, through, chances: Float64Array.of(won, lost, forward, back, removed, left) };
}

/** Chance that an opportunity that nobody works on is cleaned up on a day. */
export function cleanUpChance(world: CompanyWorld, dayIndex: number): number {
  return BEHAVIOUR.abandonedRemovalPerDay * world.effects.work[dayIndex]!;
}

/**
 * How late a visit that is left by some way is left, among all that are: 0..1.
 * @param withinDay where in the day, 0..1
 */
export function latenessOf(
  { firstIndex, through, chances }: VisitOutlook,
  way: number,
  leftIndex: number,
  withinDay: number,
): number {
  const index = leftIndex - firstIndex;
  const before = index > 0 ? through[(index - 1) * WAY_COUNT + way]! : 0;
  return (before + withinDay * (through[index * WAY_COUNT + way]! - before)) / chances[way]!;
}

/** The day on which a visit is left that is so late among all that are left by a way. */
export function dayOfLateness(
  { firstIndex, through, chances }: VisitOutlook,
  way: number,
  lateness: number,
): number {
  const wanted = lateness * chances[way]!;
  let low = 0;
  let high = through.length / WAY_COUNT - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (through[middle * WAY_COUNT + way]! > wanted) high = middle;
    else low = middle + 1;
  }
  return firstIndex + low;
}
