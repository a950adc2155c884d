import { compactMoneyText } from "../figures/money-text.ts";
import type { Axis } from "./chart-svg.ts";

/**
 * An axis of money with round marks that covers a range.
 * @param markCount about how many marks there is room for
 */
export function moneyAxis(low: number, high: number, markCount: number, grid: boolean): Axis {
  const span = high > low ? high - low : Math.max(1, Math.abs(high));
  const raw = span / Math.max(1, markCount);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw * (1 - 1e-9)) ?? 10) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil((high > low ? high : low + span) / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return {
    min: first * step,
    max: last * step,
    ticks,
    textOf: (value) => compactMoneyText(Number(value.toPrecision(12)), true),
    grid,
  };
}
