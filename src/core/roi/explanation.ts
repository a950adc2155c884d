import { Decimal } from "decimal.js";
import { ensure } from "../base/ensure.ts";
import type { CashFlow } from "./cash-flow.ts";
import { FlowDecimal } from "./flow-decimal.ts";

export interface ExplanationTerm {
  readonly label: string;
  readonly value: Decimal;
  /** How the value comes about, in numbers. */
  readonly formula?: string;
}

/** A number that a formula is fed with, or a check of it; no part of the figure's sum. */
export interface ExplanationWorking extends ExplanationTerm {
  /** What it is made of, adding up to it exactly; none where it is given, or stands in the formula. */
  readonly terms: readonly ExplanationTerm[];
}

/** A figure taken apart: its terms add up to it exactly. */
export interface Explanation {
  /** The figure's name in contracts, such as `netPresentValue`. */
  readonly figure: string;
  /** As reported: money in minor units of its currency, ratios and rates on 20 decimal places. */
  readonly value: Decimal;
  readonly unit: "money" | "per_year" | "ratio" | "months";
  readonly formula: string;
  readonly terms: readonly ExplanationTerm[];
  /** Every number of a term's formula with all its digits, opened in turn. */
  readonly workings: readonly ExplanationWorking[];
}

/** The exact sum of the terms. */
export function sumOfTerms(terms: readonly ExplanationTerm[]): Decimal {
  return terms.reduce((sum, { value }) => ExactDecimal.add(sum, value), new ExactDecimal(0));
}

/**
 * An explanation whose terms add up, and those of its workings.
 * @throws {RangeError} where they do not: a mistake of the function that explains
 */
export function explanation(parts: Explanation): Explanation {
  ensureSum(parts.figure, parts);
  for (const working of parts.workings) {
    if (working.terms.length > 0) ensureSum(`${working.label} of ${parts.figure}`, working);
  }
  return parts;
}

function ensureSum(name: string, { value, terms }: Pick<ExplanationWorking, "value" | "terms">): void {
  const sum = sumOfTerms(terms);
  ensure(
    sum.eq(value),
    `Cannot explain ${name}: its terms add up to ${sum.toString()}, not ${value.toString()}`,
  );
}

/** A number that is given. */
export function given(label: string, value: Decimal): ExplanationWorking {
  return { label, value, terms: [] };
}

/** Flows as terms, one for each time that has one. */
export function flowTerms(flows: readonly CashFlow[]): readonly ExplanationTerm[] {
  return flows
    .filter(({ amount }) => !amount.isZero())
    .map(({ monthsFromStart, amount }) => ({ label: timeLabel(monthsFromStart), value: amount }));
}

/** What the time of a flow is called. */
export function timeLabel(monthsFromStart: number): string {
  return monthsFromStart === 0 ? "Initial" : `Month ${monthsFromStart}`;
}

/**
 * Money as it is reported and the term that the rounding adds; the one place where this folder makes a cent. Half to even.
 * @param minorDigits decimal places of the currency
 */
export function roundedMoney(
  amount: Decimal,
  minorDigits: number,
): { readonly value: Decimal; readonly rounding: readonly ExplanationTerm[] } {
  const value = new FlowDecimal(amount).toDecimalPlaces(minorDigits);
  const difference = ExactDecimal.sub(value, amount);
  const rounding = { label: "Rounding to the smallest unit of the currency", value: difference };
  return { value, rounding: difference.isZero() ? [] : [rounding] };
}

/** A number for a formula: without trailing zeros, at most 12 decimal places. */
export function inFormula(value: Decimal): string {
  return new FlowDecimal(value).toDecimalPlaces(12).toFixed();
}

/** Sums of rates near -1 need as many digits as the rates have. */
const ExactDecimal = Decimal.clone({ precision: 1_200, rounding: Decimal.ROUND_HALF_EVEN });
