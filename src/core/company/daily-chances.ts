import type { CompanyWorld } from "./company-world.ts";
import { BEHAVIOUR, PRODUCTS } from "./true-parameters.ts";

/** Where an opportunity stands at the beginning of a day. */
export interface OpenState {
  readonly product: number;
  readonly region: number;
  /** Factor of the win odds by the size of its amount. */
  readonly sizeOdds: number;
  stage: number;
  /** Index of the day on which it entered its stage. */
  enteredIndex: number;
  seller: number;
}

/** True chances of one day; they sum to at most 1, the rest stays where it is. */
export interface DailyChances {
  won: number;
  lost: number;
  forward: number;
  back: number;
  removed: number;
  /** The part of `forward` that would be lost without levers on conversion; below 0 where they keep from moving forward. */
  converted: number;
  /** Chance to be won if the common factor were 1. */
  wonWithoutFactor: number;
}

/** At least this share of the days of any state nothing happens. */
const MOST_CHANCE = 0.98;
const MOST_WIN_SHARE = 0.98;

export function noChances(): DailyChances {
  return { won: 0, lost: 0, forward: 0, back: 0, removed: 0, converted: 0, wonWithoutFactor: 0 };
}

/**
 * True chances of an opportunity that somebody works on, for one day; the only place where hazards, calendar, levers and
 * common factor meet.
 * @param dayIndex days since the company's first day, after the day of entry into the stage
 * @param chances  receives the result
 */
export function fillDailyChances(
  world: CompanyWorld,
  state: OpenState,
  dayIndex: number,
  chances: DailyChances,
): void {
  const { effects } = world;
  const { levers } = effects;
  const { product, stage } = state;
  const dwellDays = dayIndex - state.enteredIndex;
  const work = effects.work[dayIndex]!;
  const slowness = levers.cycle[product]![stage]![dayIndex]! * levers.pace[product]![stage]![dayIndex]!;
  const pace = (work * PRODUCTS[product]!.speed) / slowness;
  const odds =
    world.stageOdds[stage]! *
    world.productOdds[product]! *
    world.regionOdds[state.region]! *
    world.sellerOdds[state.seller]! *
    world.dwellOdds[dwellDays]! *
    state.sizeOdds;
  const decision = world.decision[stage]![dwellDays]! * pace;
  let won =
    ((decision * odds) / (1 + odds)) *
    effects.winPush[dayIndex]! *
    levers.win_hazard[product]![stage]![dayIndex]!;
  let lost = (decision / (1 + odds)) * effects.lossPush[dayIndex]!;
  let forward = world.forward[stage]![dwellDays]! * pace;
  const converted = Math.min(forward * (levers.conversion[product]![stage]![dayIndex]! - 1), lost);
  forward += converted;
  lost -= converted;
  const back = world.back[stage]![dwellDays]! * pace;
  const removed = BEHAVIOUR.removalPerDay * work;
  const sum = won + lost + forward + back + removed;
  const scale = sum > MOST_CHANCE ? MOST_CHANCE / sum : 1;
  won *= scale;
  const decided = won + lost * scale;
  chances.wonWithoutFactor = raisedWins(won, decided, levers.win_rate[product]![stage]![dayIndex]!);
  chances.won = raisedWins(chances.wonWithoutFactor, decided, effects.halfFactor[dayIndex]!);
  chances.lost = decided - chances.won;
  chances.forward = forward * scale;
  chances.converted = converted * scale;
  chances.back = back * scale;
  chances.removed = removed * scale;
}

/** Wins times a factor; they take their place from the losses, of which a few always stay. */
function raisedWins(won: number, decided: number, factor: number): number {
  return factor <= 1 ? won * factor : Math.max(won, Math.min(won * factor, MOST_WIN_SHARE * decided));
}
