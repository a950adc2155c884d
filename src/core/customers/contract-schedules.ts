import { ensureContractTerms, type ContractTerms } from "./contract-terms.ts";

export const SCHEDULE_MEASURES = ["booked", "billed", "recognised", "cash"] as const;
export type ScheduleMeasure = (typeof SCHEDULE_MEASURES)[number];

/**
 * How an amount is spread over the months since its booking: part k of it is `shares[k] / denominator`. Whole numbers, so
 * that nothing is lost to rounding before money is.
 */
export interface Schedule {
  /** Whole numbers >= 0, the last above 0; their sum is `denominator`; shape [months since booking]. */
  readonly shares: readonly number[];
  readonly denominator: number;
}

const DAYS_PER_MONTH = 30;
const MONTHS_PER_INVOICE = { monthly: 1, quarterly: 3, yearly: 12 } as const;

/**
 * When a booked amount (the whole value of the contract) is booked, billed, recognised as revenue and paid.
 *
 * Booked in the month of the booking. Recognised evenly over the months of service. Billed in advance: an invoice at the
 * start of each billing period for its months, a last shorter one included. Paid `paymentDays` after the invoice, where
 * invoices of a month lie evenly over a month of 30 days: 45 days are half one and half two months later.
 * @throws {RangeError} when the terms are out of range
 */
export function contractSchedules(terms: ContractTerms): Readonly<Record<ScheduleMeasure, Schedule>> {
  ensureContractTerms(terms);
  const { serviceMonths, startDelayMonths } = terms;
  const recognised = new Array<number>(startDelayMonths + serviceMonths).fill(0).fill(1, startDelayMonths);
  const billed = billedMonths(terms);
  return {
    booked: { shares: [1], denominator: 1 },
    billed: { shares: billed, denominator: serviceMonths },
    recognised: { shares: recognised, denominator: serviceMonths },
    cash: {
      shares: paidMonths(billed, terms.paymentDays),
      denominator: serviceMonths * DAYS_PER_MONTH,
    },
  };
}

/** Parts of a schedule as numbers; shape [months since booking], adding up to 1 but for the last bit. */
export function scheduleWeights({ shares, denominator }: Schedule): Float64Array {
  return Float64Array.from(shares, (share) => share / denominator);
}

/** Months of service that are billed in each month since the booking. */
function billedMonths({ billing, serviceMonths, startDelayMonths }: ContractTerms): number[] {
  const step = billing === "upfront" ? serviceMonths : MONTHS_PER_INVOICE[billing];
  const invoiceCount = Math.ceil(serviceMonths / step);
  const billed = new Array<number>(startDelayMonths + (invoiceCount - 1) * step + 1).fill(0);
  for (let month = 0; month < serviceMonths; month += step) {
    billed[startDelayMonths + month] = Math.min(step, serviceMonths - month);
  }
  return billed;
}

/** Thirtieths of billed months by the month in which they are paid. */
function paidMonths(billed: readonly number[], paymentDays: number): number[] {
  const wholeMonths = Math.floor(paymentDays / DAYS_PER_MONTH);
  const later = paymentDays - wholeMonths * DAYS_PER_MONTH;
  const paid = new Array<number>(billed.length + wholeMonths + (later > 0 ? 1 : 0)).fill(0);
  billed.forEach((months, month) => {
    paid[month + wholeMonths]! += months * (DAYS_PER_MONTH - later);
    if (later > 0) paid[month + wholeMonths + 1]! += months * later;
  });
  return paid;
}
