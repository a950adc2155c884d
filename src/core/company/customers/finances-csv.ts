import { portableExp } from "../../maths/portable-exp.ts";
import { amountText } from "../csv-text.ts";
import type { GeneratedCompany } from "../generated-company.ts";
import { normalAt, streamOf } from "../random-stream.ts";
import { csvRows } from "./csv-rows.ts";
import { monthlyOf, standingWins, type CustomerBook } from "./customer-book.ts";
import { CUSTOMER_PURPOSE, CUSTOMER_STREAM } from "./customer-purposes.ts";
import { monthlySpend } from "./spend.ts";
import { CUSTOMER_BEHAVIOUR, recurringOf } from "./true-customer-parameters.ts";
import { wholeMonths, type WholeMonth } from "./whole-months.ts";

const HEADER = "month,revenue,cost_of_revenue,net_burn";

/**
 * finances.csv: the books of each whole month. Revenue is the recurring amount by day and services on the day of their win; what is
 * spent and not earned is burnt.
 */
export function financesCsv(company: GeneratedCompany, book: CustomerBook): Iterable<string> {
  const { settings } = company.world;
  const stream = streamOf(settings.seed, CUSTOMER_STREAM.books);
  const { books, scaleOpportunities } = CUSTOMER_BEHAVIOUR;
  const scale = settings.opportunityCount / scaleOpportunities;
  const months = wholeMonths(company);
  const recurring = recurringByMonth(months, book);
  const services = servicesByMonth(months, company);
  const spent = new Float64Array(months.length);
  for (const { month, amount } of monthlySpend(company)) spent[month.index]! += amount;
  const rows = months.map(({ text, index }) => {
    const noise = portableExp(books.noiseSd * normalAt(stream, CUSTOMER_PURPOSE.bookNoise, index));
    const revenue = Math.round(recurring[index]!) + services[index]!;
    const cost = Math.round(
      noise * (recurring[index]! * books.costOfRecurring + services[index]! * books.costOfServices),
    );
    const fixed = Math.round(scale * noise * (books.research + books.administration));
    const burn = cost + spent[index]! + fixed - revenue;
    return [text, amountText(revenue), amountText(cost), signedText(burn)];
  });
  return csvRows(HEADER, rows);
}

function signedText(minorUnits: number): string {
  return minorUnits < 0 ? `-${amountText(-minorUnits)}` : amountText(minorUnits);
}

function recurringByMonth(months: readonly WholeMonth[], { subscriptions }: CustomerBook): Float64Array {
  const sums = new Float64Array(months.length);
  for (const { stretches, truth } of subscriptions) {
    for (const stretch of stretches) {
      const monthly = monthlyOf(stretch, truth);
      for (const { from, to, index } of months) {
        const days = Math.min(to, stretch.to ?? Infinity) - Math.max(from, stretch.from) + 1;
        if (days > 0) sums[index]! += (monthly * days) / (to - from + 1);
      }
    }
  }
  return sums;
}

function servicesByMonth(months: readonly WholeMonth[], company: GeneratedCompany): Float64Array {
  const sums = new Float64Array(months.length);
  const { firstDay } = company.world.settings;
  for (const { opportunity, dayIndex, amount } of standingWins(company)) {
    if (recurringOf(company.opportunities.product[opportunity]!) !== undefined) continue;
    const day = firstDay + dayIndex;
    const month = months.find(({ to }) => day <= to);
    if (month !== undefined) sums[month.index]! += amount;
  }
  return sums;
}
