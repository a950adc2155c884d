import { z } from "zod";
import { RUN_STATES, RunSummary } from "../run.ts";
import { OnceHeaders } from "./once.ts";
import { PageQuery, pageOf } from "./page.ts";

/** Resources that runs are started and read under, by the kind of run. */
export const RUN_RESOURCES = {
  forecast: "forecasts",
  backtest: "backtests",
  scenario: "scenarios",
  roi: "roi",
  kpi: "kpis",
  changes: "changes",
} as const;
export type RunResourceKind = keyof typeof RUN_RESOURCES;
export const RUN_KINDS = Object.keys(RUN_RESOURCES) as [RunResourceKind, ...RunResourceKind[]];

export const RunQuery = PageQuery.extend({
  kind: z.enum(RUN_KINDS).optional(),
  state: z.enum(RUN_STATES).optional(),
});
export const RunPage = pageOf(RunSummary);
export type RunPage = z.infer<typeof RunPage>;

export const RunParams = z.strictObject({ runId: z.uuid() });

/** Headers of a request that starts something. */
export const StartHeaders = OnceHeaders.extend({
  prefer: z
    .string()
    .max(200)
    .optional()
    .describe("wait=10: answer when the run has ended, or after 10 seconds; 25 at most"),
});

export const CancelReply = z.strictObject({
  wasStopped: z.boolean().describe("false: it had ended already"),
  run: RunSummary,
});

export const VerifyReply = z.strictObject({
  runId: z.uuid(),
  cellCount: z.int(),
  isIdentical: z.boolean(),
  differences: z
    .array(z.strictObject({ ordinal: z.int(), recorded: z.string(), again: z.string() }))
    .describe("Cells that gave other bytes, with the digests of both"),
});
export type VerifyReply = z.infer<typeof VerifyReply>;
