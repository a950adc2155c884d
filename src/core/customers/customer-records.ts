import type { Day } from "../base/day.ts";

/** Where a record was read: name of the file without its folder, and line (1 = its first). */
export interface RecordSource {
  readonly file: string;
  readonly line: number;
}

/** A company that pays, or once paid. */
export interface CustomerRecord {
  readonly id: string;
  readonly name: string | undefined;
  readonly segment: string | undefined;
  readonly owner: string | undefined;
  /** Channel that brought the customer, where the source says it itself. */
  readonly channel: string | undefined;
  /** First day as a customer by the source; else that of the first subscription. */
  readonly since: Day | undefined;
  /** Why the customer left, where the source says it. */
  readonly churnReason: string | undefined;
  readonly source: RecordSource;
}

/**
 * A stretch of days over which a customer pays one recurring amount. What changes (price, seats, a renewal) is a new record, so
 * the MRR of a customer on a day is the sum of the records that hold it.
 */
export interface SubscriptionRecord {
  readonly id: string;
  readonly customerId: string;
  readonly from: Day;
  /** Last day that is paid for; undefined while it goes on. */
  readonly to: Day | undefined;
  /** Recurring revenue by month, discounts taken off; whole minor units, never negative. */
  readonly monthly: number;
  /** Last day of the contract's term, when it is up for renewal; undefined where it renews from month to month. */
  readonly termEnd: Day | undefined;
  /** The opportunity that it was won by, where the source says it. */
  readonly opportunityId: string | undefined;
  /** Why it ended, where the source says it. */
  readonly churnReason: string | undefined;
  /**
   * What one unit of the currency in which it is billed was worth in the currency of the company when the amount began to hold;
   * 1 where they are one. Only a change of it between two records of one customer is a movement by FX.
   */
  readonly rate: number;
  readonly source: RecordSource;
}

/** A person or company that may become an opportunity. */
export interface LeadRecord {
  readonly id: string;
  readonly createdOn: Day;
  readonly channel: string | undefined;
  /** Day on which marketing called it qualified (MQL). */
  readonly marketingQualifiedOn: Day | undefined;
  /** Day on which sales accepted it (SQL). */
  readonly salesQualifiedOn: Day | undefined;
  /** Day on which it became an opportunity, and which. */
  readonly convertedOn: Day | undefined;
  readonly opportunityId: string | undefined;
  readonly customerId: string | undefined;
  readonly source: RecordSource;
}

/** A contact of a lead with a channel: an advertisement seen, an event attended. */
export interface TouchRecord {
  readonly leadId: string;
  readonly on: Day;
  readonly channel: string;
  readonly source: RecordSource;
}

/** Money spent on sales and marketing over a stretch of days, spread evenly over them. */
export interface SpendRecord {
  readonly from: Day;
  readonly to: Day;
  /** Undefined for what is shared by all channels (salaries, tools). */
  readonly channel: string | undefined;
  readonly campaign: string | undefined;
  readonly team: "sales" | "marketing";
  /** Whole minor units, not negative. */
  readonly amount: number;
  readonly source: RecordSource;
}

/** One month of the company's books. Whole minor units; undefined where the source does not say. */
export interface FinanceRecord {
  /** First day of the month. */
  readonly month: Day;
  readonly revenue: number | undefined;
  readonly costOfRevenue: number | undefined;
  /** Money out less money in over the month, loans and shares left out; negative when money came in. */
  readonly netBurn: number | undefined;
  readonly source: RecordSource;
}

/** One answer to "how likely are you to recommend us", 0 to 10. */
export interface SurveyRecord {
  readonly customerId: string | undefined;
  readonly on: Day;
  readonly score: number;
  readonly source: RecordSource;
}

/** Who reports to whom over a stretch of days. */
export interface OwnerRecord {
  readonly owner: string;
  /** Undefined for the top of the tree. */
  readonly manager: string | undefined;
  /** Both ends included; undefined = since ever, until further notice. */
  readonly from: Day | undefined;
  readonly to: Day | undefined;
  readonly source: RecordSource;
}

/**
 * What a company tells about its customers and what they cost, besides its pipeline. A list is undefined when no file tells of it,
 * which is not the same as an empty file. Records are ascending by their first day, then by id, then by source.
 */
export interface CustomerRecords {
  readonly currency: string;
  readonly minorDigits: number;
  readonly customers: readonly CustomerRecord[] | undefined;
  readonly subscriptions: readonly SubscriptionRecord[] | undefined;
  readonly leads: readonly LeadRecord[] | undefined;
  readonly touches: readonly TouchRecord[] | undefined;
  readonly spend: readonly SpendRecord[] | undefined;
  readonly finances: readonly FinanceRecord[] | undefined;
  readonly surveys: readonly SurveyRecord[] | undefined;
  readonly owners: readonly OwnerRecord[] | undefined;
}
