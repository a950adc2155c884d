import { z } from "zod";
import { KPI_IDS } from "../core/kpi/kpi-definitions.ts";
import { ForecastRequest, Warning } from "./forecast.ts";
import { ForecastCategoryRules } from "./forecast-categories.ts";
import { KpiCategories, KpiPacing, KpiRollUp } from "./kpi-sections.ts";
import { KpiBacktest, KpiCustomers } from "./kpi-customers.ts";
import { KpiTargetEntry } from "./kpi-targets.ts";
import { SourceFile } from "./source-file.ts";

const IsoDay = z.iso.date();
const Share = z.number().min(0).max(1);
const Span = z.strictObject({ from: IsoDay, to: IsoDay, label: z.string() });

export const KpiUnit = z
  .enum(["share", "money", "moneyPerDay", "days", "months", "count", "ratio", "points"])
  .describe("What a value is counted in; money of any kind is a decimal text in the currency of the result");
export type KpiUnit = z.infer<typeof KpiUnit>;
const Value = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]);
export type KpiValue = z.infer<typeof Value>;
const Figure = { value: Value.nullable(), reason: z.string().nullable().describe("Why there is no value") };
const Exact = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .describe("Decimal text, so that parts add up exactly");

const Interval = z.strictObject({ level: z.literal(0.95), low: Value, high: Value, method: z.string() });
const Part = z.strictObject({
  label: z.string(),
  unit: KpiUnit,
  value: Value,
  rows: z.strictObject({
    of: z
      .enum([
        "opportunity",
        "customer",
        "contract",
        "lead",
        "channel",
        "spend",
        "month",
        "answer",
        "forecast",
      ])
      .describe("What the rows tell of; a forecast is one of the backtest"),
    count: z.int().min(0),
    first: z
      .array(z.strictObject({ id: z.string(), file: z.string(), line: z.int().min(1) }))
      .describe("The first 20 by id, in order; visits and moves of one opportunity are rows of their own"),
  }),
});
export const KpiRivalValue = z.strictObject({
  name: z.string(),
  convention: z.string(),
  unit: KpiUnit,
  ...Figure,
  interval: Interval.nullable(),
});

export const ExplainedChange = z.strictObject({
  dimension: z.enum(["stage", "segment", "owner", "channel"]),
  column: z.string().nullable().describe("Column of the files; null for stages"),
  total: Exact.describe("Change of the KPI: the sum of all mix and rate effects, exactly"),
  groups: z
    .array(
      z.strictObject({
        name: z.string(),
        before: Value.nullable(),
        after: Value.nullable(),
        shareBefore: Share.nullable().describe("Of the denominators; null for a sum"),
        shareAfter: Share.nullable(),
        mix: Exact.describe("(w1 - w0) x ((r0 + r1) / 2 - (R0 + R1) / 2)"),
        rate: Exact.describe("(r1 - r0) x (w0 + w1) / 2; of a sum, the change of the group"),
      }),
    )
    .describe("Largest effect first"),
});
export type ExplainedChange = z.infer<typeof ExplainedChange>;

const Comparison = z.strictObject({
  ...Figure,
  sampleSize: z.int(),
  interval: Interval.nullable(),
  change: Value.nullable().describe("Value less the value compared with"),
});

export const KpiRecord = z.strictObject({
  id: z.enum(KPI_IDS),
  name: z.string(),
  stage: z.string().nullable().describe("For KPIs that exist for every stage"),
  channel: z.string().nullable().describe("For KPIs that exist for every channel"),
  unit: KpiUnit,
  direction: z.enum(["higher", "lower", "neutral"]).describe("Which way is better"),
  department: z.enum(["sales", "marketing", "customerSuccess", "finance", "revOps"]),
  convention: z.string(),
  ...Figure,
  interval: Interval.nullable(),
  sampleSize: z.int().min(0),
  numerator: Part.nullable(),
  denominator: Part.nullable(),
  rivals: z.array(KpiRivalValue).describe("The value by other conventions"),
  comparison: Comparison.nullable(),
  series: z.array(
    z.strictObject({
      label: z.string(),
      from: IsoDay,
      to: IsoDay,
      isPartial: z.boolean(),
      ...Figure,
      sampleSize: z.int(),
    }),
  ),
  explained: z.array(ExplainedChange),
  reliability: z.strictObject({
    score: Share.describe("The least of the three that exist"),
    freshness: Share.describe("1 while something was recorded in the last 7 days, 0 after 60 silent ones"),
    completeness: Share.describe("Share of the sample that has what the KPI needs"),
    stability: Share.nullable().describe(
      "1 less the relative revision of the period compared with since its last day",
    ),
    lowered: z.array(z.string()).describe("What lowers it"),
  }),
});
export type KpiRecord = z.infer<typeof KpiRecord>;

export const KpiTargetResult = z.strictObject({
  entry: KpiTargetEntry,
  keptAs: z.uuid().optional().describe("Id of the target of the workspace that it is"),
  name: z.string(),
  unit: KpiUnit,
  department: KpiRecord.shape.department,
  direction: KpiRecord.shape.direction,
  ...Figure,
  status: z.enum(["reached", "onTrack", "offTrack", "unknown", "noTarget"]),
  due: Value.nullable().describe("What the value should be by now to reach the target in time"),
  gap: Value.nullable().describe("Value less what is due"),
  driver: z
    .strictObject({
      dimension: z.string(),
      group: z.string(),
      mix: Exact,
      rate: Exact,
      total: Exact,
      sentence: z.string(),
    })
    .nullable()
    .describe("The group that moved the KPI most to the worse against the period compared with"),
});
export type KpiTargetResult = z.infer<typeof KpiTargetResult>;

export const KpiRequest = z.strictObject({
  asOf: IsoDay.describe("Only facts recorded on or before this day are visible"),
  period: Span,
  compare: Span.nullable(),
  series: z.enum(["week", "month", "quarter"]).nullable(),
  segmentColumn: z.string().nullable(),
  ownerColumn: z.string().nullable(),
  pacing: KpiPacing.shape.by.nullable().default(null),
  rollUp: z
    .strictObject({
      columns: z.array(z.string()).describe("Columns that tell the hierarchy, from the owner up"),
    })
    .nullable()
    .default(null),
  categories: ForecastCategoryRules.nullable().default(null),
  backtest: KpiBacktest.nullable().default(null).describe("What forecast accuracy is measured by"),
  holidays: z.array(IsoDay).default([]).describe("Days on which nobody works, for pacing"),
  fiscalYear: ForecastRequest.shape.fiscalYear,
  timeZone: ForecastRequest.shape.timeZone,
  currency: z.string(),
  reading: ForecastRequest.shape.reading,
  funnel: ForecastRequest.shape.funnel,
});
export type KpiRequest = z.infer<typeof KpiRequest>;

export const KpiReply = z.strictObject({
  schema: z.literal("revcast.kpi.1"),
  currency: z.string(),
  engineVersion: z.string(),
  resultDigest: z.string(),
  request: KpiRequest,
  knownThrough: IsoDay,
  measured: z.strictObject({ from: IsoDay, to: IsoDay, isPartial: z.boolean() }),
  compared: z
    .strictObject({
      from: IsoDay,
      to: IsoDay,
      isPartial: z.boolean().describe("Cut to as many days as are measured"),
    })
    .nullable(),
  bottleneck: z.strictObject({
    byMoney: z.string().nullable().describe("Stage from which most money was lost in the period"),
    byDays: z.string().nullable().describe("Stage that cost most days beyond those of won opportunities"),
  }),
  kpis: z.array(KpiRecord),
  lossReasons: z.strictObject({
    reasons: z.array(z.strictObject({ reason: z.string(), lost: Part, amount: Value })).nullable(),
    missing: z.string().nullable().describe("Why there are none"),
  }),
  customers: KpiCustomers.nullable().describe("Null where no file tells of subscriptions"),
  targets: z.array(KpiTargetResult).describe("Off track first, by department"),
  pacing: KpiPacing.nullable().describe("Null where it is not asked for"),
  categories: KpiCategories.nullable().describe(
    "Null where no column and no mapping says forecast categories",
  ),
  rollUp: KpiRollUp.nullable().describe("Null where it is not asked for"),
  sources: z.array(SourceFile),
  warnings: z.array(Warning),
});
export type KpiReply = z.infer<typeof KpiReply>;
