import type { Axis } from "./chart-svg.ts";

/**
 * An axis of months from the initial column, 0, to the last one.
 * @param textOf    what a mark says
 * @param markCount how many marks there is room for
 */
export function monthAxis(lastMonth: number, textOf: (month: number) => string, markCount: number): Axis {
  const step = [1, 2, 3, 6, 12, 24].find((months) => lastMonth / months <= markCount) ?? 36;
  const ticks = Array.from({ length: Math.floor(lastMonth / step) + 1 }, (_, index) => index * step);
  return { min: 0, max: Math.max(1, lastMonth), ticks, textOf, grid: false };
}
