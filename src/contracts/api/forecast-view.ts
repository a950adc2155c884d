import { z } from "zod";
import { ForecastReply, OpportunityForecast } from "../forecast.ts";

/**
 * A forecast as managers and reps see it: their own owners and opportunities, and nothing of the company. The swing of the target is
 * left out, since it tells of the company's distribution.
 */
export const ForecastTeamView = ForecastReply.pick({
  schema: true,
  asOf: true,
  knownThrough: true,
  period: true,
  currency: true,
  method: true,
  drawCount: true,
  seed: true,
  engineVersion: true,
  planDigest: true,
  resultDigest: true,
  owners: true,
}).extend({
  view: z.literal("team"),
  opportunities: z.array(OpportunityForecast.omit({ targetSwing: true })),
});
export type ForecastTeamView = z.infer<typeof ForecastTeamView>;
