import { z } from "zod";
import { RATE_VIEWS, type RateView } from "../core/pipeline/exchange-book.ts";

export { RATE_VIEWS, type RateView };
import { FiscalYearRules } from "./fiscal-year.ts";
import { ForecastCategoryRules } from "./forecast-categories.ts";

/** A name that YAML may have read as a number, such as a stage called 10. */
const Name = z.union([z.string().min(1), z.number()]).describe("A name; numbers are read as text");
const Share = z
  .union([z.number().min(0).max(100), z.string().regex(/^\s*\d{1,3}([.,]\d+)?\s*%\s*$/)])
  .describe("0.7, 70 or 70%; when any bare number of the table is above 1, all bare numbers are percent");
const IsoDay = z.iso.date();

/** What a column is for, whatever its header says. */
export const COLUMN_ROLES = [
  "opportunityId",
  "changedAt",
  "snapshotDate",
  "effectiveDate",
  "createdDate",
  "closeDate",
  "closedDate",
  "stage",
  "amount",
  "closeValue",
  "listPrice",
  "currency",
  "companyAmount",
  "exchangeRate",
  "isDeleted",
  "probability",
  "owner",
] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

export const PRESET_NAMES = ["salesforce", "hubspot", "pipedrive", "zoho", "dynamics"] as const;
/** Whose files they are; `generic` reads files by their headers alone. */
export const PRESET_CHOICES = [...PRESET_NAMES, "generic"] as const;
export type PresetName = (typeof PRESET_NAMES)[number];
export type PresetChoice = (typeof PRESET_CHOICES)[number];

/** The funnel definition: a YAML file beside the data (`funnel.yaml` or `revcast.yaml`). Everything is optional. */
export const FunnelDefinition = z.strictObject({
  stageOrder: z.array(Name).default([]).describe("Open stages, first to last"),
  won: z.array(Name).default([]).describe("Stages that mean won, beside the usual names"),
  lost: z.array(Name).default([]).describe("Stages that mean lost, beside the usual names"),
  removed: z.array(Name).default([]).describe("Stages that mean deleted or merged, beside the usual names"),
  crmProbabilities: z
    .record(z.string(), Share)
    .default({})
    .describe("The CRM's own win probability by stage"),
  columns: z
    .partialRecord(z.enum(COLUMN_ROLES), z.string().min(1))
    .default({})
    .describe("Header of the column that has a role, where the usual names do not fit"),
  segmentColumn: z.string().min(1).optional().describe("Column that cuts the total into segments"),
  ownerColumn: z.string().min(1).optional().describe("Column that names the owner"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional()
    .describe("ISO 4217 code of all amounts, when the files do not say"),
  timeZone: z.string().min(1).optional().describe("IANA zone whose midnight separates days"),
  dateOrder: z
    .enum(["mdy", "dmy"])
    .optional()
    .describe("Order of numeric dates that can be read in two ways"),
  decimalMark: z.enum([".", ","]).optional().describe("Decimal mark of numbers that can be read in two ways"),
  delimiter: z.string().length(1).optional().describe("Character between two cells"),
  preset: z
    .enum(PRESET_CHOICES)
    .optional()
    .describe("CRM that the files are from, when their headers fit several; generic = none"),
  pipeline: z
    .string()
    .min(1)
    .optional()
    .describe('The one pipeline that is read, when the files hold several; "all" reads them side by side'),
  rateView: z
    .enum(RATE_VIEWS)
    .optional()
    .describe("Rates at which amounts of several currencies become one; close by default"),
  rates: z
    .array(
      z.strictObject({
        currency: z.string().regex(/^[A-Z]{3}$/),
        from: IsoDay.describe("Day on which the rate takes effect"),
        rate: z
          .union([z.number().positive(), z.string().regex(/^\d+(\.\d+)?$/)])
          .describe("Of the company's currency for one of this currency"),
        kind: z.enum(["plan", "spot"]).default("spot"),
      }),
    )
    .default([])
    .describe("Rates of exchange, beside or in place of a rates.csv; `currency` is that of the company then"),
  stageMap: z
    .array(
      z.strictObject({
        from: IsoDay.describe("First day on which the new names or the new order held"),
        stages: z
          .record(z.string(), Name)
          .default({})
          .describe("New name by old one; two old ones may share one"),
        stageOrder: z.array(Name).optional().describe("Open stages, first to last, from that day on"),
      }),
    )
    .default([])
    .describe("Stages that were renamed, merged or put in another order"),
  holidays: z
    .strictObject({
      country: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .optional()
        .describe("ISO 3166 code"),
      region: z.string().min(1).optional().describe("State or region of the country"),
      extra: z.array(IsoDay).default([]).describe("Further days on which nobody works"),
    })
    .optional(),
  forecastCategories: ForecastCategoryRules.optional().describe("The rep's call: by column, or by stage"),
  fiscalYear: FiscalYearRules.optional().describe(
    "Years of months or of weeks (4-4-5 and the like); a list where the rule was changed",
  ),
});
export type FunnelDefinition = z.infer<typeof FunnelDefinition>;
