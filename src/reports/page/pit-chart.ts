import type { Chart } from "./chart-svg.ts";
import { box } from "./marks.ts";
import { moneyAxis } from "./nice-axis.ts";
import { shareAxis } from "./percent-axis.ts";
import { LIGHT } from "./palette.ts";

/**
 * How many actuals fell into each tenth of their forecast distributions, and the even spread of honest forecasts.
 * @returns undefined without windows
 */
export function pitChart(histogram: readonly number[], isNarrow: boolean): Chart | undefined {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const even = total / histogram.length;
  return {
    x: shareAxis(false, isNarrow ? 5 : 10),
    y: moneyAxis(0, Math.max(...histogram, even), 4, true),
    margin: { top: 12, right: 26, bottom: 26, left: 40 },
    shapes: (pointOf) => [
      ...histogram.map((count, bin) => {
        const [left, top] = pointOf(bin / histogram.length, count);
        const [right, bottom] = pointOf((bin + 1) / histogram.length, 0);
        return box([left + 2, top], [right - 2, bottom], LIGHT.expected);
      }),
      { kind: "line", points: [pointOf(0, 0), pointOf(1, 0)], stroke: LIGHT.muted, width: 1 },
      { kind: "line", points: [pointOf(0, even), pointOf(1, even)], stroke: LIGHT.accent, width: 2, dashed: true }, // prettier-ignore
    ],
  };
}
