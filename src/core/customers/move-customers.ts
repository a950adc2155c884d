import type { BinomialQuantile } from "./binomial-quantile.ts";

/** Customers and what they pay, draw by draw; shape [draw] each. */
export interface CustomerColumns {
  readonly customers: Float64Array;
  /** Whole minor units a month. */
  readonly mrr: Float64Array;
}

/** By what chance and on which random number each customer of a pool moves; shape [draw] each. */
export interface MoveChances {
  readonly chances: Float64Array;
  readonly uniforms: Float64Array;
  readonly binomialQuantile: BinomialQuantile;
}

/** Takes a binomial number of customers out of each draw, with their part of its MRR; the last one takes what is left. */
export function moveCustomers(
  pool: CustomerColumns,
  moved: CustomerColumns,
  { chances, uniforms, binomialQuantile }: MoveChances,
): void {
  for (let drawIndex = 0; drawIndex < chances.length; drawIndex++) {
    const count = pool.customers[drawIndex]!;
    const leaving = binomialQuantile(count, chances[drawIndex]!, uniforms[drawIndex]!);
    const before = pool.mrr[drawIndex]!;
    const amount = leaving === count ? before : Math.floor(before * (leaving / count) + 0.5);
    moved.customers[drawIndex] = leaving;
    moved.mrr[drawIndex] = amount;
    pool.customers[drawIndex] = count - leaving;
    pool.mrr[drawIndex] = before - amount;
  }
}

export function addCustomers(pool: CustomerColumns, added: CustomerColumns): void {
  for (let drawIndex = 0; drawIndex < pool.mrr.length; drawIndex++) {
    pool.customers[drawIndex] = pool.customers[drawIndex]! + added.customers[drawIndex]!;
    pool.mrr[drawIndex] = pool.mrr[drawIndex]! + added.mrr[drawIndex]!;
  }
}
