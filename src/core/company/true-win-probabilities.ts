import { ensure } from "../base/ensure.ts";
import { isoFromDay, type Day } from "../base/day.ts";
import { portableLog } from "../maths/portable-log.ts";
import { reopeningChance } from "./after-close.ts";
import { lastDayOf } from "./company-settings.ts";
import { companyWorldOf, type CompanyWorld } from "./company-world.ts";
import { fillDailyChances, noChances, type OpenState } from "./daily-chances.ts";
import type { GeneratedCompany } from "./generated-company.ts";
import { opportunityStream, sizeOddsOf } from "./opportunity-birth.ts";
import { isAbandonedOn } from "./opportunity-life.ts";
import { BEHAVIOUR, OPEN_STAGE_COUNT } from "./true-parameters.ts";

export interface TrueWinProbability {
  readonly opportunityId: string;
  /** Chance to be won in the window by the true hazards, knowing whether anybody still works on it. */
  readonly winProbability: number;
  /** The same for somebody who sees its product, region, seller, first amount and time in stage, but not that. */
  readonly observableWinProbability: number;
  readonly isAbandoned: boolean;
}

/**
 * True chance of every open opportunity to be won in a window for the first time after `asOf`, by backward recursion
 * over its daily chances: moves, losses and reopenings included, the common factor of every quarter set to 1, who sits on
 * the seat taken as known.
 * @param asOf end of the day at which states are taken; recorded
 * @param from first day of the window, after `asOf`
 * @param to   its last day
 * @returns    open opportunities in the order of their ids
 */
export function trueWinProbabilities(
  company: GeneratedCompany,
  asOf: Day,
  from: Day,
  to: Day,
): readonly TrueWinProbability[] {
  const { settings } = company.world;
  ensure(
    asOf >= settings.firstDay && asOf <= company.lastDay && from > asOf && to >= from,
    `Cannot tell true chances as of ${isoFromDay(asOf)} from ${isoFromDay(from)} to ${isoFromDay(to)}`,
  );
  ensure(
    settings.levers.every(({ kind, from: leverFrom }) => kind !== "pace" || leverFrom > asOf),
    "Cannot tell true chances after a lever on the pace: whether anybody works on an opportunity then has another key",
  );
  const futureDayCount = Math.max(settings.futureDayCount, to - lastDayOf(settings));
  const world = companyWorldOf({ ...settings, futureDayCount });
  const asOfIndex = asOf - settings.firstDay;
  const window = { asOfIndex, fromIndex: from - settings.firstDay, toIndex: to - settings.firstDay };
  const found: TrueWinProbability[] = [];
  company.opportunities.ids.forEach((opportunityId, opportunity) => {
    const state = openStateAt(company, opportunity, asOfIndex);
    if (state === undefined) return;
    const { createdIndex, product, ordinal } = company.opportunities;
    const stream = opportunityStream(settings, {
      createdIndex: createdIndex[opportunity]!,
      product: product[opportunity]!,
      ordinal: ordinal[opportunity]!,
    });
    const sellers = world.salesForce.sellerOnSeat[company.opportunities.seat[opportunity]!]!;
    const isAbandoned = isAbandonedOn(world, stream, state.enteredIndex);
    const active = winProbabilityIfActive(world, state, sellers, window);
    found.push({
      opportunityId,
      winProbability: isAbandoned ? 0 : active,
      observableWinProbability: active * activeShare(world, state, sellers, asOfIndex),
      isAbandoned,
    });
  });
  return found;
}

/** State at the end of a day, or undefined when it is not open then. */
function openStateAt(
  company: GeneratedCompany,
  opportunity: number,
  dayIndex: number,
): OpenState | undefined {
  const { history, opportunities } = company;
  if (opportunities.createdIndex[opportunity]! > dayIndex) return undefined;
  let row = history.rowStart[opportunity]!;
  let enteredIndex = history.dayIndex[row]!;
  while (row + 1 < history.rowStart[opportunity + 1]! && history.dayIndex[row + 1]! <= dayIndex) {
    row++;
    if (history.stage[row] !== history.stage[row - 1]) enteredIndex = history.dayIndex[row]!;
  }
  const stage = history.stage[row]!;
  if (stage >= OPEN_STAGE_COUNT) return undefined;
  const product = opportunities.product[opportunity]!;
  const region = opportunities.region[opportunity]!;
  const sizeOdds = sizeOddsOf(product, region, portableLog(opportunities.firstAmount[opportunity]!));
  return { product, region, sizeOdds, stage, enteredIndex, seller: history.seller[row]! };
}

interface Window {
  readonly asOfIndex: number;
  readonly fromIndex: number;
  readonly toIndex: number;
}

/**
 * Backward recursion over the days of the window. `fresh[stage][d]` is the chance to be won from now on of one that has
 * been d days in a stage entered after the as-of day, `lost[d]` of one that was lost d days ago, `current` of the one
 * that has not moved since.
 */
function winProbabilityIfActive(
  world: CompanyWorld,
  start: OpenState,
  sellers: Int32Array,
  window: Window,
): number {
  const horizon = window.toIndex - window.asOfIndex;
  const state: OpenState = { ...start };
  const chances = noChances();
  const activeShareOfEntries = 1 - world.settings.abandonedShare;
  const fresh = Array.from({ length: OPEN_STAGE_COUNT }, () => new Float64Array(horizon + 1));
  const lost = new Float64Array(horizon + 1);
  const entered = new Float64Array(OPEN_STAGE_COUNT + 1);
  let lostToday = 0;
  let current = 0;

  const chanceBefore = (stage: number, enteredIndex: number, dayIndex: number, stays: number): number => {
    state.stage = stage;
    state.enteredIndex = enteredIndex;
    fillDailyChances(world, state, dayIndex, chances);
    const won = chances.wonWithoutFactor;
    const lostChance = chances.won + chances.lost - won;
    const skip = stage + 2 < OPEN_STAGE_COUNT ? BEHAVIOUR.skipShare : 0;
    const forward = (1 - skip) * entered[stage + 1]! + (skip > 0 ? skip * entered[stage + 2]! : 0);
    const back = stage > 0 ? entered[stage - 1]! : 0;
    const rest = 1 - won - lostChance - chances.forward - chances.back - chances.removed;
    return (
      (dayIndex >= window.fromIndex ? won : 0) +
      lostChance * lostToday +
      chances.forward * forward +
      chances.back * back +
      rest * stays
    );
  };

  for (let dayIndex = window.toIndex; dayIndex > window.asOfIndex; dayIndex--) {
    state.seller = sellers[dayIndex]!;
    for (let stage = 0; stage < OPEN_STAGE_COUNT; stage++)
      entered[stage] = activeShareOfEntries * fresh[stage]![0]!;
    lostToday = lost[0]!;
    let reopened = 0;
    for (const [stage, share] of BEHAVIOUR.reopening.toStages.entries()) reopened += share * entered[stage]!;
    const longest = dayIndex - 1 - window.asOfIndex;
    for (let days = 0; days <= longest; days++) {
      const enteredIndex = dayIndex - 1 - days;
      const reopens = reopeningChance(world, days + 1, dayIndex);
      lost[days] = reopens * reopened + (1 - reopens) * lost[days + 1]!;
      for (let stage = 0; stage < OPEN_STAGE_COUNT; stage++) {
        const chancesOfStage = fresh[stage]!;
        chancesOfStage[days] = chanceBefore(stage, enteredIndex, dayIndex, chancesOfStage[days + 1]!);
      }
    }
    current = chanceBefore(start.stage, start.enteredIndex, dayIndex, current);
  }
  return current;
}

/** Chance that somebody still works on an opportunity that has been seen to stay in its stage since it entered it. */
function activeShare(world: CompanyWorld, state: OpenState, sellers: Int32Array, asOfIndex: number): number {
  const chances = noChances();
  const seen: OpenState = { ...state };
  let activeStays = 1 - world.settings.abandonedShare;
  let abandonedStays = world.settings.abandonedShare;
  for (let dayIndex = state.enteredIndex + 1; dayIndex <= asOfIndex; dayIndex++) {
    seen.seller = sellers[dayIndex]!;
    fillDailyChances(world, seen, dayIndex, chances);
    activeStays *= 1 - chances.won - chances.lost - chances.forward - chances.back - chances.removed;
    abandonedStays *= 1 - BEHAVIOUR.abandonedRemovalPerDay * world.effects.work[dayIndex]!;
  }
  return activeStays / (activeStays + abandonedStays);
}
