import type { Decimal } from "decimal.js";
import { ensure } from "../base/ensure.ts";
import { FlowDecimal } from "./flow-decimal.ts";

/** Where in its period a flow is taken to lie. */
export interface FlowTiming {
  /**
   * Length in months of the periods whose middle the flows are taken to lie in (12 for the mid-year convention of a
   * yearly table); absent: at the period's end. Flows of the day of the decision stay where they are.
   */
  readonly midPeriodMonths?: number;
}

/**
 * 1 + rate, the growth of a year.
 * @throws {RangeError} for a rate of -1 or less
 */
export function growthAtRate(ratePerYear: Decimal): Decimal {
  ensure(
    ratePerYear.isFinite() && ratePerYear.gt(-1),
    `Cannot discount at ${ratePerYear.toString()} a year: the rate must be greater than -1`,
  );
  return new FlowDecimal(ratePerYear).plus(1);
}

/** What one unit of money after so many months is worth on the day of the decision. */
export type DiscountFactor = (monthsFromStart: number) => Decimal;

/**
 * Discount factors (1 + rate)^(-months / 12), to 120 digits; whole years are exact powers.
 * @param discountRatePerYear > -1, e.g. 0.1
 * @param timing              end of the period, or its middle
 * @returns                   the factor of a time; > 0
 * @throws {RangeError} for a rate of -1 or less, and for a flow inside the first half of a mid-period convention
 */
export function discountFactors(discountRatePerYear: Decimal, timing: FlowTiming = {}): DiscountFactor {
  const growthPerYear = growthAtRate(discountRatePerYear);
  let factorOfMonth: Decimal | undefined;
  const known = factorsKnownAt(discountRatePerYear);
  const factorAt = (months: number): Decimal => {
    if (months % 12 === 0) return growthPerYear.pow(-months / 12);
    // The twelfth root by square and cube roots, much faster than a power; to 120 digits all the same.
    factorOfMonth ??= new FlowDecimal(1).div(growthPerYear.sqrt().sqrt().cbrt());
    return factorOfMonth.pow(months);
  };
  return (monthsFromStart) => {
    const months = monthsDiscounted(monthsFromStart, timing);
    const factor = known.get(months) ?? factorAt(months);
    known.set(months, factor);
    return factor;
  };
}

/** Factors by months at the rates of late; they depend on nothing else, and every figure of a case asks for the same ones. */
const knownFactors = new Map<string, Map<number, Decimal>>();
const MOST_KNOWN_RATES = 32;

function factorsKnownAt(ratePerYear: Decimal): Map<number, Decimal> {
  const key = ratePerYear.toString();
  const known = knownFactors.get(key) ?? new Map<number, Decimal>();
  if (!knownFactors.has(key) && knownFactors.size >= MOST_KNOWN_RATES) knownFactors.clear();
  knownFactors.set(key, known);
  return known;
}

/**
 * Discount factors of months 0..monthCount as Float64, for draws; each is the decimal factor rounded once.
 * @param monthCount whole, >= 0
 * @returns          shape [month]
 * @throws {RangeError} for a rate of -1 or less, and where a factor is beyond Float64
 */
export function discountFactorsForDraws(
  discountRatePerYear: Decimal,
  monthCount: number,
  timing: FlowTiming = {},
): Float64Array {
  ensure(Number.isSafeInteger(monthCount) && monthCount >= 0, `Cannot discount ${monthCount} months`);
  const factorOf = discountFactors(discountRatePerYear, timing);
  const factors = Float64Array.from({ length: monthCount + 1 }, (_, month) => factorOf(month).toNumber());
  ensure(
    factors.every(Number.isFinite),
    `Cannot discount draws at ${discountRatePerYear.toString()} a year: the rate is too near -1`,
  );
  return factors;
}

function monthsDiscounted(monthsFromStart: number, { midPeriodMonths }: FlowTiming): number {
  ensure(
    monthsFromStart >= 0 && Number.isFinite(monthsFromStart),
    `Cannot discount from ${monthsFromStart} months after the start: it must be 0 or later`,
  );
  if (midPeriodMonths === undefined || monthsFromStart === 0) return monthsFromStart;
  ensure(midPeriodMonths > 0, `Cannot take the middle of a period of ${midPeriodMonths} months`);
  ensure(
    monthsFromStart >= midPeriodMonths,
    `Cannot take the flow of month ${monthsFromStart} as the end of a period of ${midPeriodMonths} months`,
  );
  return monthsFromStart - midPeriodMonths / 2;
}
