import { found, missing } from "../base/outcome.ts";
import { annualRecurringRevenue } from "../customers/retention-measures.ts";
import type { CustomerBook } from "./customer-book.ts";
import { isCustomerKept, mrrPartOn, NO_SUBSCRIPTIONS, payingPartOn } from "./customer-window.ts";
import { meanInterval } from "./duration-measures.ts";
import type { KpiDefinition, KpiWindow, Measurement } from "./kpi-record.ts";
import { ratioOf, rival } from "./ratio.ts";
import { unavailable } from "./unavailable.ts";

const NOBODY_PAYS = "nobody pays at the end of the period";

/** MRR, ARR, paying customers and what one of them pays, at the end of the period. */
export function recurringRevenueKpis(book: CustomerBook): KpiDefinition[] {
  const finance = { stage: null, direction: "higher", department: "finance", unit: "money" } as const;
  const measured = (measure: (book: CustomerBook, window: KpiWindow) => Measurement) => ({
    measure: (window: KpiWindow) =>
      book.hasSubscriptions ? measure(book, window) : unavailable(NO_SUBSCRIPTIONS),
  });
  return [
    {
      ...finance,
      id: "mrr",
      name: "MRR",
      kind: "sum",
      convention:
        "Monthly amounts, discounts taken off, of the subscriptions that hold at the end of the period, from their first day to the last one paid; an end after the as-of day has not come yet",
      ...measured(mrr),
    },
    {
      ...finance,
      id: "arr",
      name: "ARR",
      kind: "sum",
      convention: "Twelve times the MRR at the end of the period",
      ...measured(arr),
    },
    {
      ...finance,
      id: "arpa",
      name: "MRR per account (ARPA)",
      kind: "ratio",
      convention: "MRR over the customers that pay, both at the end of the period",
      ...measured(arpa),
    },
    {
      ...finance,
      id: "paying_customers",
      name: "Paying customers",
      unit: "count",
      department: "customerSuccess",
      kind: "sum",
      convention: "Customers with an MRR above 0 at the end of the period",
      ...measured(paying),
    },
  ];
}

const level = { denominator: null, unknownCount: 0, interval: null } as const;

function mrr(book: CustomerBook, window: KpiWindow): Measurement {
  const part = mrrPartOn(book, window, window.to);
  const opening = mrrPartOn(book, { ...window, rowLimit: 0 }, window.from - 1).value;
  return {
    ...level,
    value: found(part.value),
    numerator: part.part("MRR at the end of the period", "money"),
    sampleSize: part.count,
    rivals: [
      rival(
        "average",
        "Mean of the MRR before the period and at its end",
        "money",
        found((opening + part.value) / 2),
      ),
    ],
  };
}

function arr(book: CustomerBook, window: KpiWindow): Measurement {
  const months = mrrPartOn(book, window, window.to).part("MRR at the end of the period", "money");
  const yearly = (byGroup: Float64Array) => byGroup.map((value) => annualRecurringRevenue(value));
  const numerator = {
    ...months,
    label: "MRR at the end of the period x 12",
    value: annualRecurringRevenue(months.value),
    ...(months.byGroup === undefined ? {} : { byGroup: yearly(months.byGroup) }),
  };
  return {
    ...level,
    value: found(numerator.value),
    numerator,
    sampleSize: months.rows.count,
    rivals: [
      rival(
        "annual contracts",
        "Yearly value of the subscriptions with a term only, those from month to month left out",
        "money",
        found(annualRecurringRevenue(contractedMrr(book, window))),
      ),
    ],
  };
}

function contractedMrr(book: CustomerBook, window: KpiWindow): number {
  let sum = 0;
  for (const { customerId, from, to, monthly, termEnd } of book.subscriptions) {
    const holds = from <= window.to && (to === undefined || to >= window.to);
    if (termEnd !== undefined && holds && isCustomerKept(window, book.indexOf.get(customerId)!))
      sum += monthly;
  }
  return sum;
}

function paying(book: CustomerBook, window: KpiWindow): Measurement {
  const part = payingPartOn(book, window, window.to);
  const opening = payingPartOn(book, { ...window, rowLimit: 0 }, window.from - 1).count;
  return {
    ...level,
    value: found(part.value),
    numerator: part.part("paying at the end of the period"),
    sampleSize: part.count,
    rivals: [
      rival(
        "average",
        "Mean of those before the period and at its end",
        "count",
        found((opening + part.count) / 2),
      ),
    ],
  };
}

function arpa(book: CustomerBook, window: KpiWindow): Measurement {
  const quiet = { ...window, rowLimit: 0 };
  const revenue = mrrPartOn(book, window, window.to);
  const accounts = payingPartOn(book, window, window.to);
  const before = mrrPartOn(book, quiet, window.from - 1);
  const amounts = book
    .mrrOn(window.to)
    .filter((value, customer) => value > 0 && isCustomerKept(window, customer));
  const joined = joinedRevenue(book, window);
  return {
    value: ratioOf(revenue.value, accounts.count, NOBODY_PAYS),
    numerator: revenue.part("MRR at the end of the period", "money"),
    denominator: accounts.part("paying at the end of the period"),
    sampleSize: accounts.count,
    unknownCount: 0,
    interval: accounts.count === 0 ? null : meanInterval(amounts, revenue.value / accounts.count),
    rivals: [
      rival(
        "average accounts",
        "MRR at the end over the mean of the customers before the period and at its end",
        "money",
        ratioOf(revenue.value, (before.count + accounts.count) / 2, NOBODY_PAYS),
      ),
      rival(
        "average of both",
        "Mean MRR over mean customers, of the day before the period and its end",
        "money",
        ratioOf(before.value + revenue.value, before.count + accounts.count, NOBODY_PAYS),
      ),
      rival(
        "new accounts",
        "MRR over customers, of those alone that paid for the first time in the period",
        "money",
        ratioOf(joined.mrr, joined.count, "nobody paid for the first time in the period"),
      ),
      rival(
        "per user (ARPU)",
        "MRR over the users of all customers",
        "money",
        missing("no file tells how many users or seats a customer has"),
      ),
    ],
  };
}

/** Customers in scope that paid for the first time in the window, their first MRR, and the sum of its squares. */
export function joinedRevenue(
  book: CustomerBook,
  window: KpiWindow,
): { count: number; mrr: number; squares: number } {
  const { steps } = book;
  const joined = { count: 0, mrr: 0, squares: 0 };
  for (let customer = 0; customer < book.ids.length; customer++) {
    const day = book.firstPaidOn[customer]!;
    if (day < window.from || day > window.to || !isCustomerKept(window, customer)) continue;
    joined.count++;
    const mrr = firstMrr(steps, customer);
    joined.mrr += mrr;
    joined.squares += mrr ** 2;
  }
  return joined;
}

function firstMrr(steps: CustomerBook["steps"], customer: number): number {
  for (let step = steps.start[customer]!; step < steps.start[customer + 1]!; step++)
    if (steps.after[step]! > 0) return steps.after[step]!;
  return 0;
}
