import type { ChangeLog } from "./change-log.ts";
import { convertedUnits } from "./exchange-book.ts";

/** The states of a view, as far as amounts need them. */
export interface RevaluedStates {
  readonly asOf: number;
  /** Code of won: closed states have this or a higher one. */
  readonly wonCode: number;
  readonly stateStart: Int32Array;
  readonly stateDay: Int32Array;
  readonly stateStage: Uint16Array;
  readonly stateRow: Int32Array;
}

/**
 * Day whose rate each state of a view is converted at: of what is closed the day on which it closed, whatever was recorded
 * of it afterwards; of what is open its first day, and in the state that holds on the as-of day that day itself, so that open
 * amounts follow the rates. With the view `spot` everything is at the as-of day. No day is after it.
 */
export function rateDaysOf(states: RevaluedStates, isAllAtAsOf: boolean): Int32Array {
  const { asOf, wonCode, stateStart, stateDay, stateStage } = states;
  if (isAllAtAsOf) return new Int32Array(stateDay.length).fill(asOf);
  const days = stateDay.slice();
  for (let opportunity = 0; opportunity + 1 < stateStart.length; opportunity++) {
    const first = stateStart[opportunity]!;
    const end = stateStart[opportunity + 1]!;
    for (let state = first + 1; state < end; state++) {
      const isClosed = stateStage[state]! >= wonCode;
      if (isClosed && stateStage[state - 1] === stateStage[state]) days[state] = days[state - 1]!;
    }
    if (end > first && stateStage[end - 1]! < wonCode) days[end - 1] = asOf;
  }
  return days;
}

/** Puts amounts at the rates of their days; what has no rate there keeps the amount of its own day. */
export function revalue(
  amounts: Float64Array,
  states: RevaluedStates,
  exchange: NonNullable<ChangeLog["exchange"]>,
  rateDays: Int32Array,
): void {
  const { book, amount, currency } = exchange;
  for (let state = 0; state < amounts.length; state++) {
    const row = states.stateRow[state]!;
    const units = convertedUnits(book, currency[row]!, amount[row]!, rateDays[state]!);
    if (units !== undefined) amounts[state] = units;
  }
}
