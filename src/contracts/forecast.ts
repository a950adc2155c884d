import { z } from "zod";
import { Override } from "./override.ts";
import { FiscalYearRules } from "./fiscal-year.ts";
import { RATE_VIEWS } from "../core/pipeline/exchange-book.ts";
import { PRESET_CHOICES } from "./funnel.ts";
import { SourceFile } from "./source-file.ts";

/** An amount as a decimal text in the currency of the result, such as "1234.50" or "-3.00". */
const Money = z.string().regex(/^-?\d+(\.\d+)?$/);
const Probability = z.number().min(0).max(1);
const IsoDay = z.iso.date();

export const QUANTILE_LEVELS = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975] as const;

export const Quantiles = z
  .strictObject({
    "0.025": Money,
    "0.05": Money,
    "0.1": Money,
    "0.25": Money,
    "0.5": Money,
    "0.75": Money,
    "0.9": Money,
    "0.95": Money,
    "0.975": Money,
  })
  .describe(
    "Of the draws' independent parts recombined, every combination counting, and mixed with the common factor; of a row with few wins, linear interpolation between order statistics of the draws (type 7)",
  );
export type Quantiles = z.infer<typeof Quantiles>;

export const Distribution = z.strictObject({
  mean: Money.describe("Mean of the draws"),
  sd: Money.describe("Standard deviation of the distribution that the quantiles are of"),
  quantiles: Quantiles,
});
export type Distribution = z.infer<typeof Distribution>;

/** How the organisation counts and cuts time, and what its columns mean: all a forecast depends on besides the files. */
export const ForecastRequest = z.strictObject({
  asOf: IsoDay.describe("Only facts recorded on or before this day are visible"),
  period: z.strictObject({ from: IsoDay, to: IsoDay, label: z.string() }).describe("Inclusive on both ends"),
  target: Money.optional().describe("Revenue to reach in the period, what is booked included"),
  keptTarget: z
    .strictObject({ id: z.uuid(), madeAt: z.iso.datetime() })
    .optional()
    .describe("Which target of the workspace it is; absent where it was given with the question"),
  segmentColumn: z.string().optional().describe("Column that cuts the total into segments"),
  ownerColumn: z.string().optional().describe("Column that names the owner"),
  method: z.enum(["sample", "exact", "both"]).default("sample"),
  drawCount: z.int().min(1_000).max(2_000_000).default(50_000).describe("Rounded up to whole blocks"),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1)
    .describe("Same request, same seed, same reply"),
  fiscalYear: FiscalYearRules.default({ startMonth: 1, namedBy: "end" }),
  timeZone: z.string().default("UTC").describe("IANA zone whose midnight separates days"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional()
    .describe("ISO 4217, when the files do not say"),
  reading: z
    .strictObject({
      dateOrder: z.enum(["mdy", "dmy"]).optional(),
      decimalMark: z.enum([".", ","]).optional(),
      delimiter: z.string().length(1).optional(),
      preset: z.enum(PRESET_CHOICES).optional(),
      pipeline: z.string().min(1).optional(),
      rateView: z.enum(RATE_VIEWS).optional(),
    })
    .default({})
    .describe("How the files were read where they can be read in two ways"),
  holidays: z
    .array(IsoDay)
    .default([])
    .describe("Days that behave like a Sunday, past and future, in ascending order"),
  yearlyIndex: z
    .boolean()
    .default(true)
    .describe("Use the same weeks of last year for the level of new business"),
  funnel: z
    .strictObject({
      stageOrder: z.array(z.string()).default([]),
      won: z.array(z.string()).default([]),
      lost: z.array(z.string()).default([]),
      removed: z.array(z.string()).default([]),
      crmProbabilities: z.record(z.string(), Probability).default({}),
      stageOrders: z
        .array(z.strictObject({ from: IsoDay, stageOrder: z.array(z.string()) }))
        .optional()
        .describe("Orders of the open stages that hold from a day on, in place of stageOrder"),
    })
    .prefault({}),
});
export type ForecastRequest = z.infer<typeof ForecastRequest>;

export const Warning = z.strictObject({
  code: z.string().describe("Stable name of the finding, such as amount_capped"),
  message: z.string().describe("One sentence for people"),
  count: z.int().min(0).optional().describe("How many rows or opportunities it concerns"),
});
export type Warning = z.infer<typeof Warning>;

const Group = z.strictObject({
  name: z.string(),
  openCount: z.int().min(0),
  booked: Money,
  total: Distribution.describe("Booked + open + new"),
});

export const SegmentForecast = Group.extend({ dimension: z.string() });
export const OwnerForecast = Group;

export const SubPeriodForecast = z.strictObject({
  label: z.string(),
  from: IsoDay,
  to: IsoDay,
  booked: Money,
  total: Distribution.describe("Booked + open + new of this sub-period"),
  cumulative: Distribution.describe("The same from the period's first day to this sub-period's last"),
});

export const OpportunityForecast = z.strictObject({
  id: z.string(),
  stage: z.string(),
  segment: z.string().nullable(),
  owner: z.string().nullable(),
  amount: Money.nullable().describe("As recorded on the as-of day; null when the source does not say"),
  expectedAmount: Money.describe(
    "winProbability x expected amount if won, before the calibration adjustment",
  ),
  winProbability: Probability.describe("Chance to be won inside the period, as simulated"),
  calibratedWinProbability: Probability.describe(
    "The same, recalibrated on past windows: the one to show to people",
  ),
  targetSwing: z
    .number()
    .min(-1)
    .max(1)
    .nullable()
    .optional()
    .describe(
      "P(target reached | won in period) - P(target reached | not won); null when either side has no draws; absent without a target",
    ),
  ageDays: z.int().min(0),
  daysInStage: z.int().min(0),
  source: z
    .strictObject({ file: z.string(), line: z.int().min(1) })
    .describe("The row that holds its current state"),
});
export type OpportunityForecast = z.infer<typeof OpportunityForecast>;

export const RecordWindow = z.strictObject({
  asOf: IsoDay,
  from: IsoDay,
  to: IsoDay,
  actual: Money,
  quantiles: Quantiles,
});

const Coverage = z.strictObject({ held: z.int().min(0), of: z.int().min(0) });

export const ForecastRecord = z.strictObject({
  windows: z.array(RecordWindow),
  coverage: z.strictObject({ "0.5": Coverage, "0.8": Coverage, "0.95": Coverage }).nullable(),
  effectiveWindows: z
    .number()
    .min(0)
    .describe("Windows overlap; this is how many independent ones they are worth"),
  reason: z.string().nullable().describe("Why there is no record, when there is none"),
});

export const ForecastReply = z.strictObject({
  schema: z.literal("revcast.forecast.1"),
  asOf: IsoDay,
  knownThrough: IsoDay.describe("Last day that the source tells about: the last snapshot, or the as-of day"),
  period: z.strictObject({ from: IsoDay, to: IsoDay, label: z.string() }),
  currency: z.string(),
  method: z.enum(["sample", "exact", "both"]),
  drawCount: z.int().min(0).describe("0 when nothing was sampled"),
  seed: z.int(),
  engineVersion: z.string(),
  planDigest: z.string(),
  resultDigest: z.string(),
  request: ForecastRequest,
  sources: z.array(SourceFile),
  booked: Money,
  total: Distribution.describe("Booked + open + new"),
  open: Distribution.describe("From opportunities open on the as-of day"),
  new: Distribution.describe("From opportunities that do not exist yet, reopened ones included"),
  exact: z
    .strictObject({
      total: Distribution,
      open: Distribution,
      new: Distribution,
      probabilityOfTarget: Probability.optional(),
    })
    .optional()
    .describe("The same without sampling error, for method both"),
  target: Money.optional(),
  probabilityOfTarget: Probability.optional(),
  histogram: z
    .strictObject({ from: Money, to: Money, counts: z.array(z.number().min(0)) })
    .describe("Share of the total's distribution in equal bins between two ends"),
  calibration: z.strictObject({
    openAdjustment: z.number().describe("e^b - 1: what the record of the last weeks adds to the open part"),
    openAdjustmentAmount: Money.describe("Open mean minus the sum of expectedAmount"),
    commonFactorSd: z.number().min(0).describe("Standard deviation of the log of the common factor"),
    commonFactorDegreesOfFreedom: z.number(),
    effectiveWindows: z.number().min(0).describe("Independent past windows behind the common factor"),
    windowCount: z.int().min(0),
    sufficient: z.boolean().describe("false: the range is a wide prior because history says too little"),
  }),
  newBusiness: z.strictObject({
    createdPerDay: z.number().min(0).describe("Expected creations per day over the days still to come"),
    yearlyIndex: z.number().min(0).describe("1 = no correction for the time of year"),
    expectedWins: z.number().min(0),
    expectedAmountPerWin: Money.nullable(),
  }),
  segments: z.array(SegmentForecast),
  owners: z.array(OwnerForecast),
  subPeriods: z.array(SubPeriodForecast),
  opportunities: z.array(OpportunityForecast).describe("All open ones, by id"),
  record: ForecastRecord,
  overrides: z
    .array(Override)
    .optional()
    .describe("What people expect of the period, from the workspace: beside the forecast, never inside it"),
  warnings: z.array(Warning),
});
export type ForecastReply = z.infer<typeof ForecastReply>;
