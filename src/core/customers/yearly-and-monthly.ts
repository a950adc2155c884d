import { ensure } from "../base/ensure.ts";
import { portableExp } from "../maths/portable-exp.ts";
import { portableLog1p } from "../maths/portable-log.ts";

/**
 * Chance within a month of what has the chance `sharePerYear` within a year: 1 - (1 - a)^(1/12), which is not a / 12.
 * @throws {RangeError} unless 0 <= sharePerYear <= 1
 */
export function monthlyFromYearly(sharePerYear: number): number {
  return overMonths(sharePerYear, 1 / 12);
}

/**
 * Chance within twelve months of what has the chance `sharePerMonth` in each: 1 - (1 - m)^12, which is not 12 m.
 * @throws {RangeError} unless 0 <= sharePerMonth <= 1
 */
export function yearlyFromMonthly(sharePerMonth: number): number {
  return overMonths(sharePerMonth, 12);
}

/**
 * Growth within a month of what grows by `growthPerYear` within a year, compounding: (1 + g)^(1/12) - 1.
 * @throws {RangeError} unless growthPerYear >= 0
 */
export function monthlyGrowthFromYearly(growthPerYear: number): number {
  ensure(growthPerYear >= 0 && growthPerYear < Infinity, `Cannot convert a growth of ${growthPerYear}`);
  return portableExp(portableLog1p(growthPerYear) / 12) - 1;
}

function overMonths(share: number, count: number): number {
  ensure(share >= 0 && share <= 1, `Cannot convert a rate of ${share}: 0 to 1 is needed`);
  return share === 1 ? 1 : 1 - portableExp(count * portableLog1p(-share));
}
