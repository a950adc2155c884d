import type { Outcome } from "../base/outcome.ts";
import { ATTRIBUTIONS, type AcquisitionBook, type Attribution } from "./acquisition-book.ts";
import type { KpiPart } from "./kpi-record.ts";
import { rival } from "./ratio.ts";
import type { RecordPart } from "./record-part.ts";

/** Attributions in words. */
export const RULES: Readonly<Record<Attribution, string>> = {
  linear: "each customer shared equally by the touches before it first paid",
  first: "each customer to the channel of its first touch",
  last: "each customer to the channel of its last touch before it first paid",
  position: "40 % of each customer to its first touch, 40 % to the last, 20 % to those between",
};

/** Names a new customer by its first subscription. */
export function addCustomer({ customers }: AcquisitionBook, part: RecordPart, customer: number): void {
  const source = customers.subscriptions[customers.subscriptionStart[customer]!]!.source;
  part.add(0, customers.ids[customer]!, source);
}

export function withoutGroups({ label, unit, value, rows }: KpiPart): KpiPart {
  return { label, unit, value, rows };
}

/** The value under the attributions that are not the usual one. */
export function otherRules(by: (rule: Attribution) => Outcome<number>) {
  return ATTRIBUTIONS.filter((rule) => rule !== "linear").map((rule) =>
    rival(`${rule} touch`, `Attribution: ${RULES[rule]}`, "money", by(rule)),
  );
}
