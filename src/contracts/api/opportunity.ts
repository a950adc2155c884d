import { z } from "zod";
import { PageQuery, pageOf } from "./page.ts";

export const OPPORTUNITY_STATES = ["open", "won", "lost", "removed"] as const;

const Filter = z.string().min(1).max(500);

export const OpportunityQuery = PageQuery.extend({
  asOf: z.iso
    .date()
    .optional()
    .describe("Day of which the pipeline is shown; the last recorded one by default"),
  state: z.enum(OPPORTUNITY_STATES).optional(),
  stage: Filter.optional(),
  owner: Filter.optional(),
  id: Filter.optional().describe("Part of the id"),
});
export type OpportunityQuery = z.infer<typeof OpportunityQuery>;

export const Opportunity = z.strictObject({
  id: z.string(),
  state: z.enum(OPPORTUNITY_STATES),
  stage: z.string(),
  since: z.iso.date().describe("First day of this state"),
  amount: z.string().nullable().describe("Decimal text; null when the source does not say"),
  owner: z.string().nullable(),
  attributes: z
    .record(z.string(), z.string())
    .describe("Without columns that name people at customers, unless the role sees them"),
  source: z.strictObject({ file: z.string(), line: z.int().min(1) }),
});
export type Opportunity = z.infer<typeof Opportunity>;

export const OpportunityPage = pageOf(Opportunity).extend({
  asOf: z.iso.date(),
  revision: z.int(),
  currency: z.string(),
});
export type OpportunityPage = z.infer<typeof OpportunityPage>;
