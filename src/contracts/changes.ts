import { z } from "zod";
import { BRIDGE_KINDS } from "../core/kpi/bridge-kind.ts";
import { FORECAST_TERMS } from "../core/forecast/forecast-bridge.ts";
import { ForecastReply, ForecastRequest, Warning } from "./forecast.ts";

const Money = z.string().regex(/^-?\d+(\.\d+)?$/);
const IsoDay = z.iso.date();
const Period = z.strictObject({ from: IsoDay, to: IsoDay, label: z.string() });
const Source = z.strictObject({ file: z.string(), line: z.int().min(1) });

/** All that a comparison of two days depends on besides the files. */
export const ChangesRequest = ForecastRequest.omit({
  asOf: true,
  period: true,
  target: true,
  keptTarget: true,
  method: true,
  drawCount: true,
  seed: true,
}).extend({
  from: IsoDay.describe("The end of this day is where the bridge starts, as it was known then"),
  to: IsoDay.describe("The end of this day is where it ends, as it was known then"),
  of: z.enum(["pipeline", "forecast"]),
  period: Period.nullable().describe(
    "Inclusive on both ends; null: all open pipeline, whenever it is expected to close",
  ),
  closeDateColumn: z.string().nullable().describe("Column that holds the expected close"),
  funnelBefore: ForecastRequest.shape.funnel
    .unwrap()
    .nullable()
    .default(null)
    .describe("What the stages meant on the first day; null: the same as on the second"),
});
export type ChangesRequest = z.infer<typeof ChangesRequest>;

const Standing = z.enum(["unknown", "in", "earlier", "later", "undated", "won", "lost", "deleted", "merged"]);

const Cuts = {
  segment: z.string().nullable().describe("On the later day; null when not known or not asked for"),
  owner: z.string().nullable(),
};

const PipelineOpportunity = z.strictObject({
  id: z.string(),
  change: Money.describe("What it adds to the bar, with its sign"),
  before: Standing.describe("Where it stood on the first day; in = open and expected in the period"),
  after: Standing,
  stageBefore: z.string().nullable(),
  stageAfter: z.string(),
  closeDateBefore: IsoDay.nullable(),
  closeDateAfter: IsoDay.nullable(),
  ...Cuts,
  cameAndWent: z.boolean().describe("In the pipeline at neither end, but in between"),
  source: Source.describe("The row that brought it"),
});
export type PipelineOpportunity = z.infer<typeof PipelineOpportunity>;

const End = z.strictObject({
  count: z.int().min(0),
  amount: Money,
  unknownAmountCount: z.int().min(0).describe("Of them without an amount: they count 0"),
});

const PlainBar = z.strictObject({
  kind: z.enum(BRIDGE_KINDS),
  count: z.int().min(0).describe("Moves; an opportunity has at most one in a bar"),
  change: Money.describe("With its sign: negative takes from the pipeline"),
});
export type PlainBar = z.infer<typeof PlainBar>;

export const GroupChange = z.strictObject({
  dimension: z.string(),
  name: z.string().describe('"" where it is not known'),
  start: End,
  end: End,
  bars: z.array(PlainBar).describe("groupIn and groupOut: from and to other groups"),
  residual: Money,
});
export type GroupChange = z.infer<typeof GroupChange>;

export const PipelineChanges = z.strictObject({
  start: End,
  end: End,
  bars: z
    .array(PlainBar.extend({ opportunities: z.array(PipelineOpportunity) }))
    .describe("Start and all bars add up to the end"),
  residual: Money.describe("Start plus bars less end: always 0"),
  roundTrips: z
    .array(
      z.strictObject({
        id: z.string(),
        amount: Money.describe("On the later day; 0 when it is out at both ends"),
        isMember: z.boolean().describe("In at both ends and out in between; else out, in and out again"),
        via: Standing.describe("Where it was in between"),
        ...Cuts,
        source: Source.describe("The row that took it there"),
      }),
    )
    .describe("Moved out and back, or in and out again, between the two days: no bar counts it"),
  slippage: z
    .strictObject({
      expectedCount: z.int(),
      expectedAmount: Money,
      slippedCount: z.int().describe("Of them expected after the period, or on no day, on the later day"),
      slippedAmount: Money.describe("By the amount on the first day"),
      rateByCount: z.number().nullable(),
      rateByAmount: z.number().nullable(),
      cameBackCount: z.int().describe("Slipped in between and were back on the later day"),
      notWonCount: z.int().describe("The rival convention: everything not won, whatever became of it"),
      notWonAmount: Money,
    })
    .nullable()
    .describe("null without a period"),
  closeDateMoves: z
    .strictObject({
      pushCount: z.int().describe("Changes of the expected close to a later day, of all open opportunities"),
      pullCount: z.int().describe("To an earlier day"),
      pushedOpportunityCount: z.int(),
      mostPushes: z.int().describe("Most pushes of one opportunity"),
      meanPushDays: z.number().nullable(),
      meanPullDays: z.number().nullable(),
    })
    .nullable()
    .describe("null without a column of expected closes"),
  groups: z.array(GroupChange),
});
export type PipelineChanges = z.infer<typeof PipelineChanges>;

const ForecastEnd = z.strictObject({
  total: Money.describe("Mean of the period's total, as the exact method gives it"),
  booked: Money,
  open: Money.describe("Sum of win probability times amount if won"),
  newBusiness: Money,
  calibration: Money.describe("What the calibration adjustment of the open part adds"),
  commonFactor: Money.describe("What the mean of the common factor adds"),
});

export const ForecastChanges = z.strictObject({
  start: ForecastEnd,
  end: ForecastEnd,
  terms: z
    .array(
      z.strictObject({
        kind: z.enum(FORECAST_TERMS),
        count: z.int().min(0).describe("Opportunities behind it; 0 for what is no opportunity"),
        before: Money.describe("What they stood for before this step"),
        after: Money,
        change: Money,
        opportunities: z.array(
          z.strictObject({
            id: z.string(),
            before: Money,
            after: Money,
            change: Money,
            stageBefore: z.string().nullable(),
            stageAfter: z.string(),
            ...Cuts,
            source: Source.describe("The row that holds its state on the later day"),
          }),
        ),
      }),
    )
    .describe("The changes add up to the end's total less the start's"),
  residual: Money.describe("Start plus changes less end: always 0"),
  groups: z
    .array(
      z.strictObject({
        dimension: z.string(),
        name: z.string().describe('"" where it is not known'),
        start: Money,
        end: Money,
        terms: z.array(z.strictObject({ kind: z.enum(FORECAST_TERMS), change: Money })),
        passedOn: Money.describe("Received from other groups less given to them"),
        residual: Money,
      }),
    )
    .describe("Booked and expected opportunity by opportunity, before what the model adds to all of them"),
});
export type ForecastGroupChange = ForecastChanges["groups"][number];
export type ForecastChanges = z.infer<typeof ForecastChanges>;

export const ChangesReply = z.strictObject({
  schema: z.literal("revcast.changes.1"),
  from: IsoDay,
  to: IsoDay,
  knownThrough: z.strictObject({
    from: IsoDay.nullable().describe("null: nothing was recorded by then"),
    to: IsoDay,
  }),
  period: Period.nullable(),
  currency: z.string(),
  pipeline: PipelineChanges.nullable(),
  forecast: ForecastChanges.nullable(),
  conventions: z.array(z.string()).describe("How it was counted, in sentences"),
  engineVersion: z.string(),
  resultDigest: z.string(),
  request: ChangesRequest,
  sources: ForecastReply.shape.sources,
  warnings: z.array(Warning),
});
export type ChangesReply = z.infer<typeof ChangesReply>;
