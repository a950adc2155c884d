import { z } from "zod";
import { StatedTotal } from "./override.ts";
import { ForecastRequest, Quantiles, Warning } from "./forecast.ts";
import { SourceFile } from "./source-file.ts";

const Money = z.string().regex(/^-?\d+(\.\d+)?$/);
const IsoDay = z.iso.date();
const Share = z.number().min(0).max(1);

/** A figure that may not exist, with the reason beside it. */
const Figure = z.strictObject({ value: z.number().nullable(), reason: z.string().nullable() });
export type Figure = z.infer<typeof Figure>;

/** Ways to forecast, by their slugs. `full` is what `revcast forecast` uses. */
export const METHODS = [
  "naive-last",
  "naive-probabilistic",
  "trailing-mean",
  "seasonal-naive",
  "crm-weighted",
  "stage-win-rate",
  "pacing-trend",
  "hazards-open",
  "hazards-new",
  "recalibrated",
  "full",
  "human",
] as const;
export const Method = z.enum(METHODS);
export type Method = z.infer<typeof Method>;

export const BacktestRequest = z.strictObject({
  from: IsoDay.describe("First cut-off"),
  to: IsoDay.describe("Last cut-off"),
  everyDays: z.number().min(1).max(366).describe("Days between cut-offs; 3.5 alternates three and four"),
  horizon: z
    .string()
    .describe("30d, 12w, 3m, or quarter: the fiscal quarter that the day after the cut-off falls in"),
  methods: z.array(Method).min(1),
  drawCount: ForecastRequest.shape.drawCount,
  seed: ForecastRequest.shape.seed,
  fiscalYear: ForecastRequest.shape.fiscalYear,
  timeZone: ForecastRequest.shape.timeZone,
  currency: ForecastRequest.shape.currency,
  reading: ForecastRequest.shape.reading,
  holidays: ForecastRequest.shape.holidays,
  yearlyIndex: ForecastRequest.shape.yearlyIndex,
  funnel: ForecastRequest.shape.funnel,
  stated: z
    .array(StatedTotal)
    .optional()
    .describe("Overrides of the company's total, ascending by when they were made: the method `human`"),
});
export type BacktestRequest = z.infer<typeof BacktestRequest>;

export const BacktestCutoff = z.strictObject({
  cutoff: IsoDay,
  from: IsoDay.describe("First day of the period forecast"),
  to: IsoDay,
  weekOfPeriod: z.int().min(0).describe("Whole weeks of the period that were over at the cut-off"),
  actual: Money.describe("Booked in the period, as the files have it in the end"),
  bookedBefore: Money.describe("Booked in the period up to the cut-off"),
});

export const BacktestRow = z.strictObject({
  method: Method,
  cutoff: IsoDay,
  from: IsoDay,
  to: IsoDay,
  actual: Money,
  median: Money,
  mean: Money,
  quantiles: Quantiles.nullable().describe("null: the method gives a point, not a distribution"),
  crps: Money.describe("Plain (not fair) CRPS of equally likely quantiles; the absolute error of a point"),
  pit: Share.nullable().describe("Share of the distribution at or below the actual, ties at random"),
});

const CoverageScore = z.strictObject({
  held: z.int(),
  of: z.int(),
  share: Share,
  low: Share.describe("95 % Wilson interval, as if windows did not overlap"),
  high: Share,
});

export const MethodScores = z.strictObject({
  method: Method,
  windowCount: z.int().describe("Cut-offs that the method could forecast"),
  effectiveWindows: z.number().describe("How many independent windows the overlapping ones are worth"),
  wape: Figure.describe("sum |median - actual| / sum actual"),
  bias: Figure.describe("sum (median - actual) / sum actual; positive = too high"),
  mae: Money,
  rmse: Money,
  mase: Figure.describe("MAE over the mean absolute change from window to window before the first cut-off"),
  crps: Money.describe("Mean over cut-offs"),
  crpsRatioToNaive: Figure.describe("Mean CRPS over that of naive-probabilistic at the same cut-offs"),
  pinball: z
    .record(z.string(), Money)
    .nullable()
    .describe("Mean pinball loss by level, without the factor 2"),
  winkler: z
    .record(z.string(), Money)
    .nullable()
    .describe("Mean interval score by the share that the interval is meant to hold"),
  coverage: z.strictObject({ "0.5": CoverageScore, "0.8": CoverageScore, "0.95": CoverageScore }).nullable(),
  meanWidth80: Figure.describe("Mean width of the 80 % range over the mean actual"),
  comparison: z
    .strictObject({
      baseline: Method,
      ratio: z.number().describe("Mean CRPS over the baseline's"),
      low: z.number().describe("5 % end of the circular block bootstrap, blocks as long as the horizon"),
      high: z.number().describe("95 % end"),
      verdict: z.enum(["better", "worse", "no proven skill"]),
    })
    .nullable(),
  pitHistogram: z.array(z.int()).nullable().describe("Counts in ten equal bins"),
});
export type MethodScores = z.infer<typeof MethodScores>;

export const ProfileEntry = z.strictObject({
  weekOfPeriod: z.int(),
  method: Method,
  windowCount: z.int(),
  wape: Figure,
  bias: Figure,
  crps: Money,
  coverage80: z.strictObject({ held: z.int(), of: z.int() }).nullable(),
});

const ProbabilityScores = z.strictObject({
  brier: z.number(),
  reliability: z.number().describe("Part of Brier: lower is better"),
  resolution: z.number().describe("Part of Brier: higher is better"),
  uncertainty: z.number(),
  logLoss: z.number().describe("Probabilities clipped to 1e-4"),
  auc: z.number().nullable(),
  calibrationSlope: z.number().nullable(),
  expectedCalibrationError: z.number(),
  curve: z.array(
    z.strictObject({ count: z.int(), meanProbability: Share, share: Share, low: Share, high: Share }),
  ),
});

export const OpportunityScores = ProbabilityScores.extend({
  count: z.int().describe("Open opportunities over all cut-offs"),
  baseRate: Share,
  uncalibrated: ProbabilityScores.describe("The same for the probabilities that the simulation uses"),
});

export const BacktestReply = z.strictObject({
  schema: z.literal("revcast.backtest.1"),
  currency: z.string(),
  engineVersion: z.string(),
  resultDigest: z.string(),
  request: BacktestRequest,
  sources: z.array(SourceFile),
  cutoffs: z.array(BacktestCutoff),
  methods: z.array(MethodScores).describe("Best CRPS first"),
  profile: z.array(ProfileEntry).describe("By whole weeks into the period; horizons are never pooled"),
  rows: z.array(BacktestRow),
  opportunityScores: OpportunityScores.nullable(),
  accuracyConventions: z
    .array(z.strictObject({ name: z.string(), formula: z.string(), value: z.number().nullable() }))
    .describe("What others call forecast accuracy, of `full` (or the first method): the mean over cut-offs"),
  check: z
    .array(
      z.strictObject({
        method: Method,
        score: z.string(),
        limit: z.number(),
        value: z.number().nullable(),
        isHeld: z.boolean(),
      }),
    )
    .nullable()
    .describe("Limits of the policy, null without one"),
  warnings: z.array(Warning),
});
export type BacktestReply = z.infer<typeof BacktestReply>;

/** Limits that a scheduled backtest must hold: `revcast backtest --check POLICY.yaml`. */
export const BacktestPolicy = z.strictObject({
  limits: z
    .array(
      z.strictObject({
        method: Method.default("full"),
        score: z.enum(["wape", "absoluteBias", "crpsRatioToNaive", "coverage50", "coverage80", "coverage95"]),
        atMost: z.number().optional(),
        atLeast: z.number().optional(),
      }),
    )
    .min(1),
});
export type BacktestPolicy = z.infer<typeof BacktestPolicy>;
