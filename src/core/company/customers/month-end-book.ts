import type { Day } from "../../base/day.ts";
import type { GeneratedCompany } from "../generated-company.ts";
import { monthlyOf, type CustomerBook } from "./customer-book.ts";
import { wholeMonths } from "./whole-months.ts";

/** Customers who pay and what they pay by month at the end of a month; whole minor units. */
export interface MonthEnd {
  readonly day: Day;
  readonly customerCount: number;
  readonly mrr: number;
  readonly moves: MonthMoves;
}

/** What changed since the end of the month before, customer by customer; rates are part of it. */
export interface MonthMoves {
  readonly newMrr: number;
  readonly returningMrr: number;
  readonly expansionMrr: number;
  readonly contractionMrr: number;
  readonly churnedMrr: number;
  readonly newCount: number;
  readonly returningCount: number;
  readonly churnedCount: number;
}

/** The book at the end of each whole month, added up customer by customer. */
export function monthEnds(company: GeneratedCompany, book: CustomerBook): readonly MonthEnd[] {
  const stretches = book.subscriptions.flatMap(({ customer, stretches: own, truth }) =>
    own.map((stretch) => {
      const { from, to } = stretch;
      return { customer: customer.id, from, to: to ?? Infinity, monthly: monthlyOf(stretch, truth) };
    }),
  );
  const everPaid = new Set<string>();
  let before = new Map<string, number>();
  return wholeMonths(company).map(({ to: day }) => {
    const after = new Map<string, number>();
    for (const { customer, from, to, monthly } of stretches) {
      if (from <= day && to >= day) after.set(customer, (after.get(customer) ?? 0) + monthly);
    }
    const moves = movesBetween(before, after, everPaid);
    for (const customer of after.keys()) everPaid.add(customer);
    before = after;
    const mrr = [...after.values()].reduce((sum, amount) => sum + amount, 0);
    return { day, customerCount: after.size, mrr, moves };
  });
}

function movesBetween(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  everPaid: ReadonlySet<string>,
): MonthMoves {
  const moves = {
    newMrr: 0,
    returningMrr: 0,
    expansionMrr: 0,
    contractionMrr: 0,
    churnedMrr: 0,
    newCount: 0,
    returningCount: 0,
    churnedCount: 0,
  };
  for (const [customer, amount] of after) {
    const past = before.get(customer);
    if (past === undefined && everPaid.has(customer)) {
      moves.returningCount++;
      moves.returningMrr += amount;
    } else if (past === undefined) {
      moves.newCount++;
      moves.newMrr += amount;
    } else if (amount > past) moves.expansionMrr += amount - past;
    else moves.contractionMrr += past - amount;
  }
  for (const [customer, amount] of before) {
    if (after.has(customer)) continue;
    moves.churnedCount++;
    moves.churnedMrr += amount;
  }
  return moves;
}
