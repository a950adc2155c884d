import type { BacktestReply } from "../../contracts/backtest.ts";
import { errorColumns, leaderColumns, leaderNotes, lossColumns } from "../figures/backtest-columns.ts";
import { headlineMethodOf } from "../figures/backtest-headline.ts";
import { missingReasons } from "../figures/missing-reasons.ts";
import { chartFigure } from "./chart-figure.ts";
import type { chartRenderer } from "./chart-svg.ts";
import { dataTable } from "./data-table.ts";
import { PAGE_DIGITS } from "./distribution-section.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";
import { RATIO_AXIS_HEIGHT_PX, RATIO_ROW_HEIGHT_PX, ratioChart } from "./ratio-chart.ts";

type Draw = Awaited<ReturnType<typeof chartRenderer>>;

/** All methods, best first: ratios to the naive one as a chart, and the leader board. */
export function leaderSection(reply: BacktestReply, draw: Draw): Markup {
  const headline = headlineMethodOf(reply);
  if (headline === undefined) return EMPTY;
  const count = reply.methods.length;
  const heightPx = RATIO_ROW_HEIGHT_PX * count + RATIO_AXIS_HEIGHT_PX;
  const figure = chartFigure(draw, {
    name: "ratios",
    caption:
      "CRPS over that of naive-probabilistic, with the 5 to 95 % interval of the paired bootstrap. Left of the line is better.",
    alternative: `CRPS ratios of ${count} method${count === 1 ? "" : "s"} with their intervals. The table below has the same numbers.`,
    legend: [
      { key: "inside", text: "ratio" },
      { key: "unproven", text: "no proven skill" },
      { key: "median", text: "5 to 95 % interval" },
      { key: "perfect", text: "as good as naive" },
    ],
    chartFor: (isNarrow) => ratioChart(reply, isNarrow),
    heightPx: { wide: heightPx, narrow: heightPx },
  });
  return markup`<section aria-labelledby="leaders">
<h2 id="leaders">Leader board</h2>
${figure}${dataTable("Methods, best CRPS first", leaderColumns(reply), reply.methods.indexOf(headline))}${[
    ...leaderNotes(reply),
    ...missingReasons(reply).map((reason) => `- ${reason}`),
  ].map((note) => markup`<p class="muted aside">${note}</p>\n`)}</section>
`;
}

/** Errors in money, scaled errors, pinball losses and interval scores. */
export function errorSection(reply: BacktestReply): Markup {
  if (reply.methods.length === 0) return EMPTY;
  const pinball = lossColumns(reply, "pinball", PAGE_DIGITS);
  const winkler = lossColumns(reply, "winkler", PAGE_DIGITS);
  return markup`<section aria-labelledby="errors">
<h2 id="errors">Errors</h2>
${dataTable("Errors by method, in money where not a ratio", errorColumns(reply, PAGE_DIGITS))}<p class="muted aside">MASE: MAE over the mean change from window to window before the first cut-off. Ratio: bootstrap interval of CRPS over that of the baseline.</p>
${pinball === undefined ? EMPTY : dataTable("Pinball loss by level, without the factor 2", pinball)}${
    winkler === undefined ? EMPTY : dataTable("Winkler (interval) score by range", winkler)
  }</section>
`;
}
