import { z } from "zod";

const IsoDay = z.iso.date();
const Money = z.string().regex(/^-?\d+(\.\d+)?$/);
const Count = z.int().min(0);

/** A backtest as far as KPIs use it: the forecasts of one method, and what came of each. */
export const KpiBacktest = z.strictObject({
  file: z.string(),
  resultDigest: z.string(),
  method: z.string().describe("`full` where the backtest has it, else its first"),
  horizon: z.string(),
  forecasts: z.array(
    z.strictObject({
      cutoff: IsoDay,
      from: IsoDay,
      to: IsoDay,
      actual: Money,
      median: Money,
      naive: Money.nullable().describe("Median of naive-probabilistic at the same cut-off"),
      low80: Money.nullable(),
      high80: Money.nullable(),
      line: z.int().min(1).describe("Line of the file that it stands on"),
    }),
  ),
});
export type KpiBacktest = z.infer<typeof KpiBacktest>;

/** Customers that paid for the first time in one month, and what is left of them after every month since. */
export const RetentionCohort = z.strictObject({
  month: z.string().regex(/^\d{4}-\d{2}$/),
  customers: Count.describe("Customers that paid for the first time in the month"),
  mrr: Money.describe("Their first MRR"),
  paying: z
    .array(Count)
    .describe("Those that pay at the end of the month itself, of the next one, ...; whole months only"),
  mrrByAge: z.array(Money).describe("Their MRR then"),
});
export type RetentionCohort = z.infer<typeof RetentionCohort>;

/** MRR of a window as a bridge: opening + new + expansion + reactivation - contraction - churn + fx = closing, exactly. */
export const MrrBridge = z.strictObject({
  opening: Money,
  new: Money,
  expansion: Money,
  reactivation: Money,
  contraction: Money,
  churn: Money,
  fx: Money,
  closing: Money,
});
export type MrrBridge = z.infer<typeof MrrBridge>;

/** What the files tell of customers besides single figures. */
export const KpiCustomers = z.strictObject({
  mrrBridge: MrrBridge,
  churnReasons: z
    .array(
      z.strictObject({
        reason: z.string().describe("Empty where the files give none"),
        customers: Count.describe("Of those that paid before the period, who does not at its end"),
        mrr: Money.describe("What they paid before the period"),
      }),
    )
    .nullable()
    .describe("Most frequent first; null where no file gives any reason"),
  retentionCohorts: z
    .array(RetentionCohort)
    .describe("By month of start, oldest first, of the last two years"),
});
export type KpiCustomers = z.infer<typeof KpiCustomers>;
