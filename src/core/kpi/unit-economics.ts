import { found, missing, type Outcome } from "../base/outcome.ts";
import type { FinanceRecord } from "../customers/customer-records.ts";
import { cappedLifetimeValue, lifetimeValue, lifetimeValueToCost } from "../customers/lifetime-value.ts";
import { spendPart } from "./acquisition-cost.ts";
import type { AcquisitionBook } from "./acquisition-book.ts";
import { acquisitionWindows } from "./acquisition-window.ts";
import { cashPayback } from "./cash-payback.ts";
import { allOf, economicsIn, shareOf, type Economics } from "./customer-economics.ts";
import { grossMarginIn, type GrossMargin } from "./company-books.ts";
import { NO_SUBSCRIPTIONS, payingPartOn } from "./customer-window.ts";
import type { KpiDefinition, KpiInterval, KpiPart, KpiRival, KpiWindow, Measurement } from "./kpi-record.ts";
import { customerCountsIn } from "./logo-churn.ts";
import { isoDay } from "./iso-day.ts";
import { countOverChurnInterval, overSumInterval } from "./log-intervals.ts";
import { rival } from "./ratio.ts";
import { unavailable } from "./unavailable.ts";

const CAP_YEARS = 5;
/** What cash of later years is discounted by, as in the usual studies of economic impact. */
const DISCOUNT_RATE_PER_YEAR = 0.1;
const UNBOUNDED = "nobody left in the period: without churn the value has no bound";

/** Gross margin, CAC payback, LTV and LTV:CAC. */
export function unitEconomicsKpis(
  book: AcquisitionBook,
  books: readonly FinanceRecord[] | undefined,
): KpiDefinition[] {
  const windowOf = acquisitionWindows(book);
  const finance = { stage: null, department: "finance", kind: "other", direction: "higher" } as const;
  // Of one window all five KPIs ask for the same.
  const known = new Map<string, Economics>();
  const economicsOf = (window: KpiWindow): Economics => {
    if (window.keeps !== undefined) return economicsIn(book, books, window, windowOf);
    const key = `${window.from} ${window.to}`;
    const economics = known.get(key) ?? economicsIn(book, books, window, windowOf);
    known.set(key, economics);
    return economics;
  };
  const measured = (measure: (window: KpiWindow, economics: Economics) => Measurement) => ({
    measure: (window: KpiWindow): Measurement =>
      book.customers.hasSubscriptions ? measure(window, economicsOf(window)) : unavailable(NO_SUBSCRIPTIONS),
  });
  return [
    {
      ...finance,
      id: "gross_margin",
      name: "Gross margin",
      unit: "share",
      convention:
        "Revenue less cost of revenue, over revenue, of the whole months of the books in the period; where none ends in it, of the last one before",
      measure: (window) => marginMeasurement(grossMarginIn(books, window)),
    },
    {
      ...finance,
      id: "cac_payback",
      name: "CAC payback",
      unit: "months",
      direction: "lower",
      convention:
        "Blended CAC over the first MRR of a new customer times the gross margin: months until the margin of a customer that stays has paid for it (its range takes spend and margin as they are, and needs five new customers)",
      ...measured((window, economics) => payback(book, window, economics, windowOf)),
    },
    {
      ...finance,
      id: "ltv",
      name: "Lifetime value (LTV)",
      unit: "money",
      convention:
        "MRR per account at the end of the period times the gross margin, over the logo churn of a month (that of the period, as 1 - (1 - churn)^(1 / months))",
      ...measured((window, economics) => value(book, window, economics)),
    },
    {
      ...finance,
      id: "ltv_capped",
      name: "LTV, 5 years, discounted",
      unit: "money",
      convention: `MRR per account times the gross margin as long as an account lives by the logo churn of a month, over at most ${CAP_YEARS} years, each month discounted by ${DISCOUNT_RATE_PER_YEAR * 100} % a year; exists without churn too`,
      ...measured((window, economics) => cappedValue(book, window, economics)),
    },
    {
      ...finance,
      id: "ltv_to_cac",
      name: "LTV to CAC",
      unit: "ratio",
      convention:
        "Lifetime value over blended CAC, both of the period, the value with the gross margin (its range takes MRR, margin and spend as they are, and needs five new customers)",
      ...measured((window, economics) => valueToCost(book, window, economics)),
    },
  ];
}

function booksPart(label: string, value: number, months: readonly FinanceRecord[]): KpiPart {
  const first = months.map(({ month, source }) => ({
    id: isoMonth(month),
    file: source.file,
    line: source.line,
  }));
  return { label, unit: "money", value, rows: { of: "month", count: months.length, first } };
}

function isoMonth(month: FinanceRecord["month"]): string {
  return isoDay(month).slice(0, 7);
}

function marginMeasurement(margin: Outcome<GrossMargin>): Measurement {
  if (!margin.ok) return unavailable(margin.reason);
  const { share, revenue, cost, months } = margin.value;
  return {
    value: found(share),
    numerator: booksPart("revenue less cost of revenue", revenue - cost, months),
    denominator: booksPart("revenue", revenue, months),
    sampleSize: months.length,
    unknownCount: 0,
    interval: null,
    rivals: [],
  };
}

function payback(
  book: AcquisitionBook,
  window: KpiWindow,
  economics: Economics,
  windowOf: ReturnType<typeof acquisitionWindows>,
): Measurement {
  const { cost, newArpa, arpa, margin, spend, newMrr, newMrrSquares, newCount } = economics;
  const share = shareOf(margin);
  const over = (perMonth: readonly Outcome<number>[]): Outcome<number> =>
    allOf([cost, ...perMonth], ([paid, ...factors]) => {
      const gain = factors.reduce((product, factor) => product * factor, 1);
      return gain > 0 ? found(paid! / gain) : missing("a new customer brings no margin");
    });
  const won = windowOf(window.from, window.to);
  const usual = over([newArpa, share]);
  const joined = { count: newCount, sum: newMrr, squares: newMrrSquares };
  return {
    value: usual,
    numerator: cost.ok ? spendPart(book, window, won) : null,
    denominator: margin.ok
      ? booksPart(
          "first MRR of new customers times gross margin",
          newMrr * margin.value.share,
          margin.value.months,
        )
      : null,
    sampleSize: newCount,
    unknownCount: 0,
    interval: usual.ok ? overSumInterval(usual.value, joined) : null,
    rivals: [
      rival(
        "without margin",
        "CAC over the first MRR of a new customer, which flatters",
        "months",
        over([newArpa]),
      ),
      rival(
        "all accounts",
        "CAC over the MRR per account of all customers times the gross margin",
        "months",
        over([arpa, share]),
      ),
      rival(
        "cohort, cash",
        "Months of life until the margin that the new customers of the period really brought has paid for the spend, those that left included; followed to the as-of day",
        "months",
        allOf([cost, share], ([, grossMargin]) =>
          grossMargin! > 0
            ? cashPayback(book, window, won.newCustomers, spend / grossMargin!)
            : missing("a new customer brings no margin"),
        ),
      ),
    ],
  };
}

function accountParts(book: AcquisitionBook, window: KpiWindow) {
  const counts = customerCountsIn(book.customers, window);
  return {
    numerator: payingPartOn(book.customers, window, window.to).part("paying at the end of the period"),
    denominator: counts.left.part("left, of those that paid before the period"),
    sampleSize: counts.start.count,
    unknownCount: 0,
  };
}

function value(book: AcquisitionBook, window: KpiWindow, economics: Economics): Measurement {
  const { arpa, margin, churn, churnInterval, revenueChurn } = economics;
  const share = shareOf(margin);
  const usual = simpleValue([arpa, share, churn]);
  return {
    ...accountParts(book, window),
    value: usual,
    interval: valueInterval(usual, churn, churnInterval),
    rivals: [
      rival(
        "revenue",
        "MRR per account over churn, without the gross margin",
        "money",
        simpleValue([arpa, found(1), churn]),
      ),
      rival(
        "by MRR churn",
        "By churned and contraction MRR over the MRR before the period, instead of logos",
        "money",
        simpleValue([arpa, share, revenueChurn]),
      ),
    ],
  };
}

function simpleValue(factors: readonly Outcome<number>[]): Outcome<number> {
  return allOf(factors, ([revenuePerMonth, grossMargin, churnPerMonth]) => {
    const found = lifetimeValue({
      revenuePerMonth: revenuePerMonth!,
      grossMargin: grossMargin!,
      churnPerMonth: churnPerMonth!,
    });
    return found.ok ? found : missing(UNBOUNDED);
  });
}

/** The value falls with the churn, so the ends of the interval of the churn are those of the value; null without an upper one. */
function valueInterval(
  usual: Outcome<number>,
  churn: Outcome<number>,
  interval: Economics["churnInterval"],
): KpiInterval | null {
  if (!usual.ok || !churn.ok || interval === undefined || interval.low <= 0) return null;
  const scale = usual.value * churn.value;
  return { low: scale / interval.high, high: scale / interval.low, method: "Wilson interval of the churn" };
}

function cappedValue(book: AcquisitionBook, window: KpiWindow, economics: Economics): Measurement {
  const { arpa, margin, churn, churnInterval } = economics;
  const share = shareOf(margin);
  const at = (
    discountRatePerYear: number,
    churnPerMonth: Outcome<number>,
    capYears = CAP_YEARS,
  ): Outcome<number> =>
    allOf([arpa, share, churnPerMonth], ([revenuePerMonth, grossMargin, leaving]) =>
      found(
        cappedLifetimeValue(
          { revenuePerMonth: revenuePerMonth!, grossMargin: grossMargin!, churnPerMonth: leaving! },
          { capYears, discountRatePerYear },
        ),
      ),
    );
  const usual = at(DISCOUNT_RATE_PER_YEAR, churn);
  const ends =
    churnInterval === undefined
      ? undefined
      : [churnInterval.high, churnInterval.low].map((end) => at(DISCOUNT_RATE_PER_YEAR, found(end)));
  const [low, high] = ends ?? [];
  return {
    ...accountParts(book, window),
    value: usual,
    interval:
      usual.ok && low?.ok === true && high?.ok === true
        ? { low: low.value, high: high.value, method: "Wilson interval of the churn" }
        : null,
    rivals: [
      rival("not discounted", `Over at most ${CAP_YEARS} years, not discounted`, "money", at(0, churn)),
      rival("3 years", "Over at most 3 years, discounted", "money", at(DISCOUNT_RATE_PER_YEAR, churn, 3)),
    ],
  };
}

function valueToCost(book: AcquisitionBook, window: KpiWindow, economics: Economics): Measurement {
  const { arpa, margin, churn, churnInterval, cost, newCount } = economics;
  const share = shareOf(margin);
  const over = (lifetime: Outcome<number>): Outcome<number> => {
    if (!cost.ok) return cost;
    const ratio = lifetimeValueToCost(lifetime, cost.value);
    return ratio.ok || ratio.reason !== "no_acquisition_cost"
      ? ratio
      : missing("winning the customers cost nothing");
  };
  const usual = over(simpleValue([arpa, share, churn]));
  const capped = cappedValue(book, { ...window, rowLimit: 0 }, economics).value;
  const rivals: KpiRival[] = [
    rival("capped", `With the value of ${CAP_YEARS} years, discounted`, "ratio", over(capped)),
    rival(
      "revenue",
      "With the value in revenue, without the gross margin",
      "ratio",
      over(simpleValue([arpa, found(1), churn])),
    ),
  ];
  return {
    ...accountParts(book, window),
    value: usual,
    interval:
      usual.ok && churn.ok && churnInterval !== undefined
        ? countOverChurnInterval(usual.value, newCount, { value: churn.value, ...churnInterval })
        : null,
    rivals,
  };
}
