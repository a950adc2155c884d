import type { BacktestReply } from "../../contracts/backtest.ts";
import { headlineMethodOf, headlineSentence } from "../figures/backtest-headline.ts";
import { checkColumns, checkSentence } from "../figures/check-results.ts";
import { conventionRows } from "../figures/convention-rows.ts";
import { MISSING } from "../figures/score-text.ts";
import { dataTable } from "./data-table.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";

/** What others call accuracy, under the headline WAPE and bias. */
export function conventionSection(reply: BacktestReply): Markup {
  const headline = headlineMethodOf(reply);
  const rows = conventionRows(reply);
  if (headline === undefined || rows.length === 0) return EMPTY;
  return markup`<section aria-labelledby="conventions">
<h2 id="conventions">What others call accuracy</h2>
<p>${headlineSentence(headline)}</p>
${dataTable("The same forecasts by other conventions, each the mean over cut-offs", [
  { header: "Convention", cells: rows.map(({ name }) => name), align: "left" },
  { header: "Value", cells: rows.map(({ value }) => value), align: "right" },
  { header: "Formula", cells: rows.map(({ formula }) => formula), align: "left", breaks: "freely" },
])}${
    rows.some(({ value }) => value === MISSING)
      ? markup`<p class="muted aside">- it cannot be worked out at every cut-off</p>\n`
      : EMPTY
  }</section>
`;
}

/** The limits of the policy, each with the score it is for. */
export function checkSection(reply: BacktestReply): Markup {
  const sentence = checkSentence(reply);
  if (sentence === undefined || reply.check === null) return EMPTY;
  return markup`<section aria-labelledby="check">
<h2 id="check">Check</h2>
<p class="strong">${sentence}.</p>
${dataTable("Limits of the policy", checkColumns(reply.check))}</section>
`;
}
