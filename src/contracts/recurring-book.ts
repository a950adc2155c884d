import { z } from "zod";
import { MoneyDecimal } from "../core/base/money.ts";

const Money = z
  .union([z.string().regex(/^\d+(\.\d+)?$/, "an amount such as 1234.50 is needed"), z.number().min(0)])
  .describe("Amount >= 0 in the currency of the scenario, as text (1234.50) or number");
const Share = z.number().min(0, "0 to 1 is needed").max(1, "0 to 1 is needed; 2 % is 0.02");
const Count = z.int().min(0);
const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "a month such as 2025-03 is needed");
const TermMonths = z.int().min(1).max(120);

/** A rate says what time it is for: exactly one of the two. */
function rate(meaning: string) {
  return z
    .strictObject({
      perMonth: Share.optional().describe("0..1 a month"),
      perYear: Share.optional().describe("0..1 a year; converted by compounding, never divided by 12"),
    })
    .refine(({ perMonth, perYear }) => (perMonth === undefined) !== (perYear === undefined), {
      error: "either perMonth or perYear is needed, and not both",
    })
    .describe(meaning);
}

const CustomersWithMrr = z.strictObject({
  customers: Count,
  mrr: Money.describe("Monthly recurring revenue of all of them together"),
});

const Cohort = CustomersWithMrr.extend({
  startMonth: Month.describe("Month in which these contracts began, before the case does"),
});

export const RecurringWins = z
  .strictObject({
    pipelineSegment: z
      .string()
      .min(1)
      .optional()
      .describe("Segment of the pipeline whose won bookings join; all bookings if not given"),
    bookingShare: Share.default(1).describe("Part of the booked amount that is recurring and joins here"),
    bookingsAre: z
      .enum(["monthly", "yearly", "contract"])
      .describe("What a booked amount is the value of: one month, one year or the whole contract"),
    contractMonths: TermMonths.optional().describe("Months of a contract; the renewal term if not given"),
    mrrPerCustomer: Money.describe("MRR of a new customer: how many customers a booking brings"),
  })
  .describe("How won bookings join the segment");

export const RecurringSegment = z
  .strictObject({
    name: z.string().min(1).describe("Keys the random numbers, so keep it once scenarios are compared"),
    customers: Count.optional().describe("As the case begins; the sum of the cohorts if not given"),
    mrr: Money.optional().describe(
      "MRR of all customers as the case begins; the sum of the cohorts if not given",
    ),
    cohorts: z
      .array(Cohort)
      .min(1)
      .optional()
      .describe("Customers by start of contract: says when renewals are due; else they are spread evenly"),
    churn: rate("Chance of a customer to leave; instead of `renewal`").optional(),
    renewal: z
      .strictObject({
        termMonths: TermMonths.describe("Months from one renewal to the next"),
        renewalRate: Share.describe("Chance of a customer to renew when the term ends"),
      })
      .optional()
      .describe("Customers leave at the end of a term and at no other time; instead of `churn`"),
    contraction: rate("Share of the MRR of customers who stay that is lost to downgrades").prefault({
      perMonth: 0,
    }),
    expansion: rate("Share of the MRR of customers who stay that upgrades and prices add").prefault({
      perMonth: 0,
    }),
    reactivation: rate("Chance of a customer who left to come back").prefault({ perMonth: 0 }),
    lapsed: CustomersWithMrr.optional().describe(
      "Customers who left before the case begins and may come back",
    ),
    wins: RecurringWins.optional(),
  })
  .superRefine((segment, context) => {
    const fail = (field: string, message: string): void => {
      context.addIssue({ code: "custom", path: [field], message });
    };
    if ((segment.churn === undefined) === (segment.renewal === undefined)) {
      fail("churn", `segment "${segment.name}" needs either churn or renewal, and not both`);
    }
    checkTotals(segment, fail);
    const { wins } = segment;
    if (
      wins?.bookingsAre === "contract" &&
      wins.contractMonths === undefined &&
      segment.renewal === undefined
    ) {
      fail("wins", `segment "${segment.name}" needs contractMonths: bookings are the value of a contract`);
    }
    if (wins !== undefined && new MoneyDecimal(wins.mrrPerCustomer).isZero()) {
      fail("wins", `segment "${segment.name}" needs an mrrPerCustomer above 0`);
    }
  });
export type RecurringSegment = z.infer<typeof RecurringSegment>;

export const ContractSection = z
  .strictObject({
    pipelineSegment: z
      .string()
      .min(1)
      .optional()
      .describe("Segment of the pipeline that is sold like this; all bookings if not given"),
    bookingShare: Share.default(1).describe("Part of the booked amount that is sold like this"),
    kind: z
      .enum(["recurring", "one-off"])
      .describe("A subscription for a fixed term, or a project billed at once"),
    serviceMonths: TermMonths.describe(
      "Months of service or delivery, over which revenue is recognised evenly",
    ),
    billing: z
      .enum(["monthly", "quarterly", "yearly", "upfront"])
      .default("upfront")
      .describe("What an invoice is for; always in advance"),
    startDelayMonths: z.int().min(0).max(120).default(0).describe("Months from booking to start of service"),
    paymentDays: z.int().min(0).max(360).default(30).describe("Days from invoice to payment; a month is 30"),
  })
  .refine(({ kind, billing }) => kind === "recurring" || billing === "upfront", {
    path: ["billing"],
    error: "a one-off contract is billed upfront",
  })
  .describe("How won bookings that join no segment of the book are billed, recognised and paid");
export type ContractSection = z.infer<typeof ContractSection>;

/** The `recurring` part of a scenario file: existing business, and what becomes of won bookings. */
export const RecurringSection = z
  .strictObject({
    segments: z
      .array(RecurringSegment)
      .min(1)
      .describe("Customers that are alike; one that pays a large part of the MRR is a segment of its own"),
    contracts: z.array(ContractSection).default([]),
  })
  .superRefine(({ segments, contracts }, context) => {
    segments.forEach(({ name }, index) => {
      if (segments.findIndex((other) => other.name === name) < index) {
        const message = `two segments are called "${name}"`;
        context.addIssue({ code: "custom", path: ["segments", index, "name"], message });
      }
    });
    const parts = [...segments.flatMap(({ wins }) => wins ?? []), ...contracts];
    const shareOf = (name: string | undefined): number =>
      parts.reduce((sum, part) => sum + (part.pipelineSegment === name ? part.bookingShare : 0), 0);
    for (const name of new Set(parts.map(({ pipelineSegment }) => pipelineSegment))) {
      const share = shareOf(name) + (name === undefined ? 0 : shareOf(undefined));
      if (share > 1 + 1e-9) {
        const what = name === undefined ? "the bookings" : `the bookings of "${name}"`;
        const message = `${what} are counted ${Number(share.toFixed(4))} times: the shares of wins and contracts may add up to 1`;
        context.addIssue({ code: "custom", path: ["segments"], message });
      }
    }
  })
  .describe("Existing recurring business and how won bookings become recurring");
export type RecurringSection = z.infer<typeof RecurringSection>;

function checkTotals(
  {
    name,
    customers,
    mrr,
    cohorts,
    lapsed,
  }: Pick<z.infer<typeof RecurringSegment>, "name" | "customers" | "mrr" | "cohorts" | "lapsed">,
  fail: (field: string, message: string) => void,
): void {
  const isEmptyWithMrr = (part: z.infer<typeof CustomersWithMrr>): boolean =>
    part.customers === 0 && !new MoneyDecimal(part.mrr).isZero();
  if (cohorts === undefined) {
    if (customers === undefined) fail("customers", `segment "${name}" needs customers, or cohorts`);
    if (mrr === undefined) fail("mrr", `segment "${name}" needs mrr, or cohorts`);
    if (customers !== undefined && mrr !== undefined && isEmptyWithMrr({ customers, mrr })) {
      fail("customers", `segment "${name}" has MRR but no customers`);
    }
  } else {
    const sum = cohorts.reduce((total, cohort) => total + cohort.customers, 0);
    const sumOfMrr = cohorts.reduce((total, cohort) => total.plus(cohort.mrr), new MoneyDecimal(0));
    if (customers !== undefined && customers !== sum) {
      fail("customers", `segment "${name}" has ${customers} customers, its cohorts ${sum}`);
    }
    if (mrr !== undefined && !sumOfMrr.equals(mrr)) {
      fail("mrr", `segment "${name}" has an MRR of ${mrr}, its cohorts ${sumOfMrr.toFixed()}`);
    }
    if (cohorts.some(isEmptyWithMrr))
      fail("cohorts", `a cohort of segment "${name}" has MRR but no customers`);
  }
  if (lapsed !== undefined && isEmptyWithMrr(lapsed)) {
    fail("lapsed", `segment "${name}" has lapsed MRR but no lapsed customers`);
  }
}
