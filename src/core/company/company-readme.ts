import { isoFromDay } from "../base/day.ts";
import type { GeneratedCompany } from "./generated-company.ts";

/** README.md of a generated company. */
export function companyReadme(company: GeneratedCompany): string {
  const { settings } = company.world;
  return `A generated company
===================

Nobody's data: simulated by "revcast generate" with seed ${settings.seed}. The same settings give the same bytes.
${company.counts.created} opportunities were created from ${isoFromDay(settings.firstDay)} to ${isoFromDay(company.lastDay)}, its last recorded day.

history.csv           one row per change of an opportunity: its state after the change
weekly_snapshots.csv  every Monday evening: open opportunities and those won or lost in the seven days up to it;
                      deleted and merged ones no longer appear
customers.csv         who pays or once paid; subscriptions.csv: what, from when to when, in which currency, won by which
                      opportunity; surveys.csv: how likely they are to recommend the company, 0 to 10
leads.csv             where opportunities came from, by channel; touches.csv: the contacts of each lead with channels
spend.csv             what sales and marketing cost by month and channel; finances.csv: the books by month
owners.csv            who reports to whom, and when; costs.csv: what revenue operations cost, for scenarios
funnel.yaml           what the stages and columns mean, with the CRM's own win probabilities
truth.json            what nobody would know of a real company: settings, true hazards, sellers' skill, the common
                      factor of each quarter, expected and realised bookings, how often each thing happened; rates of
                      churn, growth and conversion, and the book at the end of each month

Try:  revcast forecast history.csv --as-of ${isoFromDay(company.lastDay)} --horizon 30d

How it was simulated
- An opportunity is created in a Poisson process with weekdays, public holidays (the Netherlands), a yearly season and a
  level (${settings.arrivals}). The pipeline is empty on the first day, so the first two quarters are a build-up.
- Each day an open opportunity may be won, lost, moved forward or back, deleted or merged, by chances that depend on its
  stage and the days in it (log-logistic curves), product, region, seller, size, day of the week and the end of the quarter.
- Every quarter has a common factor e^f, f normal with standard deviation ${settings.factorSd}: e^(f/2) multiplies the share of
  decisions that are wins (losses make room, timing stays) and e^(f/2) every won amount. Given what is open, expected
  bookings are e^f times those without it.
- The expected close date slips, is set to month ends and is pulled in at times; it carries no knowledge of the true close.
- Some opportunities are abandoned: nobody works on them, they stay open until somebody deletes them.
- A won opportunity of Starter, Growth or Enterprise becomes a subscription of an account, which may buy again; Services are
  sold once. Starter is paid by the month and can be left at the end of any, the others have a term and are left at its end.
  The Americas are billed in USD at the rate of the month in which a stretch begins. Wins taken back became none.
- Four in ten opportunities come from a lead; each lead of a channel becomes one with the same chance.
- Lost ones are reopened and wins are taken back now and then. Amounts are edited, and the won amount differs from the
  last one. A seller who leaves passes all opportunities on. A few amounts are unknown or mistyped at first.
`;
}
