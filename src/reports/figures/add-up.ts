import { MoneyDecimal } from "../../core/base/money.ts";

/** The exact sum of amounts. */
export function sumOf(amounts: readonly string[]): string {
  return amounts.reduce((sum, amount) => sum.plus(amount), new MoneyDecimal(0)).toFixed();
}

export function differenceOf(minuend: string, subtrahend: string): string {
  return new MoneyDecimal(minuend).minus(subtrahend).toFixed();
}

/**
 * Rounds parts so that what is shown adds up to the total that is shown: the parts whose rounding error is largest go
 * the other way (method of largest remainders). Parts that do not add up but for rounding are only rounded.
 * @param parts    decimal texts
 * @param total    decimal text
 * @param decimals decimal places that are shown
 */
export function roundedToAddUp(parts: readonly string[], total: string, decimals: number): string[] {
  const exact = parts.map((part) => new MoneyDecimal(part));
  const rounded = exact.map((part) => part.toDecimalPlaces(decimals));
  const unit = new MoneyDecimal(10).pow(-decimals);
  const sum = rounded.reduce((left, right) => left.plus(right), new MoneyDecimal(0));
  const gap = new MoneyDecimal(total).toDecimalPlaces(decimals).minus(sum).div(unit).round().toNumber();
  // Each part is off by half a unit at most, and each was itself rounded once when the draws were averaged.
  if (Math.abs(gap) <= parts.length) {
    const direction = Math.sign(gap);
    const byError = exact
      .map((part, index) => ({ index, error: part.minus(rounded[index]!).times(direction).toNumber() }))
      .sort((left, right) => right.error - left.error || left.index - right.index);
    for (const { index } of byError.slice(0, Math.abs(gap))) {
      rounded[index] = rounded[index]!.plus(unit.times(direction));
    }
  }
  return rounded.map((part) => part.toFixed(decimals));
}

/** Whether parts add up to a total but for the rounding of each to whole minor units. */
export function addsUp(parts: readonly string[], total: string): boolean {
  const tolerance = new MoneyDecimal("0.01").times(parts.length + 1);
  return new MoneyDecimal(sumOf(parts)).minus(total).abs().lte(tolerance);
}
