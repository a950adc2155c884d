import type { BacktestReply } from "../../contracts/backtest.ts";
import { profileByMethodColumns, profileColumns, profileWeeks } from "../figures/backtest-columns.ts";
import { headlineMethodOf, naiveMethodOf } from "../figures/backtest-headline.ts";
import { missingProfileReasons } from "../figures/missing-reasons.ts";
import { onlyWeekSentence } from "../figures/only-week-sentence.ts";
import { chartFigure } from "./chart-figure.ts";
import type { chartRenderer } from "./chart-svg.ts";
import { dataTable } from "./data-table.ts";
import { PAGE_DIGITS } from "./distribution-section.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";
import { profileChart } from "./profile-chart.ts";

/** As many do not fit beside each other. */
const MANY_METHODS = 6;

/** The scores by week of the period, never pooled. */
export function profileSection(
  reply: BacktestReply,
  draw: Awaited<ReturnType<typeof chartRenderer>>,
): Markup {
  const headline = headlineMethodOf(reply);
  const weeks = profileWeeks(reply);
  if (headline === undefined || weeks.length === 0) return EMPTY;
  const naive = naiveMethodOf(reply)?.method;
  const { method } = headline;
  const figure = chartFigure(draw, {
    name: "profile",
    caption: "WAPE by whole weeks of the period that were over at the cut-off.",
    alternative: `WAPE of ${method} by weeks of the period. The tables below have the numbers.`,
    legend: [
      { key: "median", text: method },
      ...(naive === undefined ? [] : [{ key: "naive", text: naive }]),
    ],
    chartFor: (isNarrow) => profileChart(reply, { method, naive }, isNarrow),
    heightPx: { wide: 240, narrow: 220 },
  });
  const others = reply.methods
    .map((scores) => scores.method)
    .filter((other) => other !== method && reply.profile.some((entry) => entry.method === other));
  const tables = markup`${dataTable(`${method} by weeks over`, profileColumns(reply.profile, method, PAGE_DIGITS))}${
    others.length === 0
      ? EMPTY
      : markup`${dataTable("WAPE % of every method by weeks over", profileByMethodColumns(reply, others.length < MANY_METHODS ? "columns" : "rows"))}<details><summary>All scores of the other methods by week</summary>
${others.map((other) => dataTable(`${other} by weeks over`, profileColumns(reply.profile, other, PAGE_DIGITS)))}</details>
`
  }`;
  return markup`<section aria-labelledby="profile">
<h2 id="profile">By week of the period</h2>
${weeks.length === 1 ? markup`<p>${onlyWeekSentence(weeks[0]!)}.</p>\n` : markup`${figure}${tables}`}${
    weeks.length === 1
      ? EMPTY
      : missingProfileReasons(reply.profile).map((reason) => markup`<p class="muted aside">- ${reason}</p>\n`)
  }</section>
`;
}
