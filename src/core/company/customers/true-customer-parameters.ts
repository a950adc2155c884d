import { portableExp } from "../../maths/portable-exp.ts";
import { portableLog1p } from "../../maths/portable-log.ts";
import { PRODUCTS } from "../true-parameters.ts";

/** How a product recurs. Chances are by month; see `overTerm` for terms of several months. */
export interface RecurringTruth {
  readonly product: string;
  /** 1 = renews from month to month and can be left at the end of any. */
  readonly termMonths: number;
  readonly billingPeriod: "month" | "quarter" | "year";
  readonly billingMonths: number;
  readonly churnPerMonth: number;
  readonly contractionPerMonth: number;
  readonly expansionPerMonth: number;
}

/** Products that recur; what is not here is sold once. The won amount is that of the first twelve months. */
export const RECURRING: readonly RecurringTruth[] = [
  { product: "Starter", termMonths: 1, billingPeriod: "month", billingMonths: 1, churnPerMonth: 0.022, contractionPerMonth: 0.006, expansionPerMonth: 0.018 }, // prettier-ignore
  { product: "Growth", termMonths: 12, billingPeriod: "year", billingMonths: 12, churnPerMonth: 0.013, contractionPerMonth: 0.006, expansionPerMonth: 0.016 }, // prettier-ignore
  { product: "Enterprise", termMonths: 24, billingPeriod: "quarter", billingMonths: 3, churnPerMonth: 0.008, contractionPerMonth: 0.004, expansionPerMonth: 0.014 }, // prettier-ignore
];

export interface ChannelTruth {
  readonly name: string;
  /** Share of all opportunities that came from a lead of it. */
  readonly share: number;
  /** Chance of a lead to be qualified by marketing, then to be accepted by sales, then to become an opportunity. */
  readonly leadToMql: number;
  readonly mqlToSql: number;
  readonly sqlToOpportunity: number;
  /** Expected spend a lead, in minor units, and the campaigns that share it. */
  readonly spendPerLead: number;
  readonly campaigns: readonly string[];
}

export const CHANNELS: readonly ChannelTruth[] = [
  { name: "Paid search", share: 0.11, leadToMql: 0.6, mqlToSql: 0.6, sqlToOpportunity: 0.6, spendPerLead: 42_000, campaigns: ["Brand", "Category"] }, // prettier-ignore
  { name: "Paid social", share: 0.05, leadToMql: 0.5, mqlToSql: 0.5, sqlToOpportunity: 0.6, spendPerLead: 31_000, campaigns: ["Lookalike"] }, // prettier-ignore
  { name: "Events", share: 0.08, leadToMql: 0.75, mqlToSql: 0.7, sqlToOpportunity: 0.65, spendPerLead: 95_000, campaigns: ["Trade fairs", "Roadshow"] }, // prettier-ignore
  { name: "Content", share: 0.09, leadToMql: 0.65, mqlToSql: 0.65, sqlToOpportunity: 0.65, spendPerLead: 24_000, campaigns: ["Blog and webinars"] }, // prettier-ignore
  { name: "Partner", share: 0.07, leadToMql: 0.85, mqlToSql: 0.8, sqlToOpportunity: 0.7, spendPerLead: 38_000, campaigns: ["Referral fees"] }, // prettier-ignore
];

/** Everything else about customers, in one place so that truth.json can say it all. Money in minor units. */
export const CUSTOMER_BEHAVIOUR = {
  /** Accounts that exist for each opportunity: the fewer, the more often one buys again. */
  accountsPerOpportunity: 0.5,
  /** A subscription starts this many days after the win. */
  startDelayDays: { least: 1, most: 14 },
  /** Log of the share by which a subscription grows, and the share by which it shrinks. */
  expansion: { mean: -1.5, sd: 0.5 },
  contraction: { least: 0.1, most: 0.5 },
  /** Who has left may come back at the end of each of these months, at a share of the amount. */
  comingBack: { perMonth: 0.03, months: 12, least: 0.6, most: 1.1 },
  churnReasons: [
    { name: "price", share: 0.28 },
    { name: "competitor", share: 0.24 },
    { name: "missing feature", share: 0.2 },
    { name: "no longer needed", share: 0.18 },
    { name: "went out of business", share: 0.1 },
  ],
  /** Customers of one region are billed in another currency; its rate is a random walk of the log by month. */
  foreign: { region: "Americas", currency: "USD", firstRate: 0.92, logSdPerMonth: 0.015 },
  /** Days from a lead to its opportunity: 1 and an exponential number of this mean, at most `mostDays`. */
  leadLag: { meanFurtherDays: 18, mostDays: 90 },
  /** Leads that come to nothing lie this many days about the one that does; their steps take this long in the mean. */
  siblingDays: 7,
  qualifiedMeanDays: 6,
  acceptedMeanDays: 8,
  /** Further touches of a lead: a geometric number with this chance of one more; days from lead to conversion. */
  furtherTouchShare: 0.3,
  spendNoiseSd: 0.12,
  /** Shared spend a month of a company of `scaleOpportunities` opportunities. */
  sharedSpend: [
    { campaign: "Marketing salaries", team: "marketing", amount: 5_400_000 },
    { campaign: "Marketing tools", team: "marketing", amount: 900_000 },
    { campaign: "Sales salaries", team: "sales", amount: 15_500_000 },
    { campaign: "Sales commissions and travel", team: "sales", amount: 4_800_000 },
  ],
  scaleOpportunities: 5_000,
  books: {
    costOfRecurring: 0.19,
    costOfServices: 0.62,
    research: 24_000_000,
    administration: 9_500_000,
    noiseSd: 0.03,
  },
  surveys: { months: [3, 9], answerShare: 0.3, anonymousShare: 0.05, promoters: 0.46, passives: 0.33 },
  costs: [
    { item: "RevOps analysts", category: "staff", amount: 1_450_000, everyMonths: 1 },
    { item: "CRM and forecasting licences", category: "technology", amount: 820_000, everyMonths: 1 },
    { item: "Forecast calls", category: "other", amount: 310_000, everyMonths: 1 },
    { item: "Sales training", category: "training", amount: 960_000, everyMonths: 3 },
  ],
} as const;

/** How a product recurs, by its index; undefined when it is sold once. */
export function recurringOf(product: number): RecurringTruth | undefined {
  return RECURRING.find((truth) => truth.product === PRODUCTS[product]!.name);
}

/** Chance over a term of what has this chance in each of its months: 1 - (1 - m)^months. */
export function overTerm(chancePerMonth: number, months: number): number {
  return 1 - portableExp(months * portableLog1p(-chancePerMonth));
}

/** Chance of a lead of a channel to become an opportunity. */
export function conversionOf({ leadToMql, mqlToSql, sqlToOpportunity }: ChannelTruth): number {
  return leadToMql * mqlToSql * sqlToOpportunity;
}
