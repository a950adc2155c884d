import { z } from "zod";
import { BestSubset } from "./best-subset.ts";
import { Explanation } from "./explanation.ts";
import { Warning } from "./forecast.ts";
import { InvestmentRequest } from "./investment-request.ts";
import { SourceFile } from "./source-file.ts";

/** An amount as a decimal text in the currency of the result, to its minor unit: "1234.50", "-3.00". */
const Money = z.string().regex(/^-?\d+(\.\d+)?$/);
const Probability = z.number().min(0).max(1);
const IsoDay = z.iso.date();

/** Levels of the quantiles of a case, with the 90 % interval that investments are most often given with. */
export const CASE_LEVELS = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95] as const;

const levels = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({
    "0.05": value,
    "0.1": value,
    "0.25": value,
    "0.5": value,
    "0.75": value,
    "0.9": value,
    "0.95": value,
  });

export const MoneyDistribution = z.strictObject({
  mean: Money.describe("Mean of the draws"),
  sd: Money,
  quantiles: levels(Money).describe("Linear interpolation between order statistics of the draws (type 7)"),
});
export type MoneyDistribution = z.infer<typeof MoneyDistribution>;

/** A number that is no amount: a rate per year, a ratio, months. */
export const NumberDistribution = z.strictObject({
  mean: z.number(),
  sd: z.number(),
  quantiles: levels(z.number()),
  share: Probability.describe("Share of the draws that have the figure; the rest is left out"),
});
export type NumberDistribution = z.infer<typeof NumberDistribution>;

/** What a line of the table counts. */
export const LINE_KINDS = [
  "bookings",
  "revenue",
  "billed",
  "cash",
  "gross_margin",
  "payment_timing",
  "direct_benefit",
  "avoided_cost",
  "cost",
  "net",
  "cumulative",
] as const;

export const CaseLine = z.strictObject({
  kind: z.enum(LINE_KINDS),
  label: z.string().describe("For people, such as 'Analysts: salary'"),
  of: z
    .enum(["base", "scenario", "difference"])
    .describe("Without the investment, with it, or with minus without; costs are a difference"),
  monthly: z
    .array(Money)
    .describe("First the initial column (the day of the decision), then every month; costs are negative"),
  quarterly: z.array(Money).describe("First the initial column"),
  yearly: z.array(Money).describe("First the initial column"),
  total: Money.describe("Of a cumulative line its end"),
  formulas: z
    .array(z.string())
    .optional()
    .describe("How each monthly cell of a cost comes about, in words and numbers; empty where it is 0"),
});
export type CaseLine = z.infer<typeof CaseLine>;

/** A figure of the ledger case (the mean of the draws cell by cell, to the cent) beside its distribution. */
const figure = <Ledger extends z.ZodType, Drawn extends z.ZodType>(ledger: Ledger, drawn: Drawn) =>
  z.strictObject({
    ledger: ledger.nullable(),
    reason: z.string().nullable().describe("Why the ledger case has no such figure, when it has none"),
    distribution: drawn.nullable().describe("Over the draws; null when none of them has the figure"),
  });

export const MoneyFigure = figure(Money, MoneyDistribution);
export const NumberFigure = figure(z.number(), NumberDistribution);

export const PaybackFigure = z.strictObject({
  months: z.number().nullable().describe("Months from the decision, interpolated within the month"),
  month: z.string().nullable().describe("The month in which it happens, by its label"),
  reason: z.string().nullable(),
  chanceByMonth: z
    .array(Probability)
    .describe(
      "Share of the draws that are paid back for good by the end of each month; initial column first",
    ),
});

export const CaseFigures = z.strictObject({
  netPresentValue: MoneyFigure,
  probabilityOfGain: Probability.describe("Share of the draws with a net present value above 0"),
  returnOnInvestment: NumberFigure.describe("(PV benefits - PV costs) / PV costs; 3.29 = 329 %"),
  undiscountedReturn: NumberFigure.describe("The same without discounting"),
  presentValueOfBenefits: MoneyFigure,
  presentValueOfCosts: MoneyFigure.describe("Positive"),
  internalRateOfReturn: NumberFigure.extend({
    roots: z.array(z.number()).describe("Every rate per year at which the net present value is 0, ascending"),
  }),
  modifiedInternalRateOfReturn: NumberFigure,
  profitabilityIndex: NumberFigure,
  payback: PaybackFigure,
  discountedPayback: PaybackFigure,
});
export type CaseFigures = z.infer<typeof CaseFigures>;

export const LeverReport = z.strictObject({
  name: z.string(),
  kind: z.string(),
  size: z.string().describe("As the file gives it, in words, such as 'triangular 0.01, 0.04, 0.08'"),
  mean: z.number(),
  p10: z.number(),
  p90: z.number(),
  startMonth: z.int().min(1),
  adoptionMonths: z.int().min(0),
  scope: z.string().nullable(),
  reasoning: z.string(),
  alone: MoneyDistribution.nullable().describe(
    "What this lever alone does to the gross margin over the horizon, undiscounted; null where it acts on nothing",
  ),
  tornado: z
    .strictObject({ low: Money, high: Money })
    .nullable()
    .describe("Mean net present value with this lever at its 10th and 90th percentile, the rest simulated"),
  breakEvenSize: z
    .number()
    .nullable()
    .describe("Size at which the mean net present value is 0, the rest simulated"),
  breakEvenReason: z.string().nullable(),
  varianceShare: z
    .number()
    .nullable()
    .describe("Share of the variance of the net present value; see varianceMethod"),
});
export type LeverReport = z.infer<typeof LeverReport>;

export const GoalReport = z.strictObject({
  kpi: z.string(),
  unit: z.enum(["money", "share", "count", "days"]),
  byMonth: z.int().min(1),
  baseline: z.number().nullable().describe("As the file gives it"),
  target: z.number(),
  without: z.number().nullable().describe("Mean of the base case; money in currency units"),
  with: z.number().nullable().describe("Mean of the scenario"),
  withLow: z.number().nullable().describe("5th percentile of the scenario"),
  withHigh: z.number().nullable().describe("95th percentile of the scenario"),
  chance: Probability.nullable().describe("Share of the draws that reach the target"),
  reason: z.string().nullable().describe("Why the KPI has no value, when it has none"),
});

export const RiskAdjustedView = z.strictObject({
  benefitFactor: z.number().describe("1 - r of the benefits: mean of the triangle low, likely, high"),
  costFactor: z.number(),
  presentValueOfBenefits: Money,
  presentValueOfCosts: Money,
  netPresentValue: Money,
  returnOnInvestment: z.number().nullable(),
  flexibility: z
    .strictObject({ value: Money, note: z.string() })
    .nullable()
    .describe("Value of options that the investment opens; never part of the figures"),
});

export const RealisedReturn = z.strictObject({
  from: IsoDay,
  to: IsoDay.describe("Last day whose bookings count"),
  months: z.int().min(1).describe("Whole months that have passed"),
  actualBookings: Money,
  counterfactual: MoneyDistribution.describe(
    "Bookings of the same days as forecast on the start day, without the investment",
  ),
  effect: MoneyDistribution.describe("Actual bookings minus the counterfactual"),
  grossMarginOfEffect: MoneyDistribution,
  costsToDate: Money.describe("By the cost plan of the case, positive"),
  net: MoneyDistribution.describe("Gross margin of the effect and direct benefits minus costs"),
  returnToDate: NumberDistribution.nullable(),
  plannedEffect: MoneyDistribution.describe("What the case promised for these days"),
  shareOfGoal: z.number().nullable().describe("Mean effect / planned mean effect"),
  probabilityOfEffect: Probability.describe("Chance that the effect is above 0"),
});
export type RealisedReturn = z.infer<typeof RealisedReturn>;

export const ScenarioReport = z.strictObject({
  name: z.string(),
  description: z.string().nullable(),
  file: z.string(),
  sha256: z.string(),
  horizonMonths: z.int(),
  discountRatePerYear: z.number(),
  grossMargin: z.number(),
  lines: z.array(CaseLine),
  figures: CaseFigures,
  explanations: z
    .array(Explanation)
    .describe("How the figures of the ledger case and of the risk-adjusted view come about, term by term"),
  npvHistogram: z
    .strictObject({ from: Money, to: Money, counts: z.array(z.number().min(0)) })
    .describe("Share of the draws in equal bins between two ends"),
  cumulativeFan: z
    .array(
      z.strictObject({
        month: z.string(),
        "0.05": Money,
        "0.25": Money,
        "0.5": Money,
        "0.75": Money,
        "0.95": Money,
      }),
    )
    .describe("Cumulative net cash flow at the end of each month over the draws; initial column first"),
  effects: z
    .strictObject({
      bookings: MoneyDistribution,
      revenue: MoneyDistribution,
      grossMargin: MoneyDistribution,
    })
    .describe("Scenario minus base over the horizon, draw by draw, undiscounted"),
  levers: z.array(LeverReport),
  varianceMethod: z.string().nullable(),
  goals: z.array(GoalReport),
  riskAdjusted: RiskAdjustedView.nullable(),
  realised: RealisedReturn.nullable(),
  warnings: z.array(Warning),
});
export type ScenarioReport = z.infer<typeof ScenarioReport>;

export const Comparison = z.strictObject({
  scenario: z.string(),
  against: z.string(),
  netPresentValueDifference: MoneyDistribution.describe("Draw by draw, on the same random numbers"),
  probabilityBetter: Probability,
});

/** Reply of `revcast scenario run` (any number of scenarios) and `revcast roi` (one). */
export const InvestmentReply = z.strictObject({
  schema: z.literal("revcast.investment.1"),
  asOf: IsoDay.nullable().describe("null: a case without pipeline data"),
  knownThrough: IsoDay.nullable(),
  currency: z.string(),
  months: z
    .array(z.strictObject({ label: z.string(), from: IsoDay.nullable(), to: IsoDay.nullable() }))
    .describe(
      "Of the longest scenario; a shorter one ends earlier. Month 1 begins on the day after knownThrough",
    ),
  drawCount: z.int().min(1),
  seed: z.int(),
  engineVersion: z.string(),
  planDigest: z.string().nullable().describe("Of the base plan; null without pipeline data"),
  resultDigest: z.string(),
  isExtrapolation: z
    .boolean()
    .describe(
      "The horizon is longer than past windows can prove: arrivals stay level, the common factor accumulates",
    ),
  sources: z.array(SourceFile),
  scenarios: z.array(ScenarioReport).min(1),
  comparisons: z.array(Comparison),
  bestSubset: BestSubset.nullable(),
  request: InvestmentRequest.optional().describe(
    "What reproduces it, beside the files; no part of the digest. Results of earlier versions have none",
  ),
  warnings: z.array(Warning),
});
export type InvestmentReply = z.infer<typeof InvestmentReply>;
