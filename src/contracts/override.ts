import { z } from "zod";

const IsoDay = z.iso.date();
const Money = z.string().regex(/^\d{1,15}(\.\d{1,4})?$/);

export const SCOPES_OF_TARGETS = ["company", "owner", "segment"] as const;
const Scope = {
  scope: z.enum(SCOPES_OF_TARGETS),
  scopeValue: z
    .string()
    .min(1)
    .max(200)
    .nullable()
    .describe("The owner or the segment; null for the company"),
};
const Amount = {
  period: z.strictObject({ from: IsoDay, to: IsoDay, label: z.string() }),
  amount: Money.describe("Total booked revenue of the whole period"),
  currency: z.string(),
};

const Asked = {
  scope: Scope.scope.default("company"),
  scopeValue: Scope.scopeValue.default(null),
  period: z.string().max(40).describe("2025-Q4, 2025-11, 2025-M11, 2025-W44 or 2025"),
  amount: Money,
};

/** A person's number for a period, as it is asked for. */
export const NewOverride = z.strictObject({ ...Asked, note: z.string().trim().min(1).max(2_000) });
export type NewOverride = z.infer<typeof NewOverride>;

/** A person's number for the total of a period: shown beside the forecast, never inside it, and scored as the method `human`. */
export const Override = z.strictObject({
  id: z.uuid(),
  ...Scope,
  ...Amount,
  note: z.string(),
  madeBy: z.string(),
  madeAt: z.iso.datetime(),
  revertedBy: z.string().nullable(),
  revertedAt: z.iso.datetime().nullable(),
});
export type Override = z.infer<typeof Override>;

export const NewQuota = z.strictObject(Asked);
export type NewQuota = z.infer<typeof NewQuota>;

/** What is to be booked in a period. */
export const Quota = z.strictObject({
  id: z.uuid(),
  ...Scope,
  ...Amount,
  madeBy: z.string(),
  madeAt: z.iso.datetime(),
  endedBy: z.string().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
export type Quota = z.infer<typeof Quota>;

/** A target of the workspace as a question takes it. */
export const KeptTarget = z.strictObject({
  id: z.uuid(),
  ...Scope,
  from: IsoDay,
  to: IsoDay,
  amount: Money,
  currency: z.string(),
  madeAt: z.iso.datetime(),
});
export type KeptTarget = z.infer<typeof KeptTarget>;

/** An override of the company's total as a backtest knows of it. */
export const StatedTotal = z.strictObject({
  madeOn: IsoDay.describe("Known from the cut-off of this day on"),
  endedOn: IsoDay.nullable().describe("Not known any more from the cut-off of this day on"),
  from: IsoDay,
  to: IsoDay,
  amount: Money,
});
export type StatedTotal = z.infer<typeof StatedTotal>;
