import { z } from "zod";
import { KPI_IDS } from "../../core/kpi/kpi-definitions.ts";
import { KpiReply } from "../kpi.ts";

/**
 * KPIs of a team: measured over the opportunities of its owners alone, as if there were no others. What is known for the company alone
 * (costs, customers, leads, surveys, backtests, files) is not in it: each such KPI says so in place of a value.
 */
export const KpiTeamView = KpiReply.extend({
  view: z.literal("team"),
  team: z.strictObject({
    name: z.string().describe("The owner whose team it is"),
    owners: z.array(z.string()).describe("All whose opportunities are counted, by name"),
    withheld: z
      .array(z.strictObject({ kpis: z.array(z.enum(KPI_IDS)), reason: z.string() }))
      .describe("KPIs that have no value for a team, and why"),
  }),
});
export type KpiTeamView = z.infer<typeof KpiTeamView>;
