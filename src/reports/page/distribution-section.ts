import type { ForecastReply } from "../../contracts/forecast.ts";
import { subPeriodColumns } from "../figures/forecast-columns.ts";
import { headlineOf } from "../figures/headline.ts";
import { compactMoneyText, moneyText } from "../figures/money-text.ts";
import { chartFigure } from "./chart-figure.ts";
import type { chartRenderer } from "./chart-svg.ts";
import { dataTable } from "./data-table.ts";
import { densityChart, targetIsNear } from "./density-chart.ts";
import { fanChart } from "./fan-chart.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";

type Draw = Awaited<ReturnType<typeof chartRenderer>>;

/** Digits that an amount in a table of a page may have before it is written compactly. */
export const PAGE_DIGITS = 10;

const BANDS = [
  { key: "range50", text: "50 % range" },
  { key: "range80", text: "80 % range" },
  { key: "range95", text: "95 % range" },
] as const;

/** How likely each total is: the density with ranges, median and target. */
export function densitySection(reply: ForecastReply, draw: Draw): Markup {
  const headline = headlineOf(reply);
  const range = headline.ranges[1]!;
  const hasTarget = reply.target !== undefined;
  const farTarget =
    reply.target !== undefined && !targetIsNear(reply)
      ? ` The target, ${compactMoneyText(reply.target)}, lies too far off to be drawn.`
      : "";
  const figure = chartFigure(draw, {
    name: "density",
    caption: `Share of the draws by the total they give.${farTarget}`,
    alternative: `Distribution of the total: the median is ${headline.median}, 80 % of draws lie between ${range.from} and ${range.to}.`,
    legend: [
      ...BANDS,
      { key: "tail", text: "beyond" },
      { key: "median", text: "median" },
      ...(hasTarget && farTarget === "" ? [{ key: "target", text: "target" }] : []),
    ],
    chartFor: (isNarrow) => densityChart(reply, isNarrow),
    heightPx: { wide: 280, narrow: 230 },
    details: dataTable("Quantiles of the total", [
      {
        header: "Share of draws at or below",
        cells: Object.keys(reply.total.quantiles).map((level) => `${Number(level) * 100} %`),
        align: "left",
      },
      {
        header: "Total",
        cells: Object.values(reply.total.quantiles).map((amount) => moneyText(amount, headline.decimals)),
        align: "right",
      },
    ]),
  });
  return markup`<section aria-labelledby="likely">
<h2 id="likely">How likely each total is</h2>
${figure === EMPTY ? markup`<p>Every draw gives the same total: there is nothing to spread.</p>\n` : figure}</section>
`;
}

/** When it comes: the fan of cumulative bookings and the sub-periods. */
export function subPeriodSection(reply: ForecastReply, draw: Draw): Markup {
  if (reply.subPeriods.length === 0) return EMPTY;
  const last = reply.subPeriods.at(-1)!.cumulative.quantiles;
  const cumulative = (level: keyof typeof last) =>
    reply.subPeriods.map(({ cumulative }) => moneyText(cumulative.quantiles[level]));
  const figure = chartFigure(draw, {
    name: "fan",
    caption: "Bookings of the period so far and to come, summed up.",
    alternative: `Sum of bookings over the period: it ends between ${moneyText(last["0.1"])} and ${moneyText(last["0.9"])} in 80 % of draws.`,
    legend: [
      ...BANDS,
      { key: "median", text: "median" },
      ...(reply.target === undefined ? [] : [{ key: "target", text: "target" }]),
    ],
    chartFor: (isNarrow) => fanChart(reply, isNarrow),
    heightPx: { wide: 320, narrow: 260 },
    details: dataTable("Sum of bookings from the first day of the period", [
      { header: "Through", cells: reply.subPeriods.map(({ to }) => to), align: "left" },
      ...(["0.025", "0.1", "0.25", "0.5", "0.75", "0.9", "0.975"] as const).map((level) => ({
        header: `${Number(level) * 100} %`,
        cells: cumulative(level),
        align: "right" as const,
      })),
    ]),
  });
  return markup`<section aria-labelledby="when">
<h2 id="when">When it comes</h2>
${figure}${dataTable("Booked, expected and the 80 % range of each sub-period", subPeriodColumns(reply, PAGE_DIGITS))}</section>
`;
}
