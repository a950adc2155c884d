import type { SubscriptionRecord } from "../customers/customer-records.ts";

/** What a change of the MRR of a customer is. */
export const MRR_MOVES = ["new", "expansion", "contraction", "churn", "reactivation"] as const;
export type MrrMove = (typeof MRR_MOVES)[number];

/** Changes of the MRR, one for each customer and day on which it changed; columns of shape [step]. */
export interface MrrSteps {
  /** First step of each customer and the end; shape [customer + 1]. */
  readonly start: Int32Array;
  readonly customer: Int32Array;
  readonly day: Int32Array;
  /** MRR at the end of the day before and of the day, whole minor units. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** Part of the change that the exchange rate made, with its sign. */
  readonly fx: Float64Array;
  /** Index in `MRR_MOVES` of the rest of the change. */
  readonly move: Uint8Array;
  /** The subscription that began, or else ended, with the step. */
  readonly subscription: Int32Array;
}

/**
 * Changes of the MRR by customer and day: what a customer gains and loses on one day is one change. From nothing it is new the
 * first time and a reactivation later, to nothing it is churn, and else expansion or contraction, after the part that the
 * exchange rate made has been taken off. That part is, for each subscription that follows another of the same id (or else
 * the next one in line) without a gap, its amount before x (rate after / rate before - 1), rounded half up to whole units.
 * So before + fx + rest = after, exactly.
 * @param subscriptions by customer, then first day
 * @param start         shape [customer + 1]
 * @param asOf          an end on this day or later has not come yet
 */
export function mrrSteps(
  subscriptions: readonly SubscriptionRecord[],
  start: Int32Array,
  asOf: number,
): MrrSteps {
  const customerCount = start.length - 1;
  const most = 2 * subscriptions.length;
  const steps = {
    start: new Int32Array(customerCount + 1),
    customer: new Int32Array(most),
    day: new Int32Array(most),
    before: new Float64Array(most),
    after: new Float64Array(most),
    fx: new Float64Array(most),
    move: new Uint8Array(most),
    subscription: new Int32Array(most),
  };
  let count = 0;
  for (let customer = 0; customer < customerCount; customer++) {
    steps.start[customer] = count;
    let mrr = 0;
    let hasPaid = false;
    for (const { day, ended, begun } of changesOf(
      subscriptions,
      start[customer]!,
      start[customer + 1]!,
      asOf,
    )) {
      const before = mrr;
      for (const index of ended) mrr -= subscriptions[index]!.monthly;
      for (const index of begun) mrr += subscriptions[index]!.monthly;
      const fx = before > 0 && mrr > 0 ? exchangeEffect(subscriptions, ended, begun) : 0;
      if (mrr === before && fx === 0) continue;
      steps.customer[count] = customer;
      steps.day[count] = day;
      steps.before[count] = before;
      steps.after[count] = mrr;
      steps.fx[count] = fx;
      steps.move[count] = MRR_MOVES.indexOf(moveOf(before, mrr, fx, hasPaid));
      steps.subscription[count] = begun[0] ?? ended[0]!;
      hasPaid ||= mrr > 0;
      count++;
    }
  }
  steps.start[customerCount] = count;
  return {
    start: steps.start,
    customer: steps.customer.slice(0, count),
    day: steps.day.slice(0, count),
    before: steps.before.slice(0, count),
    after: steps.after.slice(0, count),
    fx: steps.fx.slice(0, count),
    move: steps.move.slice(0, count),
    subscription: steps.subscription.slice(0, count),
  };
}

function moveOf(before: number, after: number, fx: number, hasPaid: boolean): MrrMove {
  if (before === 0) return hasPaid ? "reactivation" : "new";
  if (after === 0) return "churn";
  return after - before - fx < 0 ? "contraction" : "expansion";
}

interface DayChange {
  readonly day: number;
  readonly ended: number[];
  readonly begun: number[];
}

/** Days on which subscriptions of a customer began or had ended, ascending. */
function changesOf(
  subscriptions: readonly SubscriptionRecord[],
  first: number,
  end: number,
  asOf: number,
): DayChange[] {
  const days = new Map<number, DayChange>();
  const at = (day: number): DayChange => {
    const known = days.get(day);
    if (known !== undefined) return known;
    const change = { day, ended: [], begun: [] };
    days.set(day, change);
    return change;
  };
  for (let index = first; index < end; index++) {
    const { from, to } = subscriptions[index]!;
    at(from).begun.push(index);
    if (to !== undefined && to < asOf) at(to + 1).ended.push(index);
  }
  return [...days.values()].sort((a, b) => a.day - b.day);
}

function exchangeEffect(
  subscriptions: readonly SubscriptionRecord[],
  ended: readonly number[],
  begun: readonly number[],
): number {
  const left = [...begun];
  const takeOut = (place: number): SubscriptionRecord | undefined =>
    place < 0 ? undefined : subscriptions[left.splice(place, 1)[0]!];
  let effect = 0;
  const pair = (before: SubscriptionRecord, after: SubscriptionRecord | undefined): boolean => {
    if (after === undefined) return false;
    if (after.rate !== before.rate)
      effect += Math.floor(before.monthly * (after.rate / before.rate - 1) + 0.5);
    return true;
  };
  // Those that keep their id first, so that the rest is not paired with another's continuation.
  const unpaired = ended.filter((index) => {
    const before = subscriptions[index]!;
    return !pair(before, takeOut(left.findIndex((other) => subscriptions[other]!.id === before.id)));
  });
  for (const index of unpaired) pair(subscriptions[index]!, takeOut(left.length > 0 ? 0 : -1));
  return effect;
}
