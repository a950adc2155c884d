import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { dayFromIso } from "../../../src/core/base/day.ts";
import type { CashFlow, DatedCashFlow } from "../../../src/core/roi/cash-flow.ts";

export const decimal = (value: Decimal.Value): Decimal => new Decimal(value);

/** Flows at 0, 12, 24 ... months. */
export const yearly = (...amounts: readonly Decimal.Value[]): CashFlow[] =>
  amounts.map((amount, year) => ({ monthsFromStart: 12 * year, amount: new Decimal(amount) }));

/** Flows at 0, 1, 2 ... months. */
export const monthly = (...amounts: readonly Decimal.Value[]): CashFlow[] =>
  amounts.map((amount, month) => ({ monthsFromStart: month, amount: new Decimal(amount) }));

export const dated = (...rows: readonly (readonly [string, Decimal.Value])[]): DatedCashFlow[] =>
  rows.map(([iso, amount]) => ({ day: dayFromIso(iso)!, amount: new Decimal(amount) }));

/** |a / b - 1|, or |a| where b is 0. */
export const relativeError = (a: Decimal, b: Decimal): number => {
  const size = b.isZero() ? new Decimal(1) : b.abs();
  return new Decimal(a).minus(b).abs().div(size).toNumber();
};

/** Amounts in cents up to a million either way. */
export const anyAmount = fc.integer({ min: -1e8, max: 1e8 }).map((cents) => new Decimal(cents).div(100));
export const anyPlan = fc
  .array(anyAmount, { minLength: 1, maxLength: 25 })
  .map((amounts) => monthly(...amounts));
/** Money out at first, only money in later: one rate, one crossing. */
export const simplePlan = fc
  .tuple(
    fc.integer({ min: 1, max: 1e8 }),
    fc.array(fc.integer({ min: 0, max: 1e7 }), { minLength: 1, maxLength: 25 }),
  )
  .filter(([, inflows]) => inflows.some((cents) => cents > 0))
  .map(([out, inflows]) => monthly(...[-out, ...inflows].map((cents) => new Decimal(cents).div(100))));
export const anyRate = fc.integer({ min: -900, max: 3_000 }).map((tenths) => new Decimal(tenths).div(1_000));
