import type { BacktestReply } from "../../contracts/backtest.ts";
import { headlineMethodOf, headlineSentence, rangeAndSkillSentence } from "../figures/backtest-headline.ts";
import { checkSentence } from "../figures/check-results.ts";
import { COVERAGE_LEVELS } from "../figures/coverage-sentences.ts";
import { MISSING, figureText, percentPoints, ratioText, signedPercentPoints } from "../figures/score-text.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";

/** Error, bias, skill and coverage of the method that the page is about. */
export function backtestHeadline(reply: BacktestReply): Markup {
  const headline = headlineMethodOf(reply);
  const check = checkSentence(reply);
  const warningCount = reply.warnings.length;
  return markup`<section aria-labelledby="headline">
<h2 id="headline">How good the forecasts were</h2>
${headline === undefined ? markup`<p>No method could forecast any of the cut-offs.</p>\n` : cards(headline)}${
    check === undefined ? EMPTY : markup`<p class="note"><a href="#check">${check}</a></p>\n`
  }${
    warningCount === 0
      ? EMPTY
      : markup`<p><a href="#warnings">${warningCount === 1 ? "1 warning" : `${warningCount} warnings`} about the data</a></p>\n`
  }</section>
`;
}

function withUnit(text: string): string {
  return text === MISSING ? text : `${text} %`;
}

function cards(scores: BacktestReply["methods"][number]): Markup {
  const { method, wape, bias, crpsRatioToNaive, comparison, coverage, effectiveWindows } = scores;
  const facts = [
    ["Bias (+ = too high)", withUnit(figureText(bias, signedPercentPoints))],
    ["CRPS ratio to naive", figureText(crpsRatioToNaive, ratioText)],
    ...(comparison === null ? [] : [[`Against ${comparison.baseline}`, comparison.verdict] as const]),
    ...(coverage === null
      ? []
      : COVERAGE_LEVELS.map((key) => [`${Math.round(Number(key) * 100)} % ranges held`, `${coverage[key].held} of ${coverage[key].of}`] as const)), // prettier-ignore
    [
      "Independent windows",
      Math.round(effectiveWindows) < 1 ? "less than 1" : `about ${Math.round(effectiveWindows)}`,
    ],
  ] as const;
  return markup`<div class="headline">
<div class="card">
<p class="big">${withUnit(figureText(wape, percentPoints))}</p>
<p class="strong">WAPE of ${method}</p>
<p class="muted">${headlineSentence(scores)} ${rangeAndSkillSentence(scores)}</p>
</div>
<div class="card"><dl class="sum">${facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></div>
</div>
`;
}
