import { addDays, addMonths, type Day } from "../../base/day.ts";
import { portableExp } from "../../maths/portable-exp.ts";
import { indexByShare } from "../opportunity-birth.ts";
import { normalAt, uniformAt, type RandomStream } from "../random-stream.ts";
import { CUSTOMER_PURPOSE } from "./customer-purposes.ts";
import { CUSTOMER_BEHAVIOUR, overTerm, type RecurringTruth } from "./true-customer-parameters.ts";

/** A stretch of days over which a subscription has one amount. */
export interface Stretch {
  readonly from: Day;
  /** Last day; undefined while it goes on. */
  to: Day | undefined;
  /** Of one billing period in the currency it is billed in, whole minor units. */
  readonly amount: number;
  /** Last day of the term; undefined where it renews from month to month. */
  readonly termEnd: Day | undefined;
  /** Of that currency in the company's. */
  readonly rate: number;
  churnReason: string | undefined;
}

/** How often each thing happened to subscriptions up to the last recorded day. */
export const SUBSCRIPTION_EVENTS = [
  "started",
  "renewed",
  "expanded",
  "contracted",
  "churned",
  "cameBack",
] as const;
export type SubscriptionEvent = (typeof SUBSCRIPTION_EVENTS)[number];

export interface SubscriptionStart {
  readonly truth: RecurringTruth;
  readonly start: Day;
  readonly lastDay: Day;
  /** Of one billing period in the currency it is billed in, whole minor units. */
  readonly amount: number;
  readonly rateOn: (day: Day) => number;
  readonly onEvent: (event: SubscriptionEvent, day: Day) => void;
}

/** Amounts are whole units of the currency after a change. */
const AMOUNT_STEP = 100;

/** Lives a subscription from its start to the last recorded day. */
export function liveSubscription(stream: RandomStream, start: SubscriptionStart): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let run: Run = { start: start.start, amount: start.amount, month: 0 };
  start.onEvent("started", run.start);
  for (;;) {
    const end = liveRun(stream, start, run, stretches);
    if (end === undefined) return stretches;
    const back = comingBack(stream, start, end);
    if (back === undefined) return stretches;
    start.onEvent("cameBack", back.start);
    run = back;
  }
}

/** From a start to the end that a customer puts to it; months are counted on over all runs, for the random numbers. */
interface Run {
  readonly start: Day;
  readonly amount: number;
  readonly month: number;
}

/** @returns the first day without the subscription and its month, or undefined while it goes on */
function liveRun(
  stream: RandomStream,
  { truth, lastDay, rateOn, onEvent }: SubscriptionStart,
  run: Run,
  stretches: Stretch[],
): Run | undefined {
  const { termMonths } = truth;
  const isTermed = termMonths > 1;
  const begin = (from: Day, amount: number, termEnd: Day | undefined): Stretch => {
    const stretch = { from, to: undefined, amount, termEnd, rate: rateOn(from), churnReason: undefined };
    stretches.push(stretch);
    return stretch;
  };
  const termEndAfter = (months: number): Day | undefined =>
    isTermed ? addDays(addMonths(run.start, months + termMonths), -1) : undefined;
  let current = begin(run.start, run.amount, termEndAfter(0));
  for (let month = 1; ; month++) {
    const day = addMonths(run.start, month);
    if (day > lastDay) return undefined;
    const index = run.month + month;
    const isTermEnd = month % termMonths === 0;
    if (
      isTermEnd &&
      happens(stream, CUSTOMER_PURPOSE.churn, index, overTerm(truth.churnPerMonth, termMonths))
    ) {
      current.to = addDays(day, -1);
      current.churnReason = reasonAt(stream, index);
      onEvent("churned", day);
      return { start: day, amount: current.amount, month: index };
    }
    if (isTermEnd && isTermed) onEvent("renewed", day);
    const amount = changedAmount(stream, truth, { index, isTermEnd, amount: current.amount });
    if (amount !== current.amount) onEvent(amount > current.amount ? "expanded" : "contracted", day);
    if (amount === current.amount && !(isTermEnd && isTermed)) continue;
    current.to = addDays(day, -1);
    current = begin(day, amount, isTermEnd ? termEndAfter(month) : current.termEnd);
  }
}

function changedAmount(
  stream: RandomStream,
  truth: RecurringTruth,
  at: { readonly index: number; readonly isTermEnd: boolean; readonly amount: number },
): number {
  const { index, isTermEnd, amount } = at;
  const { contraction, expansion } = CUSTOMER_BEHAVIOUR;
  const shrinks = overTerm(truth.contractionPerMonth, truth.termMonths);
  if (isTermEnd && happens(stream, CUSTOMER_PURPOSE.contraction, index, shrinks)) {
    const uniform = uniformAt(stream, CUSTOMER_PURPOSE.contractionSize, index);
    const share = contraction.least + (contraction.most - contraction.least) * uniform;
    return rounded(amount * (1 - share));
  }
  if (!happens(stream, CUSTOMER_PURPOSE.expansion, index, truth.expansionPerMonth)) return amount;
  const share = portableExp(
    expansion.mean + expansion.sd * normalAt(stream, CUSTOMER_PURPOSE.expansionSize, index),
  );
  return Math.max(rounded(amount * (1 + share)), amount + AMOUNT_STEP);
}

function comingBack(stream: RandomStream, { lastDay }: SubscriptionStart, left: Run): Run | undefined {
  const { perMonth, months, least, most } = CUSTOMER_BEHAVIOUR.comingBack;
  for (let month = 1; month <= months; month++) {
    const start = addMonths(left.start, month);
    if (start > lastDay) return undefined;
    const index = left.month + month;
    if (!happens(stream, CUSTOMER_PURPOSE.comingBack, index, perMonth)) continue;
    const share = least + (most - least) * uniformAt(stream, CUSTOMER_PURPOSE.comingBackSize, index);
    return { start, amount: rounded(left.amount * share), month: index };
  }
  return undefined;
}

function reasonAt(stream: RandomStream, index: number): string {
  const { churnReasons } = CUSTOMER_BEHAVIOUR;
  return churnReasons[indexByShare(churnReasons, uniformAt(stream, CUSTOMER_PURPOSE.churnReason, index))]!
    .name;
}

function happens(stream: RandomStream, purpose: number, index: number, chance: number): boolean {
  return uniformAt(stream, purpose, index) < chance;
}

function rounded(amount: number): number {
  return Math.max(AMOUNT_STEP, Math.round(amount / AMOUNT_STEP) * AMOUNT_STEP);
}
