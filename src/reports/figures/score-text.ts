import type { Figure } from "../../contracts/backtest.ts";
import { compactMoneyText, moneyText } from "./money-text.ts";

/** What stands in the place of a figure that does not exist; its reason is told once, below. */
export const MISSING = "-";

/** A share of the actual in percent, without the sign: `15.2`, `1,234`, `12.35M`. */
export function percentPoints(ratio: number): string {
  const percent = ratio * 100;
  if (Math.abs(percent) < 999.95) return moneyText(percent, 1);
  return Math.abs(percent) < 99_999.5 ? moneyText(percent) : compactMoneyText(percent);
}

/** The same with a plus where it is above zero as shown: `+3.1`. */
export function signedPercentPoints(ratio: number): string {
  const text = percentPoints(ratio);
  return text.startsWith("-") || !/[1-9]/.test(text) ? text : `+${text}`;
}

/** A ratio in two decimals: `0.45`, `12.30`, `1,234`. One that is not zero never reads as zero. */
export function ratioText(ratio: number): string {
  if (ratio > 0 && ratio < 0.005) return "<0.01";
  if (Math.abs(ratio) < 99.995) return moneyText(ratio, 2);
  return Math.abs(ratio) < 99_999.5 ? moneyText(ratio) : compactMoneyText(ratio);
}

/** A score of probabilities in four decimals: differences between methods are in the third. */
export function scoreText(score: number): string {
  return score > 0 && score < 0.000_05 ? "<0.0001" : moneyText(score, 4);
}

/** Two shares as a range of percent without the unit: `64-90`. */
export function percentRange(low: number, high: number): string {
  return `${Math.round(low * 100)}-${Math.round(high * 100)}`;
}

/** A figure written out, or the sign that it does not exist. */
export function figureText(figure: Figure, textOf: (value: number) => string): string {
  return figure.value === null ? MISSING : textOf(figure.value);
}
