import { compactMoneyText, moneyText } from "./money-text.ts";

/**
 * A return or a rate in percent: `12.4 %`, `329 %`, `-8.0 %`, `12.35M %`. One that is not zero never reads as zero.
 * @param ratio 3.29 is 329 %
 */
export function rateText(ratio: number): string {
  const percent = ratio * 100;
  if (percent !== 0 && Math.abs(percent) < 0.05) return percent > 0 ? "<0.1 %" : ">-0.1 %";
  // Nobody earns that: a plan with a little money in before the first outlay has such a rate besides.
  if (Math.abs(percent) >= 1e9) return percent > 0 ? ">1B %" : "<-1B %";
  if (Math.abs(percent) < 99.95) return `${moneyText(percent, 1)} %`;
  return `${Math.abs(percent) < 999_999.5 ? moneyText(percent) : compactMoneyText(percent)} %`;
}

/** A percentage that someone chose, with no more digits than it has: `10 %`, `12.5 %`. */
export function chosenRateText(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(6))} %`;
}
