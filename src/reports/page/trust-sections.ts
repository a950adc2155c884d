import type { ForecastReply } from "../../contracts/forecast.ts";
import { cleanText } from "../figures/clean-text.ts";
import { exactColumns } from "../figures/forecast-columns.ts";
import { headlineOf } from "../figures/headline.ts";
import { commonFactorSentence, newBusinessSentence, openPartsSentence } from "../figures/model-sentences.ts";
import { tableMoneyText } from "../figures/money-text.ts";
import { noRecordReason, recordLines, recordWorth } from "../figures/record-sentences.ts";
import { chartFigure } from "./chart-figure.ts";
import type { chartRenderer } from "./chart-svg.ts";
import { dataTable } from "./data-table.ts";
import { PAGE_DIGITS } from "./distribution-section.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";
import { RECORD_WINDOWS_SHOWN, recordChart } from "./record-chart.ts";

type Draw = Awaited<ReturnType<typeof chartRenderer>>;

/** Its own record: how often past ranges held, and each past window against what came. */
export function recordSection(reply: ForecastReply, draw: Draw): Markup {
  const reason = noRecordReason(reply);
  const lines = recordLines(reply);
  const content =
    reason === undefined
      ? markup`<ul>${lines.map(({ range, held, of }) => markup`<li>${range} ranges held ${held} of ${of}</li>`)}</ul>
<p class="muted">The windows overlap: together they are worth ${recordWorth(reply)}.</p>
`
      : markup`<p>There is none: ${reason}.</p>\n`;
  const { windows } = reply.record;
  const shown = Math.min(windows.length, RECORD_WINDOWS_SHOWN);
  return markup`<section aria-labelledby="record">
<h2 id="record">Its own record on this history</h2>
${content}${chartFigure(draw, {
    name: "record",
    caption: `The ${shown === windows.length ? "" : "latest "}${shown} past windows by the day they are forecast from, and what was really booked.`,
    alternative: `Past windows: the range forecast for each and what was booked. ${lines.map(({ range, held, of }) => `${range} ranges held ${held} of ${of}.`).join(" ")}`,
    legend: [
      { key: "range80", text: "80 % range" },
      { key: "range95", text: "95 % range" },
      { key: "inside", text: "booked, inside 80 %" },
      { key: "outside", text: "booked, outside" },
    ],
    chartFor: (isNarrow) => recordChart(reply, isNarrow),
    heightPx: { wide: 280, narrow: 240 },
    details: windowTable(reply),
  })}</section>
`;
}

const number = (header: string, cells: readonly string[]) => ({ header, cells, align: "right" as const });

function windowTable(reply: ForecastReply): Markup {
  const { windows } = reply.record;
  const money = tableMoneyText(
    windows.flatMap(({ actual, quantiles }) => [actual, quantiles["0.1"], quantiles["0.9"]]),
    PAGE_DIGITS,
  );
  return dataTable("Past windows: the 80 % range and what was booked", [
    { header: "As of", cells: windows.map(({ asOf }) => asOf), align: "left" },
    { header: "Window", cells: windows.map(({ from, to }) => `${from} to ${to}`), align: "left" },
    number("80 % from", windows.map(({ quantiles }) => money(quantiles["0.1"]))), // prettier-ignore
    number("80 % to", windows.map(({ quantiles }) => money(quantiles["0.9"]))), // prettier-ignore
    number("Booked", windows.map(({ actual }) => money(actual))), // prettier-ignore
    {
      header: "Held",
      cells: windows.map(({ actual, quantiles }) =>
        Number(quantiles["0.1"]) <= Number(actual) && Number(actual) <= Number(quantiles["0.9"])
          ? "yes"
          : "no",
      ),
      align: "left",
    },
  ]);
}

/** How the figures come about, and the exact result beside the sample. */
export function modelSection(reply: ForecastReply): Markup {
  const sentences = [
    openPartsSentence(reply, headlineOf(reply)),
    newBusinessSentence(reply),
    commonFactorSentence(reply),
  ];
  const exact = exactColumns(reply);
  return markup`<section aria-labelledby="model">
<h2 id="model">How it comes about</h2>
<ul>${sentences.map((sentence) => markup`<li>${sentence}</li>`)}</ul>
${exact === undefined ? EMPTY : dataTable("The sample against the exact result", exact)}</section>
`;
}

export function warningSection(
  { warnings }: Pick<ForecastReply, "warnings">,
  title = "Warnings about the data",
): Markup {
  if (warnings.length === 0) return EMPTY;
  return markup`<section aria-labelledby="warnings">
<h2 id="warnings">${title}</h2>
<ul>${warnings.map(({ message }) => markup`<li>${cleanText(message)}</li>`)}</ul></section>
`;
}
