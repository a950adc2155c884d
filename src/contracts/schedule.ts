import { z } from "zod";
import { DocumentName } from "./document.ts";

const Moment = z.iso.datetime();

/** Where a result is reported to, and when. */
export const Webhook = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .describe("https on port 443, unless the service allows more"),
  figure: z
    .string()
    .max(200)
    .optional()
    .describe("Only when this figure has changed, such as total.p50 or full.wape; every result by default"),
  changeAtLeast: z
    .number()
    .min(0)
    .optional()
    .describe("Least change of the figure as a share of its previous value, 0.05 = 5 %"),
});
export type Webhook = z.infer<typeof Webhook>;

export const MISSED_POLICIES = {
  "run-latest": "of slots that were missed only the last is run",
  "run-all": "every missed slot is run",
  skip: "no missed slot is run",
} as const;
export const MissedPolicy = z.enum(Object.keys(MISSED_POLICIES) as [keyof typeof MISSED_POLICIES]);

export const NewSchedule = z.strictObject({
  name: DocumentName,
  request: z
    .looseObject({ kind: z.string() })
    .describe("A run; texts may hold $day, $month, $quarter, $year, $lastMonth, $lastQuarter of the slot"),
  cron: z.string().max(200).describe("minute hour day month weekday, on the wall clock of the zone"),
  zone: z.string().max(64).describe("IANA name, such as Europe/Berlin"),
  missed: MissedPolicy.default("run-latest").describe("What happens to slots while the service was away"),
  webhook: Webhook.nullable().default(null),
});
export type NewSchedule = z.infer<typeof NewSchedule>;

export const Schedule = z.strictObject({
  id: z.uuid(),
  ...NewSchedule.shape,
  missed: MissedPolicy,
  webhook: Webhook.nullable(),
  runAs: z.uuid().describe("Key whose rights hold at the time of each run"),
  isPaused: z.boolean(),
  nextAt: Moment.nullable(),
  madeBy: z.string(),
  madeAt: Moment,
});
export type Schedule = z.infer<typeof Schedule>;

/** A figure of a result beside that of the run before. */
export const FigureChange = z.strictObject({
  figure: z.string(),
  value: z.number().nullable(),
  previous: z.number().nullable(),
  change: z
    .number()
    .nullable()
    .describe("Share of the previous value; null where that is nothing to divide by"),
});
export type FigureChange = z.infer<typeof FigureChange>;

export const Slot = z.strictObject({
  slotAt: Moment,
  state: z
    .enum(["fired", "skipped", "refused"])
    .describe("skipped: missed, and the policy says so; refused: the rights or the request did not allow it"),
  reason: z.string().nullable(),
  runId: z.uuid().nullable(),
  outcome: z
    .strictObject({
      state: z.string(),
      previousRunId: z.uuid().nullable(),
      figures: z.array(FigureChange),
      isReported: z.boolean(),
    })
    .nullable()
    .describe("null until the run has ended"),
});
export type Slot = z.infer<typeof Slot>;
