import type { Decimal } from "decimal.js";
import { z } from "zod";
import { MoneyDecimal } from "../core/base/money.ts";
import { multiplier, numberOrText, PERCENT, shareProblem } from "./cost-fields.ts";

/** A name that YAML may have read as a number, such as a stage called 10. */
export const Name = z
  .union([z.string().trim().min(1).max(200), z.number()], "write a name")
  .transform(String)
  .describe("A name; numbers are read as text");

/** A name by which other parts of the file or a report call something. */
export const Label = z.string("give it a name").trim().min(1, "give it a name").max(200);

export const Reasoning = z
  .string("say why this size: a named source, a measurement of your own, or that it is an assumption")
  .trim()
  .min(
    10,
    "say in a sentence why this size: a named source, a measurement of your own, or that it is an assumption",
  )
  .max(5_000)
  .describe("Why this size: where the range comes from, or that it is an assumption");

export const StartMonth = z
  .int({
    error: ({ input }) => (input === undefined ? undefined : "write a whole month of the case, such as 4"),
  })
  .min(1, "month 1 is the first month of the case; nothing acts before it")
  .max(120, "a case has at most 120 months")
  .default(1)
  .describe("First month with an effect, 1 = the first month of the case");
export const AdoptionMonths = z
  .int("write a whole number of months")
  .min(0, "cannot be negative")
  .max(120, "a case has at most 120 months")
  .default(0)
  .describe("0 = at once; else the effect grows in equal steps and is whole after so many months");
export const EndMonth = z
  .int("write a whole month of the case, such as 24")
  .min(1, "month 1 is the first month of the case")
  .optional()
  .describe("Last month with an effect; left out: it lasts");

/** Triangular multipliers after Forrester's TEI. */
export const RiskMultipliers = z
  .strictObject({
    low: multiplier("a multiplier such as 0.8").describe("Least multiplier, e.g. 0.8"),
    likely: multiplier("a multiplier such as 1").describe("Most likely multiplier, usually 1"),
    high: multiplier("a multiplier such as 1.05").describe("Greatest multiplier, e.g. 1.05"),
  })
  .refine(({ low, likely, high }) => low <= likely && likely <= high, {
    path: ["low"],
    error: "low, likely and high must rise; sort them",
  })
  .describe(
    "Triangular multipliers (low, likely, high) of the risk-adjusted view; the simulation is without them",
  );

/** A share of something, which cannot be more than all of it. */
export const PartOfAll = numberOrText("a share such as 0.22 or 22%", PERCENT.source, (share) => {
  const problem = shareProblem(share, 0);
  const isNumber = typeof share === "number";
  if (isNumber && share > 1) {
    const read = `is more than all of it: it would be ${Number((share * 100).toPrecision(12))} %`;
    return share > 100 ? `${read}; write 100% or less` : `${read}; write ${share}% or ${share / 100}`;
  }
  if (problem !== undefined) return problem;
  return decimalOf(share).gt(1) ? "is more than all of it; write 100% or less" : undefined;
});

/** A number, a decimal text, or a percent text as the share it is. */
export function decimalOf(written: number | string): Decimal {
  const percent = typeof written === "string" ? PERCENT.exec(written) : null;
  if (percent !== null) return new MoneyDecimal(percent[1]!).div(100);
  return new MoneyDecimal(typeof written === "string" ? written.trim() : written);
}
