import { ensure } from "../base/ensure.ts";
import { LONGEST_TERM_MONTHS } from "./retention-rates.ts";

/** What is agreed about one booking: how long the service lasts and when it is paid. */
export interface ContractTerms {
  /** Recurring: a subscription, billed by `billing`. One-off: a project or delivery, billed at once as it starts. */
  readonly kind: "recurring" | "one-off";
  /** Months of service, over which revenue is recognised evenly: the term, or the months of delivery; 1..120. */
  readonly serviceMonths: number;
  /** How many months each invoice is for; always in advance. One-off contracts are billed `upfront`. */
  readonly billing: "monthly" | "quarterly" | "yearly" | "upfront";
  /** Whole months from the booking to the first month of service, 0..120. */
  readonly startDelayMonths: number;
  /** Days from invoice to payment, 0..360; a month counts as 30 days. */
  readonly paymentDays: number;
}

const LONGEST_PAYMENT_DAYS = 360;

/** @throws {RangeError} naming what is out of range */
export function ensureContractTerms(terms: ContractTerms): void {
  const { kind, serviceMonths, billing, startDelayMonths, paymentDays } = terms;
  ensure(
    Number.isInteger(serviceMonths) && serviceMonths >= 1 && serviceMonths <= LONGEST_TERM_MONTHS,
    `Cannot schedule a contract of ${serviceMonths} months: 1 to ${LONGEST_TERM_MONTHS} are possible`,
  );
  ensure(
    Number.isInteger(startDelayMonths) && startDelayMonths >= 0 && startDelayMonths <= LONGEST_TERM_MONTHS,
    `Cannot schedule a contract that starts ${startDelayMonths} months after its booking`,
  );
  ensure(
    Number.isInteger(paymentDays) && paymentDays >= 0 && paymentDays <= LONGEST_PAYMENT_DAYS,
    `Cannot schedule payment after ${paymentDays} days: 0 to ${LONGEST_PAYMENT_DAYS} are possible`,
  );
  ensure(
    kind === "recurring" || billing === "upfront",
    `Cannot bill a one-off contract ${billing}: it is billed upfront`,
  );
}
