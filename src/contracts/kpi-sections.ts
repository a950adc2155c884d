import { z } from "zod";
import { FORECAST_CATEGORIES } from "../core/kpi/forecast-category.ts";
import { PACING_BY } from "../core/kpi/pacing-moment.ts";

const IsoDay = z.iso.date();
const Money = z.string().regex(/^-?\d+(\.\d+)?$/);
const Share = z.number().min(0).max(1);
const Span = z.strictObject({ from: IsoDay, to: IsoDay, label: z.string() });
const MoneyFigure = {
  value: Money.nullable(),
  reason: z.string().nullable().describe("Why there is no value"),
};
const Sum = z.strictObject({ amount: Money, count: z.int().min(0) });

/** Booked of a period beside past ones at the same moment of them. */
export const KpiPacing = z.strictObject({
  by: z.enum(PACING_BY).describe("What makes two days of two periods alike"),
  convention: z.string(),
  period: Span,
  day: IsoDay.describe("Last day that counts"),
  elapsed: z.int().min(0).describe("Days, or working days, of the period that are over"),
  length: z.int().min(0),
  weekOfPeriod: z.int().min(1),
  weekOfYear: z.int().min(1).max(53),
  booked: Money,
  bookedCount: z.int().min(0),
  unknownCount: z.int().min(0).describe("Wins without a known amount; they count as 0"),
  cumulative: z.array(Money).describe("Booked to the end of each day of the period that is over"),
  past: z
    .array(
      z.strictObject({
        ...Span.shape,
        day: IsoDay.nullable().describe("Its day that is as far into it; null before its first"),
        booked: Money.describe("Booked by then"),
        total: Money,
        share: z.number().nullable().describe("Booked by then of the total; null where nothing was booked"),
        cumulative: z.array(Money),
      }),
    )
    .describe(
      "Periods of the same kind that begin a median sales cycle or more after the history does, the latest first",
    ),
  percentile: z.strictObject({ value: Share.nullable(), reason: z.string().nullable() }),
  projected: z
    .strictObject({
      periodCount: z.int().min(0).describe("Past periods that had booked something by then"),
      least: Money.nullable(),
      lowerQuartile: Money.nullable(),
      median: Money.nullable(),
      upperQuartile: Money.nullable(),
      most: Money.nullable(),
      reason: z.string().nullable(),
    })
    .describe("Booked over the share that past periods had booked by then. Not the forecast"),
  target: Money.nullable(),
  dueEvenly: z.strictObject(MoneyFigure).describe("Due by now if bookings came evenly"),
  dueAsUsual: z.strictObject(MoneyFigure).describe("Due by now at the median share of the past periods"),
  remainingWorkdays: z.int().min(0),
  neededPerWorkday: z.strictObject(MoneyFigure).describe("On each remaining working day, rounded up"),
});
export type KpiPacing = z.infer<typeof KpiPacing>;

const Rows = z.strictObject({
  count: z.int().min(0),
  first: z
    .array(z.strictObject({ id: z.string(), file: z.string(), line: z.int().min(1) }))
    .describe("The first 20 by opportunity id"),
});

/** What is won and open by the rep's call, simple and cumulative. */
export const KpiCategories = z.strictObject({
  convention: z.string(),
  day: IsoDay,
  column: z.string().nullable().describe("Column that says the category"),
  mappedSince: z
    .string()
    .nullable()
    .describe("First day of the mapping of stages that holds on the day; null where none does"),
  categories: z
    .array(
      z.strictObject({
        category: z.enum([...FORECAST_CATEGORIES, "unsaid"]),
        simple: z.strictObject({ ...Sum.shape, rows: Rows }),
        cumulative: Sum.nullable().describe(
          "With all surer ones: commit = closed + commit, and so on; null for omitted and unsaid",
        ),
      }),
    )
    .describe("From the surest on; simple ones add up to won plus open of the period"),
  unknownWords: z
    .array(z.strictObject({ word: z.string(), count: z.int().min(1) }))
    .describe("Texts of the column that name no category, most frequent first"),
});
export type KpiCategories = z.infer<typeof KpiCategories>;

const Figures = z.strictObject({
  booked: Sum,
  open: Sum,
  weighted: Sum,
  categories: z
    .record(z.enum([...FORECAST_CATEGORIES, "unsaid"]), Sum)
    .nullable()
    .describe("Simple; null where nobody says categories"),
  cumulative: z.record(z.enum(["commit", "mostLikely", "bestCase", "pipeline"]), Sum).nullable(),
});
export type KpiOwnerFigures = z.infer<typeof Figures>;

const View = z.strictObject({
  day: IsoDay.describe("Day of the hierarchy and of the owners"),
  rows: z
    .array(
      z.strictObject({
        name: z.string(),
        kind: z
          .enum(["company", "active", "left", "implied", "outside", "stranger"])
          .describe(
            "left: no record holds any more; implied: only named as a manager; outside: all without a seat",
          ),
        isVacant: z.boolean().describe("Has reports, and who had the seat has left"),
        parent: z.int().min(-1).describe("Index of the row that it is part of"),
        depth: z.int().min(0),
        hasReports: z.boolean(),
        own: Figures.describe("What the owner has himself"),
        team: Figures.describe("The same with all below"),
        target: Money.nullable().describe("Target of the booked amount that was given"),
        isTargetWhole: z
          .boolean()
          .describe(
            "Whether the one or the other is about all that the team has: nobody with anything lacks one",
          ),
        targetOfReports: Money.nullable().describe("Sum over the reports, of theirs or of those below"),
      }),
    )
    .describe("The company first, managers before their reports"),
});

export const KpiRollUp = z.strictObject({
  ownerColumn: z.string(),
  hierarchy: z
    .enum(["records", "columns", "none"])
    .describe("Where it was told; none: owners stand beside each other"),
  columns: z.array(z.string()).describe("From the owner up"),
  conventions: z.array(z.string()),
  asOf: View.describe("As it was on the last measured day"),
  today: View.nullable().describe(
    "The same bookings and openings by the owners and the hierarchy of the as-of day; null where that is the measured day",
  ),
  problems: z.array(z.string()),
});
export type KpiRollUp = z.infer<typeof KpiRollUp>;
