import type { InvestmentReply } from "../../contracts/investment.ts";
import { exactMoneyText } from "../figures/exact-money-text.ts";
import {
  bestSubsetSentence,
  comparisonColumns,
  scenarioColumns,
  scenarioNotes,
} from "../figures/scenario-columns.ts";
import { notesOf, type CasePage } from "./case-page.ts";
import { chartFigure } from "./chart-figure.ts";
import { dataTable } from "./data-table.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";
import { SCENARIO_AXIS_HEIGHT_PX, SCENARIO_ROW_HEIGHT_PX, scenarioChart } from "./scenario-chart.ts";

/** All scenarios side by side, against each other, and the best of them for the budget. */
export function scenarioSection(reply: InvestmentReply, draw: CasePage["draw"]): Markup {
  const heightPx = SCENARIO_ROW_HEIGHT_PX * reply.scenarios.length + SCENARIO_AXIS_HEIGHT_PX;
  const subset = bestSubsetSentence(reply, exactMoneyText);
  const figure = chartFigure(draw, {
    name: "scenarios",
    caption: "Net present value of each scenario over the draws; all of them share their random numbers.",
    alternative: `Ranges of the net present value of ${reply.scenarios.length} scenarios. The table below has the same numbers.`,
    legend: [
      { key: "range50", text: "50 % range" },
      { key: "range95", text: "90 % range" },
      { key: "median", text: "median" },
      { key: "target", text: "break-even" },
    ],
    chartFor: (isNarrow) => scenarioChart(reply, isNarrow),
    heightPx: { wide: heightPx, narrow: heightPx },
  });
  return markup`<section aria-labelledby="side-by-side">
<h2 id="side-by-side">Side by side</h2>
${figure}${dataTable("Scenarios", scenarioColumns(reply, exactMoneyText))}${notesOf(scenarioNotes(reply))}</section>
${
  reply.comparisons.length === 0
    ? EMPTY
    : markup`<section aria-labelledby="pairs">
<h2 id="pairs">Against each other</h2>
${dataTable("Difference of the net present values, draw by draw", comparisonColumns(reply, exactMoneyText))}</section>
`
}${
    subset === undefined
      ? EMPTY
      : markup`<section aria-labelledby="budget">
<h2 id="budget">Best for the budget</h2>
<p>${subset}</p></section>
`
  }`;
}
