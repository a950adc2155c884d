import { Decimal } from "decimal.js";
import { ensure } from "../base/ensure.ts";
import { FlowDecimal } from "./flow-decimal.ts";

export interface ExplanationTerm {
  readonly label: string;
  readonly value: Decimal;
  /** How the value comes about, in numbers. */
  readonly formula?: string;
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
  /** What the formula is fed with, or a check of it; not part of the sum. */
  readonly parts: readonly ExplanationTerm[];
}

/** The exact sum of the terms. */
export function sumOfTerms(terms: readonly ExplanationTerm[]): Decimal {
  return terms.reduce((sum, { value }) => ExactDecimal.add(sum, value), new ExactDecimal(0));
}

/**
 * An explanation whose terms add up.
 * @throws {RangeError} where they do not: a mistake of the function that explains
 */
export function explanation(parts: Explanation): Explanation {
  ensure(
    sumOfTerms(parts.terms).eq(parts.value),
    `Cannot explain ${parts.figure}: its terms add up to ${sumOfTerms(parts.terms).toString()}, not ${parts.value.toString()}`,
  );
  return parts;
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
