import { ensure } from "../base/ensure.ts";

/** How a segment keeps, loses and grows its customers; all rates are per month and between 0 and 1. */
export interface RetentionRates {
  readonly leaving: MonthlyChurn | RenewalModel;
  /** Share of the MRR of customers who stay that is taken off by downgrades and discounts. */
  readonly contractionPerMonth: number;
  /** Share of the MRR of customers who stay, before contraction, that is added by upgrades, seats and prices. */
  readonly expansionPerMonth: number;
  /** Chance of a lapsed customer to come back in a month, with the average MRR of the lapsed. */
  readonly reactivationPerMonth: number;
}

/** Each customer may leave in any month. */
export interface MonthlyChurn {
  readonly kind: "churn";
  /** Chance of a customer to leave in a month. */
  readonly churnPerMonth: number;
}

/** Customers leave when a contract ends and is not renewed, and at no other time. */
export interface RenewalModel {
  readonly kind: "renewal";
  /** Whole months from one renewal to the next, 1..120. */
  readonly termMonths: number;
  /** Chance of a customer to renew when the contract ends. */
  readonly renewalRate: number;
}

export const LONGEST_TERM_MONTHS = 120;

/**
 * Stops rates that cannot be.
 * @param where what they belong to, for the message
 * @throws {RangeError} naming the rate
 */
export function ensureRetentionRates(rates: RetentionRates, where: string): void {
  const { leaving } = rates;
  if (leaving.kind === "churn") ensureShare(leaving.churnPerMonth, "churn", where);
  else {
    ensureShare(leaving.renewalRate, "renewal", where);
    ensure(
      Number.isInteger(leaving.termMonths) &&
        leaving.termMonths >= 1 &&
        leaving.termMonths <= LONGEST_TERM_MONTHS,
      `Cannot use ${where} with a term of ${leaving.termMonths} months: 1 to ${LONGEST_TERM_MONTHS} are possible`,
    );
  }
  ensureShare(rates.contractionPerMonth, "contraction", where);
  ensureShare(rates.expansionPerMonth, "expansion", where);
  ensureShare(rates.reactivationPerMonth, "reactivation", where);
}

function ensureShare(share: number, name: string, where: string): void {
  ensure(
    share >= 0 && share <= 1,
    `Cannot use ${where} with a rate of ${name} of ${share}: 0 to 1 is needed`,
  );
}
