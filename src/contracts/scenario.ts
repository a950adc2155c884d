import { z } from "zod";
import { GOAL_KPIS } from "../core/scenario/scenario.ts";
import { checkScenario } from "./check-scenario.ts";
import { Amount, numberOrText, PERCENT, shareProblem } from "./cost-fields.ts";
import { CostPlanDocument } from "./cost-plan.ts";
import { CURRENCY_CODES } from "./currency-codes.ts";
import { DirectBenefitDocument } from "./direct-benefit.ts";
import { LeverDocument } from "./lever.ts";
import { RecurringSection } from "./recurring-book.ts";
import { decimalOf, Label, PartOfAll, RiskMultipliers } from "./scenario-fields.ts";

/** Below it, discounting is a mistake in the sign or the unit. */
const LEAST_DISCOUNT_RATE = -0.5;

/** What is wrong with a discount rate: one thing, the first. */
function discountProblem(rate: number | string): string | undefined {
  const problem = shareProblem(rate, -1);
  if (problem !== undefined || decimalOf(rate).gte(LEAST_DISCOUNT_RATE)) return problem;
  return "makes money of next year worth more than twice that of today; write -50% or more, usual is 10%";
}

const Contracts = z
  .strictObject({
    kind: z
      .enum(["one_off", "recurring"])
      .default("one_off")
      .describe("A project billed at once, or a subscription for a term"),
    termMonths: z
      .int("write a whole number of months")
      .min(1, "must be 1 month or more")
      .max(120, "can be 120 months at most")
      .default(1)
      .describe("Months over which a win is recognised as revenue, evenly"),
    billing: z
      .enum(["monthly", "quarterly", "yearly", "upfront"])
      .default("upfront")
      .describe("What an invoice is for; always in advance"),
    paymentDays: z
      .int("write whole days")
      .min(0, "cannot be negative")
      .max(360, "can be 360 days at most")
      .default(0)
      .describe("Days from invoice to payment; a month is 30"),
  })
  .refine(({ kind, billing }) => kind === "recurring" || billing === "upfront", {
    path: ["billing"],
    error: "a one_off contract is billed upfront; leave billing out, or write kind: recurring",
  })
  .describe("How wins become revenue, bills and cash; left out: recognised and paid in their month");

const Goal = z.strictObject({
  kpi: z
    .enum(GOAL_KPIS)
    .describe(
      "What the scenario is meant to move: a month's average over the quarter that ends with byMonth, retention over the year that does",
    ),
  baseline: z
    .number("write a number")
    .optional()
    .describe("Where it stands today; left out: as the case without levers has it"),
  target: z.number("write the number to be reached").describe("What is to be reached"),
  byMonth: z
    .int("write a month of the case, such as 12")
    .min(1, "month 1 is the first month of the case")
    .describe("Month by whose end it is to be reached"),
});

const YearlySums = z.strictObject({
  initial: Amount.describe("On the day of the decision; not discounted"),
  years: z.array(Amount).min(1, "give a sum for each year").max(10).describe("Sums of year 1, 2, ..."),
});

/** A scenario file: a RevOps change with what it costs and what it does. */
export const ScenarioDocument = z
  .strictObject({
    name: Label.describe("Name of the scenario"),
    description: z.string().max(5_000).optional().describe("What is done, for whom, and why"),
    horizonMonths: z
      .int("write a whole number of months, such as 36")
      .min(1, "must be 1 month or more; 36 is usual")
      .max(120, "can be 120 months at most")
      .describe("Months of the case, 1 to 120; 36 is usual"),
    discountRatePerYear: numberOrText("a rate such as 0.1 or 10%", PERCENT.source, discountProblem).describe(
      "Rate at which later money is worth less, at least -0.5; 0.1 or 10% is usual",
    ),
    grossMargin: PartOfAll.optional().describe(
      "Share of revenue that is left after the cost of serving it, 0 to 1",
    ),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "write three capital letters such as EUR")
      .refine(
        (code) => !/^[A-Z]{3}$/.test(code) || CURRENCY_CODES.has(code),
        "is no currency code of ISO 4217; write one such as EUR, USD or GBP, or XXX for none",
      )
      .optional()
      .describe("ISO 4217 code of all amounts; left out: that of the data"),
    contracts: Contracts.optional(),
    recurring: RecurringSection.optional(),
    costs: CostPlanDocument.prefault({}).describe("What it costs, by month"),
    goals: z.array(Goal).max(50).default([]).describe("KPIs that it is meant to move"),
    levers: z.array(LeverDocument).max(100).default([]).describe("What it changes in pipeline and customers"),
    directBenefits: z
      .array(DirectBenefitDocument)
      .max(100)
      .default([])
      .describe("Money that does not pass through pipeline or customers"),
    riskAdjustment: z
      .strictObject({ benefits: RiskMultipliers.optional(), costs: RiskMultipliers.optional() })
      .optional()
      .describe(
        "Multipliers of all benefits and all costs for a view after Forrester's TEI, beside the simulation",
      ),
    flexibility: z
      .strictObject({
        value: Amount.describe("Value of what becomes possible later"),
        note: z
          .string("say what becomes possible")
          .trim()
          .min(1)
          .max(2_000)
          .describe("What becomes possible"),
      })
      .optional()
      .describe("Value of options; shown apart and in no figure of the return"),
    yearlyTable: z
      .strictObject({ costs: YearlySums, benefits: YearlySums })
      .optional()
      .describe("A case by its yearly sums, instead of costs, levers, benefits and recurring business"),
  })
  .superRefine(checkScenario);
export type ScenarioDocument = z.infer<typeof ScenarioDocument>;
