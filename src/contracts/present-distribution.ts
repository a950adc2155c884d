import { CASE_LEVELS, type MoneyDistribution, type NumberDistribution } from "./investment.ts";
import { decimalFromMinorUnits } from "../core/base/money.ts";
import { selectQuantiles } from "../core/maths/select-quantiles.ts";

/** Mean, standard deviation and quantiles of draws in minor units, as decimal texts. */
export function moneyDistribution(draws: Float64Array, minorDigits: number): MoneyDistribution {
  const money = (amount: number): string => decimalFromMinorUnits(amount, minorDigits);
  const { mean, sd } = momentsOf(draws);
  return { mean: money(mean), sd: money(sd), quantiles: byLevel(draws, money) };
}

/** @param ofCount how many draws there are in all; null when none of them has the figure */
export function numberDistribution(draws: Float64Array, ofCount: number): NumberDistribution | null {
  if (draws.length === 0) return null;
  const { mean, sd } = momentsOf(draws);
  return { mean, sd, quantiles: byLevel(draws, (value) => value), share: draws.length / ofCount };
}

function byLevel<Value>(
  draws: Float64Array,
  present: (value: number) => Value,
): Record<`${(typeof CASE_LEVELS)[number]}`, Value> {
  const quantiles = selectQuantiles(draws, CASE_LEVELS);
  return Object.fromEntries(
    CASE_LEVELS.map((level, index) => [String(level), present(quantiles[index]!)]),
  ) as Record<`${(typeof CASE_LEVELS)[number]}`, Value>;
}

function momentsOf(draws: Float64Array): { readonly mean: number; readonly sd: number } {
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
  return { mean, sd: Math.sqrt(variance) };
}
