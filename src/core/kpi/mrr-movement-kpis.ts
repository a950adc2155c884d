import { found } from "../base/outcome.ts";
import { quickRatio, type MrrMovements } from "../customers/retention-measures.ts";
import { sourceOfStep, type CustomerBook } from "./customer-book.ts";
import { isCustomerKept, NO_SUBSCRIPTIONS } from "./customer-window.ts";
import type { KpiDefinition, KpiWindow, Measurement } from "./kpi-record.ts";
import { MRR_MOVES, type MrrMove } from "./mrr-steps.ts";
import { RecordPart } from "./record-part.ts";
import { ratioOf, rival } from "./ratio.ts";
import { unavailable } from "./unavailable.ts";

const IDS: Readonly<Record<MrrMove, readonly [id: string, name: string, convention: string]>> = {
  new: ["new_mrr", "New MRR", "First MRR of customers that paid for the first time in the period"],
  expansion: [
    "expansion_mrr",
    "Expansion MRR",
    "What paying customers paid more than the day before, summed over the days of the period; effects of exchange rates taken off",
  ],
  contraction: [
    "contraction_mrr",
    "Contraction MRR",
    "What paying customers paid less than the day before, summed over the days of the period; those that left and effects of exchange rates taken off",
  ],
  churn: [
    "churned_mrr",
    "Churned MRR",
    "Last MRR of customers that stopped paying, on the day after the last one paid",
  ],
  reactivation: [
    "reactivation_mrr",
    "Reactivation MRR",
    "MRR of customers that pay again after days on which they did not",
  ],
};

/** How the MRR moved in the period; opening + new + expansion + reactivation - contraction - churn + FX = closing, exactly. */
export function mrrMovementKpis(book: CustomerBook): KpiDefinition[] {
  const shared = { stage: null, unit: "money", department: "finance", kind: "sum" } as const;
  const measured = (measure: (window: KpiWindow) => Measurement) => ({
    measure: (window: KpiWindow) => (book.hasSubscriptions ? measure(window) : unavailable(NO_SUBSCRIPTIONS)),
  });
  return [
    ...MRR_MOVES.map((move): KpiDefinition => {
      const [id, name, convention] = IDS[move];
      const direction = move === "contraction" || move === "churn" ? "lower" : "higher";
      return {
        ...shared,
        id,
        name,
        direction,
        convention,
        ...measured((window) => moved(book, window, move)),
      };
    }),
    {
      ...shared,
      id: "fx_mrr",
      name: "FX effect on MRR",
      direction: "neutral",
      convention:
        "What changed exchange rates did to the MRR of customers that stayed, where a subscription follows another: amount before x (new rate / old rate - 1)",
      ...measured((window) => exchanged(book, window)),
    },
    {
      ...shared,
      id: "net_new_mrr",
      name: "Net new MRR",
      direction: "higher",
      convention: "MRR at the end of the period less that before it: all movements with their signs",
      ...measured((window) => netNew(book, window)),
    },
    {
      ...shared,
      id: "quick_ratio",
      name: "Quick ratio",
      unit: "ratio",
      kind: "ratio",
      direction: "higher",
      convention: "New and expansion MRR over churned and contraction MRR of the period",
      ...measured((window) => quick(book, window)),
    },
  ];
}

/** Movements of the customers in scope over the window, with the part of exchange rates. */
export function mrrMovementsIn(
  book: CustomerBook,
  window: KpiWindow,
): MrrMovements & { readonly fx: number } {
  const sums = { opening: 0, new: 0, expansion: 0, contraction: 0, churn: 0, reactivation: 0, fx: 0 };
  const opening = book.mrrOn(window.from - 1);
  for (let customer = 0; customer < opening.length; customer++)
    if (isCustomerKept(window, customer)) sums.opening += opening[customer]!;
  for (const step of stepsIn(book, window)) {
    sums[MRR_MOVES[book.steps.move[step]!]!] += restOf(book, step);
    sums.fx += book.steps.fx[step]!;
  }
  return sums;
}

/** Steps in the window of customers in scope, by customer. */
function stepsIn({ steps }: CustomerBook, window: KpiWindow): number[] {
  const inside: number[] = [];
  for (let step = 0; step < steps.day.length; step++) {
    const day = steps.day[step]!;
    if (day >= window.from && day <= window.to && isCustomerKept(window, steps.customer[step]!))
      inside.push(step);
  }
  return inside;
}

/** Size of the move beside the exchange rate, >= 0. */
function restOf({ steps }: CustomerBook, step: number): number {
  return Math.abs(steps.after[step]! - steps.before[step]! - steps.fx[step]!);
}

function movePart(book: CustomerBook, window: KpiWindow, moves: readonly MrrMove[]): RecordPart {
  const part = new RecordPart(window, "customer");
  for (const step of stepsIn(book, window)) {
    const rest = restOf(book, step);
    if (rest > 0 && moves.includes(MRR_MOVES[book.steps.move[step]!]!)) addStep(book, part, step, rest);
  }
  return part;
}

function addStep(book: CustomerBook, part: RecordPart, step: number, value: number): void {
  const customer = book.steps.customer[step]!;
  part.add(customer, book.ids[customer]!, sourceOfStep(book, step), value);
}

function sumOf(part: RecordPart, label: string, rivals: Measurement["rivals"]): Measurement {
  return {
    value: found(part.value),
    numerator: part.part(label, "money"),
    denominator: null,
    sampleSize: part.count,
    unknownCount: 0,
    interval: null,
    rivals,
  };
}

function moved(book: CustomerBook, window: KpiWindow, move: MrrMove): Measurement {
  const part = movePart(book, window, [move]);
  return sumOf(part, `${move} MRR`, [
    rival("by count", "Changes that were counted", "count", found(part.count)),
    rival(
      "start to end",
      "By what each customer paid before the period and at its end, whatever happened in between; FX included",
      "money",
      found(netMove(book, window, move)),
    ),
  ]);
}

/** The move by the MRR of each customer before and at the end of the window alone. */
function netMove(book: CustomerBook, window: KpiWindow, move: MrrMove): number {
  const [start, end] = [book.mrrOn(window.from - 1), book.mrrOn(window.to)];
  let sum = 0;
  for (let customer = 0; customer < start.length; customer++) {
    const [before, after] = [start[customer]!, end[customer]!];
    if (before === after || !isCustomerKept(window, customer)) continue;
    const isNew = book.firstPaidOn[customer]! >= window.from;
    const kind: MrrMove =
      before === 0
        ? isNew
          ? "new"
          : "reactivation"
        : after === 0
          ? "churn"
          : after > before
            ? "expansion"
            : "contraction";
    if (kind === move) sum += Math.abs(after - before);
  }
  return sum;
}

function exchanged(book: CustomerBook, window: KpiWindow): Measurement {
  const part = new RecordPart(window, "customer");
  for (const step of stepsIn(book, window)) {
    const effect = book.steps.fx[step]!;
    if (effect !== 0) addStep(book, part, step, effect);
  }
  return sumOf(part, "effect of exchange rates", []);
}

function netNew(book: CustomerBook, window: KpiWindow): Measurement {
  const part = new RecordPart(window, "customer");
  for (const step of stepsIn(book, window))
    addStep(book, part, step, book.steps.after[step]! - book.steps.before[step]!);
  const { reactivation, fx } = mrrMovementsIn(book, window);
  return sumOf(part, "closing less opening MRR", [
    rival("without FX", "The same without the effect of exchange rates", "money", found(part.value - fx)),
    rival(
      "without reactivation",
      "The same without customers that came back",
      "money",
      found(part.value - reactivation),
    ),
  ]);
}

function quick(book: CustomerBook, window: KpiWindow): Measurement {
  const gained = movePart(book, window, ["new", "expansion"]);
  const lost = movePart(book, window, ["churn", "contraction"]);
  const movements = mrrMovementsIn(book, window);
  const reason = "nobody left or paid less in the period: the ratio has no bound";
  const usual = quickRatio(movements);
  return {
    value: usual.ok ? usual : { ok: false, reason },
    numerator: gained.part("new and expansion MRR", "money"),
    denominator: lost.part("churned and contraction MRR", "money"),
    sampleSize: gained.count + lost.count,
    unknownCount: 0,
    interval: null,
    rivals: [
      rival(
        "with reactivation",
        "Reactivation MRR counts as gained too",
        "ratio",
        ratioOf(gained.value + movements.reactivation, lost.value, reason),
      ),
      rival(
        "start to end",
        "By what each customer paid before the period and at its end",
        "ratio",
        ratioOf(
          netMove(book, window, "new") + netMove(book, window, "expansion"),
          netMove(book, window, "churn") + netMove(book, window, "contraction"),
          reason,
        ),
      ),
    ],
  };
}
