import type { ForecastReply } from "../../contracts/forecast.ts";
import { distributionLines } from "./distribution-lines.ts";
import type { Paint } from "./paint.ts";

/**
 * The distribution of the total as a small histogram: bars, the target, the 80 % range with the median, the ends.
 * @param columnCount columns of the terminal
 */
export function histogramLines(reply: ForecastReply, columnCount: number, paint: Paint): string[] {
  const { quantiles } = reply.total;
  return distributionLines(
    {
      ...reply.histogram,
      mark: reply.target === undefined ? undefined : { name: "target", amount: reply.target },
      range: {
        low: quantiles["0.1"],
        median: quantiles["0.5"],
        high: quantiles["0.9"],
        text: "80 %, median",
      },
      without: "Every draw gives the same total: there is nothing to spread",
    },
    columnCount,
    paint,
  );
}
