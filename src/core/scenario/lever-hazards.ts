import type { Day } from "../base/day.ts";
import { monthOfQuarter } from "../base/period.ts";
import { DWELL_BIN_COUNT } from "../forecast/dwell-bins.ts";
import { EXIT_CLASS_COUNT, exitClassOf } from "../forecast/hazard-counts.ts";
import type { HazardModel } from "../forecast/hazard-model.ts";
import { effectiveWeekday, weekdayFactor, type WorkCalendar } from "../forecast/work-calendar.ts";
import type { LeverRates } from "./lever-rates.ts";

/** Hazards of one day never add up to more than this; the same as in a forecast. */
const LARGEST_DAILY_HAZARD = 0.98;

/** Daily chances of one kind of day. */
export interface DayChances {
  /** To leave; shape [stage x target x bin]. */
  readonly exits: Float64Array;
  /** What is left to stay; shape [stage x bin]. */
  readonly stay: Float64Array;
  /** What levers ask of those who stand there; undefined where none of them asks for wins or moves. */
  readonly wishes?: LeverWishes | undefined;
}

/** Daily chances that levers change, up or down; shape [stage x bin]. */
export interface LeverWishes {
  /** What they would add to the chances to win or move on, or take from them. */
  readonly wished: Float64Array;
  /** What of it is not to be had, for no more is lost there. */
  readonly refused: Float64Array;
}

/**
 * The hazards of any day with levers on them. In each cell, in this order: won exits times `won`, moves to
 * later stages (from the last stage: won exits) times `forward`, both taken from what would be lost and given back to it when
 * they fall, never more than is lost; then all exits times `speed`, at most 0.98 a day in all.
 *
 * While every won exit comes from what would be lost, the times of leaving a stage stay as they were; so multiplying all
 * won exits by k multiplies every chance to win, in any window, by k.
 */
export class LeverHazards {
  readonly #model: HazardModel;
  readonly #calendar: WorkCalendar;
  readonly #rates: LeverRates | undefined;
  readonly #openCount: number;
  /** By month and kind of day. */
  readonly #known = new Map<number, DayChances>();
  /** The first month in which levers do the same; shape [month]. */
  readonly #firstAlike: readonly number[];

  /** @param rates undefined: no lever acts */
  constructor(model: HazardModel, calendar: WorkCalendar, rates: LeverRates | undefined) {
    this.#model = model;
    this.#calendar = calendar;
    this.#rates = rates;
    this.#openCount = model.wonCode;
    this.#firstAlike = rates === undefined ? [] : firstMonthsAlike(rates, model.wonCode);
  }

  /** @param month index of the month that the day lies in */
  on(day: number, month: number): DayChances {
    const kind =
      (effectiveWeekday(this.#calendar, day) * 2 + Number(this.#calendar.holidays.has(day))) * 3 +
      monthOfQuarter(day as Day, this.#calendar.fiscal);
    // On a holiday the smaller factor of its own weekday and Sunday counts, so its own weekday is part of the kind.
    const own = this.#calendar.holidays.has(day) ? ((((day + 3) % 7) + 7) % 7) + 1 : 0;
    const keyIn = (inMonth: number): number => (inMonth * 64 + kind) * 8 + own;
    const key = keyIn(this.#rates === undefined ? 0 : month);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const chances = this.#known.get(keyIn(this.#firstAlike[month] ?? 0)) ?? this.#chancesOn(day, month);
    this.#known.set(key, chances);
    return chances;
  }

  #chancesOn(day: number, month: number): DayChances {
    const { rates, stageCount, targetCount, wonCode, weekdayFactors, monthFactors } = this.#model;
    const factors = new Float64Array(EXIT_CLASS_COUNT);
    const monthInQuarter = monthOfQuarter(day as Day, this.#calendar.fiscal);
    for (let exitClass = 0; exitClass < EXIT_CLASS_COUNT; exitClass++) {
      const weekdays = weekdayFactors.subarray(exitClass * 7, exitClass * 7 + 7);
      factors[exitClass] =
        weekdayFactor(this.#calendar, weekdays, day) * monthFactors[exitClass * 3 + monthInQuarter]!;
    }
    const exits = new Float64Array(rates.length);
    const stay = new Float64Array(stageCount * DWELL_BIN_COUNT);
    const own = new Float64Array(targetCount);
    const wishes: LeverWishes = {
      wished: new Float64Array(stay.length),
      refused: new Float64Array(stay.length),
    };
    for (let cell = 0; cell < stay.length; cell++) {
      for (let j = 0; j < targetCount; j++) {
        own[j] = rates[cell * targetCount + j]! * factors[exitClassOf(j, wonCode)]!;
      }
      const stage = Math.floor(cell / DWELL_BIN_COUNT);
      if (this.#rates !== undefined && stage < this.#openCount) {
        this.#applyLevers(own, month * this.#openCount + stage, { stage, cell, wishes });
      }
      let sum = 0;
      for (let j = 0; j < targetCount; j++) sum += own[j]!;
      if (sum > LARGEST_DAILY_HAZARD) {
        for (let j = 0; j < targetCount; j++) own[j]! *= LARGEST_DAILY_HAZARD / sum;
        sum = LARGEST_DAILY_HAZARD;
      }
      stay[cell] = 1 - sum;
      const first = stage * targetCount * DWELL_BIN_COUNT + (cell % DWELL_BIN_COUNT);
      for (let j = 0; j < targetCount; j++) {
        // What is taken from the lost may leave a rounding below 0, which is no chance.
        exits[first + j * DWELL_BIN_COUNT] = j < wonCode ? own[j]! : Math.max(0, own[j]!);
      }
    }
    return { exits, stay, wishes: wishes.wished.some((wish) => wish !== 0) ? wishes : undefined };
  }

  /** @param at place of month and stage in the rates */
  #applyLevers(exits: Float64Array, at: number, place: WishPlace): void {
    const { won, forward, speed } = this.#rates!;
    const { wonCode } = this.#model;
    if (won[at] !== 1) this.#takeFromLost(exits, wonCode, wonCode, won[at]!, place);
    if (forward[at] !== 1) this.#moveForward(exits, forward[at]!, place);
    if (speed[at] === 1) return;
    for (let j = 0; j < exits.length; j++) exits[j]! *= speed[at]!;
    place.wishes.wished[place.cell]! *= speed[at]!;
    place.wishes.refused[place.cell]! *= speed[at]!;
  }

  /** Moves to later stages; a stage that is left for none of them is the last, and from it the way forward is to win. */
  #moveForward(exits: Float64Array, factor: number, place: WishPlace): void {
    const { wonCode } = this.#model;
    const { stage } = place;
    let moves = 0;
    for (let j = stage + 1; j < wonCode; j++) moves += exits[j]!;
    if (moves > 0) this.#takeFromLost(exits, stage + 1, wonCode - 1, factor, place);
    else this.#takeFromLost(exits, wonCode, wonCode, factor, place);
  }

  /** Multiplies the exits to the targets `from` to `to`; what they gain is no longer lost. */
  #takeFromLost(exits: Float64Array, from: number, to: number, factor: number, place: WishPlace): void {
    const lost = this.#model.wonCode + 1;
    let sum = 0;
    for (let j = from; j <= to; j++) sum += exits[j]!;
    if (sum === 0) return;
    const wished = (factor - 1) * sum;
    const gained = Math.min(wished, exits[lost]!);
    for (let j = from; j <= to; j++) exits[j]! *= 1 + gained / sum;
    exits[lost]! -= gained;
    place.wishes.wished[place.cell]! += Math.abs(wished);
    place.wishes.refused[place.cell]! += wished - gained;
  }
}

/** Where in the chances of a day a lever asks for something. */
interface WishPlace {
  readonly stage: number;
  readonly cell: number;
  readonly wishes: LeverWishes;
}

/** Most levers do the same in every month before their start, and again once they are adopted. */
function firstMonthsAlike({ won, forward, speed }: LeverRates, stageCount: number): number[] {
  const months = new Map<string, number>();
  const monthCount = stageCount === 0 ? 0 : won.length / stageCount;
  return Array.from({ length: monthCount }, (_, month) => {
    const own = (column: Float64Array): string =>
      column.subarray(month * stageCount, (month + 1) * stageCount).join();
    const key = `${own(won)} ${own(forward)} ${own(speed)}`;
    const first = months.get(key) ?? month;
    months.set(key, first);
    return first;
  });
}
