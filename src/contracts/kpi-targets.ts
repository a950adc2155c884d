import { z } from "zod";
import { KPI_IDS } from "../core/kpi/kpi-definitions.ts";

const Name = z
  .union([z.string().min(1), z.number()])
  .describe("A name as it stands in the files; numbers are read as text");
const Value = z
  .number()
  .describe("Shares as fractions (0.25), money in whole units of the currency, days as days");

/** What one KPI was, is elsewhere and is to become. */
export const KpiTargetEntry = z
  .strictObject({
    kpi: z.enum(KPI_IDS),
    stage: Name.optional().describe("For KPIs that exist for every stage"),
    channel: Name.optional().describe("For KPIs that exist for every channel, and for leads of one"),
    segment: Name.optional().describe(
      "Only opportunities (value of the --segment column) or customers of this segment",
    ),
    owner: Name.optional().describe(
      "Only opportunities (value of the --owner column) or customers of this owner",
    ),
    baseline: z
      .strictObject({ value: Value, period: z.string().min(1).describe("2025-Q1, 2025-03 or 2025") })
      .optional()
      .describe("Where it came from"),
    benchmark: z
      .strictObject({
        value: Value,
        source: z.string().min(1).describe("Who published it"),
        date: z.iso.date().describe("When it was published"),
        segment: z.string().min(1).describe("Whom it is about, e.g. B2B SaaS, 5 to 20M ARR"),
      })
      .optional()
      .describe("What others reach; never used as a target"),
    target: z
      .strictObject({ value: Value, byWhen: z.iso.date().describe("Day by which it is to be reached") })
      .optional(),
  })
  .refine(
    ({ baseline, benchmark, target }) =>
      baseline !== undefined || benchmark !== undefined || target !== undefined,
    {
      message: "says nothing about the KPI: give a baseline, a benchmark or a target",
    },
  );
export type KpiTargetEntry = z.infer<typeof KpiTargetEntry>;

/** Targets, baselines and benchmarks of KPIs: a YAML file that people write (`revcast kpi --targets`). */
export const KpiTargets = z.strictObject({ kpis: z.array(KpiTargetEntry).min(1) });
export type KpiTargets = z.infer<typeof KpiTargets>;
