import { z } from "zod";

/** Fields of a cost plan: money, rates, quantities and months, each with a message that says what to write. */

const DECIMAL = /^\d+(\.\d+)?$/;
export const PERCENT = /^\s*([+-]?\d+(?:\.\d+)?)\s*%\s*$/;
const LARGEST_AMOUNT = 1e12; // beyond any plan, and far below what the ledger's 40 digits hold
const LAST_MONTH = 600;

type Check = (value: number | string) => string | undefined;

/** A number or a text that passes a check; `written` says how it is written. */
export function numberOrText(written: string, pattern: string, check: Check) {
  return z
    .union([z.number(), z.string().meta({ pattern })], {
      error: ({ input }) => (input === undefined ? `is missing; write ${written}` : `write ${written}`),
    })
    .superRefine((value, context) => {
      const message = check(value);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    });
}

function amountProblem(value: number | string): string | undefined {
  const text = typeof value === "string" ? value.trim() : value;
  if (typeof text === "string" && /^-\d/.test(text)) return "cannot be negative";
  if (typeof text === "string" && !DECIMAL.test(text)) {
    return "is not an amount; write digits alone, with a point before cents, such as 84000 or 84000.50";
  }
  if (Number(text) < 0) return "cannot be negative; write 0 or more";
  return Number(text) > LARGEST_AMOUNT ? "is larger than 1,000,000,000,000" : undefined;
}

/** A cost: 0 or more, as a number or a decimal text. */
export const Amount = numberOrText("an amount such as 84000 or 84000.50", DECIMAL.source, amountProblem);

export const HourlyRate = Amount.describe("Loaded rate: pay and all that comes with it, per hour");

/** An amount, or a share as a percent text: 0.2 alone is refused, because it may mean either. */
export const AmountOrShare = numberOrText(
  "an amount such as 9000, or a share such as 20%",
  `${DECIMAL.source}|${PERCENT.source}`,
  (value) => {
    if (typeof value === "string" && PERCENT.test(value)) return shareProblem(value, 0);
    if (Number(value) > 0 && Number(value) < 1) {
      return `can be read in two ways; write ${Number((Number(value) * 100).toPrecision(12))}% for a share, or an amount of 1 or more`;
    }
    return amountProblem(value);
  },
);

/** @param least 0 or -1: whether a share may be below 0, down to -100 % */
export function shareProblem(value: number | string, least: number): string | undefined {
  const percent = typeof value === "string" ? PERCENT.exec(value) : null;
  if (typeof value === "string" && percent === null) return "is not a share; write 0.22 or 22%";
  if (typeof value === "number" && value >= 1) {
    return `would be ${Number((value * 100).toPrecision(12))} %; write ${value}% or ${value / 100}, or ${Number((value * 100).toPrecision(12))}% if that is meant`;
  }
  const share = percent === null ? Number(value) : Number(percent[1]) / 100;
  if (least === 0 && share < 0) return "cannot be negative; write 0 or more";
  if (share <= -1) return "must be above -100 %; write -10% for a tenth less";
  return share > 10 ? "is above 1000 %" : undefined;
}

/** A share of 0 or more: 0.22 or 22%. */
export const Share = numberOrText("a share such as 0.22 or 22%", PERCENT.source, (value) =>
  shareProblem(value, 0),
);

/** A yearly change above -100 %: 0.03 or 3%. */
export const Rate = numberOrText("a rate such as 0.03 or 3%", PERCENT.source, (value) =>
  shareProblem(value, -1),
);

/** A quantity above 0, such as hours or people. */
export function quantity(written: string) {
  return z
    .number({
      error: ({ input }) => (input === undefined ? `is missing; write ${written}` : `write ${written}`),
    })
    .gt(0, `must be above 0; write ${written}, or leave the item out`)
    .max(1e9, "is larger than 1,000,000,000");
}

/** A multiplier of a cost, 0 or more. */
export function multiplier(written: string) {
  return z.number(`write ${written}`).min(0, "cannot be negative").max(100, "is larger than 100");
}

function month(least: 0 | 1) {
  const tooEarly =
    least === 0
      ? "month 0 is the day of the decision; there is none before it"
      : "month 1 is the first month of the case; month 0 is a day and takes one-off amounts alone";
  return z
    .int({
      error: ({ input }) =>
        input === undefined
          ? "is missing; write a month such as 1"
          : "is a month of the case, counted from 1; write a whole number",
    })
    .min(least, tooEarly)
    .max(LAST_MONTH, `a case has at most ${LAST_MONTH} months`);
}

/** A month of the case in which something that lasts can begin or end, 1..600. */
export const Month = month(1);

/** A month of the case or the day of the decision, 0..600. */
export const MonthOrDecision = month(0);

/** A number of months, 1..600. */
export const MonthCount = z
  .int("write a whole number of months")
  .min(1, "must be 1 month or more")
  .max(LAST_MONTH, `a case has at most ${LAST_MONTH} months`);

/** A number of months that may be none, 0..600. */
export const MonthsOrNone = z
  .int("write a whole number of months")
  .min(0, "cannot be negative")
  .max(LAST_MONTH, `a case has at most ${LAST_MONTH} months`);

/** Whether an item ends before its start: the end month is named, with both months. */
export function refuseEarlyEnd(
  { startMonth, endMonth }: { startMonth: number; endMonth?: number | undefined },
  context: z.RefinementCtx,
): void {
  // Month 0 and what lies before it have been refused by themselves.
  if (endMonth === undefined || endMonth >= startMonth || endMonth < 1) return;
  const message = `month ${endMonth} is before the start in month ${startMonth}; write ${startMonth} or later, or leave it out`;
  context.addIssue({ code: "custom", path: ["endMonth"], message });
}

/** Adds an issue at a field. */
export function refuse(context: z.RefinementCtx, path: PropertyKey[], message: string): void {
  context.addIssue({ code: "custom", path, message });
}

/** What every item of a plan may say. */
export const COST_ITEM = {
  name: z
    .string("give the item a name")
    .trim()
    .min(1, "give the item a name")
    .max(200)
    .describe("Name of the item"),
  department: z.string().trim().min(1).max(200).optional().describe("Department that bears the cost"),
  note: z.string().max(2_000).optional().describe("Where the figures come from, for whoever checks them"),
  risk: z
    .strictObject({
      low: multiplier("a multiplier such as 0.9").describe("Multiplier when it goes well, e.g. 0.9"),
      likely: multiplier("a multiplier such as 1").describe("Most likely multiplier, usually 1"),
      high: multiplier("a multiplier such as 1.3").describe("Multiplier when it goes badly, e.g. 1.3"),
    })
    .refine(
      ({ low, likely, high }) => low <= likely && likely <= high,
      "low, likely and high must rise; sort them",
    )
    .optional()
    .describe(
      "Triangular multipliers of the item's cost for the risk-adjusted view; the ledger is without them",
    ),
};
