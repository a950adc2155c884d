import type { BacktestReply } from "../../contracts/backtest.ts";
import { headlineMethodOf } from "../figures/backtest-headline.ts";
import { coverageCaveat, coverageLines } from "../figures/coverage-sentences.ts";
import { opportunityFacts, opportunityNotes, opportunityScoreColumns, reliabilityColumns } from "../figures/opportunity-scores.ts"; // prettier-ignore
import { pitBars, pitNote } from "../figures/pit-bars.ts";
import { chartFigure } from "./chart-figure.ts";
import type { chartRenderer } from "./chart-svg.ts";
import { coverageChart } from "./coverage-chart.ts";
import { dataTable } from "./data-table.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";
import { pitChart } from "./pit-chart.ts";
import { reliabilityChart } from "./reliability-chart.ts";

type Draw = Awaited<ReturnType<typeof chartRenderer>>;

/** How often the ranges of the headline method held, in words and as a chart. */
export function coverageSection(reply: BacktestReply, draw: Draw): Markup {
  const headline = headlineMethodOf(reply);
  if (headline === undefined) return EMPTY;
  const lines = coverageLines(headline);
  const sentences = lines.map(
    ({ level, held, interval, words }) => `${level} ranges ${held} (${interval}): ${words}`,
  );
  return markup`<section aria-labelledby="coverage">
<h2 id="coverage">How often the ranges of ${headline.method} held</h2>
${
  lines.length === 0
    ? markup`<p>It gives a point and no ranges.</p>\n`
    : markup`<ul>${sentences.map((sentence) => markup`<li>${sentence}</li>`)}</ul>
<p class="muted">${coverageCaveat(headline)}</p>
`
}${chartFigure(draw, {
    name: "coverage",
    caption:
      "Share of windows whose actual lay inside each range, against the share that the range promises.",
    alternative: `${sentences.join(". ")}.`,
    legend: [
      { key: "inside", text: "held" },
      { key: "range80", text: "95 % interval of it" },
      { key: "promised", text: "promised" },
    ],
    chartFor: (isNarrow) => coverageChart(headline, isNarrow),
    heightPx: { wide: 150, narrow: 150 },
  })}</section>
`;
}

/** Where actuals fell in the distributions forecast for them. */
export function pitSection(reply: BacktestReply, draw: Draw): Markup {
  const headline = headlineMethodOf(reply);
  const histogram = headline?.pitHistogram ?? null;
  if (headline === undefined || histogram === null || histogram.length === 0) return EMPTY;
  const bars = pitBars(histogram);
  return markup`<section aria-labelledby="pit">
<h2 id="pit">Where the actual fell in the distribution of ${headline.method} (PIT)</h2>
${chartFigure(draw, {
  name: "pit",
  caption: pitNote(histogram),
  alternative: `Windows by where the actual fell in the distribution: ${bars.map(({ name, count }) => `${count} in ${name}`).join(", ")}.`,
  legend: [
    { key: "expected", text: "windows" },
    { key: "perfect", text: "even spread" },
  ],
  chartFor: (isNarrow) => pitChart(histogram, isNarrow),
  heightPx: { wide: 220, narrow: 200 },
  details: dataTable("Windows by PIT", [
    { header: "PIT", cells: bars.map(({ name }) => name), align: "left" },
    { header: "Windows", cells: bars.map(({ count }) => String(count)), align: "right" },
  ]),
})}</section>
`;
}

/** Scores of the win probabilities of single opportunities. */
export function opportunityScoreSection({ opportunityScores: scores }: BacktestReply, draw: Draw): Markup {
  const content =
    scores === null
      ? markup`<p>Not scored: no method gave probabilities of single opportunities.</p>\n`
      : markup`<p>${opportunityFacts(scores)}</p>
${dataTable("Win probabilities, calibrated and uncalibrated", opportunityScoreColumns(scores))}${opportunityNotes(scores).map((note) => markup`<p class="muted aside">${note}</p>\n`)}${chartFigure(
          draw,
          {
            name: "reliability",
            caption: "Share of opportunities won, by the probability they were given.",
            alternative: `Reliability: ${scores.curve.map(({ meanProbability, share }) => `${Math.round(share * 100)} % won at ${Math.round(meanProbability * 100)} %`).join(", ")}.`,
            legend: [
              { key: "inside", text: "won, calibrated" },
              { key: "whisker", text: "95 % interval" },
              { key: "naive", text: "uncalibrated" },
              { key: "perfect", text: "perfect" },
            ],
            chartFor: (isNarrow) => reliabilityChart(scores, isNarrow),
            heightPx: { wide: 360, narrow: 280 },
            details: markup`${dataTable("Reliability, calibrated", reliabilityColumns(scores.curve))}${dataTable("Reliability, uncalibrated", reliabilityColumns(scores.uncalibrated.curve))}`,
          },
        )}`;
  return markup`<section aria-labelledby="opportunities">
<h2 id="opportunities">Opportunity by opportunity</h2>
${content}</section>
`;
}
