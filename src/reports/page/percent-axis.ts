import type { Axis } from "./chart-svg.ts";
import { moneyAxis } from "./nice-axis.ts";

/** An axis of shares from 0 to 1, marked in percent. */
export function shareAxis(grid: boolean, stepCount: number): Axis {
  return {
    min: 0,
    max: 1,
    ticks: Array.from({ length: stepCount + 1 }, (_, index) => index / stepCount),
    textOf: (share) => `${Math.round(share * 100)} %`,
    grid,
  };
}

/** An axis of ratios from 0 up to at least the highest, marked in percent. */
export function percentAxis(highest: number, markCount: number): Axis {
  const axis = moneyAxis(0, highest * 100, markCount, true);
  return { ...axis, textOf: (percent) => `${axis.textOf(percent)} %` };
}
