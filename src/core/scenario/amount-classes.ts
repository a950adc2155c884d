import { EXIT_CLASS } from "../forecast/hazard-counts.ts";
import type { FittedDay } from "../forecast/landmark-sweep.ts";
import { segmentExitCounter } from "../forecast/segment-exits.ts";
import { shrunkRatios } from "../forecast/shrunk-ratios.ts";
import type { StateTable } from "../forecast/state-table.ts";
import type { WorkCalendar } from "../forecast/work-calendar.ts";
import type { PipelineView } from "../pipeline/pipeline-view.ts";

/** Opportunities of like amounts, and how fast they move. */
export interface AmountClass {
  /** Largest amount that belongs to it, minor units; Infinity for the last class. */
  readonly upTo: number;
  /** How many times as fast as all opportunities together they leave a stage; > 0. */
  readonly pace: number;
}

/** What is won lies in so many classes, a like part of the money in each. */
const CLASS_COUNT = 3;
/** A class of fewer wins than this is part of the one below. */
const FEWEST_WINS = 10;
/** Paces that differ by less than this are one. */
const SAME_PACE = 0.01;
const ALL_ALIKE: readonly AmountClass[] = [{ upTo: Number.POSITIVE_INFINITY, pace: 1 }];

/**
 * Classes of amounts, by the pace of each. Bookings are money, so what a lever on times or conversion brings depends on how
 * fast the opportunities move that carry the money; where these are slower than the many small ones, one pace for
 * all would tell the number of wins rightly and their value wrongly.
 *
 * Edges cut what has been won into parts of like sums. The pace of a class is the ratio of the exits from open stages that
 * were seen to those that the hazards of all expect, drawn to 1 as far as chance could explain it.
 * @returns ascending by `upTo`; a single class where nothing speaks for more
 * @see reference model, section 2.2, for the shrinkage
 */
export function amountClassesOf(
  table: StateTable,
  { day, hazards, amounts }: Pick<FittedDay, "day" | "hazards" | "amounts">,
  calendar: WorkCalendar,
): readonly AmountClass[] {
  const edges = edgesOf(table.wins.amount);
  if (edges.length === 1) return ALL_ALIKE;
  const groupOfState = groupsOfStates(table.view, edges, amounts.typicalAmount);
  const exitsThrough = segmentExitCounter(table, calendar, { count: edges.length, groupOfState });
  const observed = new Float64Array(edges.length);
  const expected = new Float64Array(edges.length);
  for (const exitClass of Object.values(EXIT_CLASS)) {
    const exits = exitsThrough(day, hazards, exitClass);
    exits.observed.forEach((count, index) => (observed[index]! += count));
    exits.expected.forEach((count, index) => (expected[index]! += count));
  }
  const paces = shrunkRatios({ observed, expected });
  if (paces.every((pace) => Math.abs(pace - 1) < SAME_PACE)) return ALL_ALIKE;
  return edges.map(({ upTo }, index) => ({ upTo, pace: paces[index]! }));
}

/** Index of the class that an amount belongs to. */
export function classOfAmount(classes: readonly Pick<AmountClass, "upTo">[], amount: number): number {
  return classes.findIndex(({ upTo }) => amount <= upTo);
}

/** Upper ends of the classes, the last one Infinity. */
function edgesOf(wonAmounts: Float64Array): Pick<AmountClass, "upTo">[] {
  const amounts = wonAmounts.filter((amount) => amount > 0).sort();
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  const edges: Pick<AmountClass, "upTo">[] = [];
  let [sum, count] = [0, 0];
  for (let win = 0; win + FEWEST_WINS < amounts.length; win++) {
    sum += amounts[win]!;
    count++;
    const isFull = sum * CLASS_COUNT >= total * (edges.length + 1) && count >= FEWEST_WINS;
    if (!isFull || amounts[win] === amounts[win + 1] || edges.length === CLASS_COUNT - 1) continue;
    edges.push({ upTo: amounts[win]! });
    count = 0;
  }
  return [...edges, { upTo: Number.POSITIVE_INFINITY }];
}

/** Class of the amount that is known while each state holds; the typical one where none is. */
function groupsOfStates(
  { stateAmount, stateStart }: PipelineView,
  edges: readonly Pick<AmountClass, "upTo">[],
  typicalAmount: number,
): Uint8Array {
  const groups = new Uint8Array(stateAmount.length);
  for (let opportunity = 0; opportunity + 1 < stateStart.length; opportunity++) {
    let known = typicalAmount;
    for (let state = stateStart[opportunity]!; state < stateStart[opportunity + 1]!; state++) {
      if (!Number.isNaN(stateAmount[state]!)) known = stateAmount[state]!;
      groups[state] = classOfAmount(edges, known);
    }
  }
  return groups;
}
