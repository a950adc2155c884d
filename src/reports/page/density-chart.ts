import type { ForecastReply } from "../../contracts/forecast.ts";
import type { Chart } from "./chart-svg.ts";
import { LIGHT } from "./palette.ts";
import { isNear, spreadChart } from "./spread-chart.ts";

/** Whether the target can be drawn with the distribution of the total. */
export function targetIsNear({ target, histogram }: ForecastReply): boolean {
  return target !== undefined && isNear(histogram, target);
}

/**
 * The distribution of the total: its histogram in shades of the 50, 80 and 95 % ranges, with median and target.
 * @returns undefined when every draw gives the same total
 */
export function densityChart(reply: ForecastReply, isNarrow: boolean): Chart | undefined {
  const { quantiles } = reply.total;
  return spreadChart(
    {
      ...reply.histogram,
      ranges: [
        { low: quantiles["0.025"], high: quantiles["0.975"], fill: LIGHT.range95 },
        { low: quantiles["0.1"], high: quantiles["0.9"], fill: LIGHT.range80 },
        { low: quantiles["0.25"], high: quantiles["0.75"], fill: LIGHT.range50 },
      ],
      median: quantiles["0.5"],
      mark: reply.target === undefined ? undefined : { name: "target", amount: reply.target },
    },
    isNarrow,
  );
}
