import { portableExp } from "../maths/portable-exp.ts";
import { portableLog } from "../maths/portable-log.ts";
import type { KpiInterval } from "./kpi-record.ts";

const Z_95 = 1.959963984540054;
/** Fewer than this do not show how far apart they can be. */
const FEWEST = 5;

/**
 * 95 % interval of a fixed cost over what a random number of customers of random size brought: both are chance, as in a
 * compound Poisson sum, whose variance is the sum of the squares. On the log scale, because it cannot be negative.
 * @param value > 0
 * @returns     null for fewer than five customers
 */
export function overSumInterval(
  value: number,
  { count, sum, squares }: { readonly count: number; readonly sum: number; readonly squares: number },
): KpiInterval | null {
  if (count < FEWEST || !(sum > 0) || !(value > 0)) return null;
  const reach = portableExp((Z_95 * Math.sqrt(squares)) / sum);
  const method = "number and size of the new customers by chance (compound Poisson, log scale)";
  return { low: value / reach, high: value * reach, method };
}

/**
 * 95 % interval of a number of new customers over a churn: each part has its own interval, put together on the log scale.
 * @param value > 0
 * @param churn with the ends of its interval, 0 < low <= value <= high
 * @returns     null for fewer than five new customers
 * @see Zou & Donner (2008), "Construction of confidence limits about effect measures: a general approach"
 */
export function countOverChurnInterval(
  value: number,
  count: number,
  churn: { readonly value: number; readonly low: number; readonly high: number },
): KpiInterval | null {
  if (count < FEWEST || churn.low <= 0 || !(value > 0)) return null;
  const ofCount = Z_95 / Math.sqrt(count);
  const below = Math.sqrt(ofCount ** 2 + portableLog(churn.high / churn.value) ** 2);
  const above = Math.sqrt(ofCount ** 2 + portableLog(churn.value / churn.low) ** 2);
  const method = "Wilson interval of the churn with the Poisson error of the new customers (log scale)";
  return { low: value * portableExp(-below), high: value * portableExp(above), method };
}
