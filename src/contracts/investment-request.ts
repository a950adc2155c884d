import { z } from "zod";
import { ForecastRequest } from "./forecast.ts";

/** All that a case depends on besides its files, as it was said: what was left out is absent. */
export const InvestmentRequest = z.strictObject({
  asOf: z.iso.date().optional().describe("The day before the first month"),
  segment: z.string().optional().describe("Column that pipelineSegment names values of"),
  owner: z.string().optional().describe("Column that names the owner"),
  fiscalYearStart: z.int().min(1).max(12).optional(),
  fiscalYearNamedBy: z.enum(["start", "end"]).optional(),
  holidays: z
    .strictObject({
      country: z.string().optional(),
      region: z.string().optional(),
      extra: z.array(z.string()),
    })
    .optional(),
  realised: z.iso.date().optional().describe("Day up to which the case is looked back on"),
  budget: z.string().optional(),
  draws: z.int().min(1).optional(),
  seed: z.int().optional(),
  timeZone: z.string().optional().describe("Zone whose days count, of a case with pipeline data"),
  currency: z.string().optional().describe("The currency that --currency said"),
  reading: ForecastRequest.shape.reading,
});
export type InvestmentRequest = z.infer<typeof InvestmentRequest>;
