import type { BacktestReply } from "../../contracts/backtest.ts";
import { headlineMethodOf, naiveMethodOf } from "../figures/backtest-headline.ts";
import { tableMoneyText } from "../figures/money-text.ts";
import { MISSING } from "../figures/score-text.ts";
import type { TableColumn } from "../figures/table-column.ts";
import { chartFigure } from "./chart-figure.ts";
import type { chartRenderer } from "./chart-svg.ts";
import { cutoffChart } from "./cutoff-chart.ts";
import { dataTable } from "./data-table.ts";
import { PAGE_DIGITS } from "./distribution-section.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";

/** What the headline method said at each cut-off against what was booked, with the naive one as a line. */
export function cutoffSection(reply: BacktestReply, draw: Awaited<ReturnType<typeof chartRenderer>>): Markup {
  const headline = headlineMethodOf(reply);
  if (headline === undefined) return EMPTY;
  const { method, coverage } = headline;
  const naive = naiveMethodOf(reply)?.method;
  const held =
    coverage === null ? "" : ` ${coverage["0.8"].held} of ${coverage["0.8"].of} lie inside the 80 % range.`;
  const count = reply.rows.filter((row) => row.method === method).length;
  return markup`<section aria-labelledby="cutoffs">
<h2 id="cutoffs">Forecasts against what was booked</h2>
${chartFigure(draw, {
  name: "cutoffs",
  caption: `What ${method} forecast at each cut-off, and what was booked in the period then.`,
  alternative: `Ranges and median of ${method} at ${count} cut-off${count === 1 ? "" : "s"} against what was booked.${held}`,
  legend: [
    ...(coverage === null
      ? []
      : [
          { key: "range50", text: "50 % range" },
          { key: "range80", text: "80 % range" },
          { key: "range95", text: "95 % range" },
        ]),
    { key: "median", text: "median" },
    ...(naive === undefined ? [] : [{ key: "naive", text: `median of ${naive}` }]),
    { key: "inside", text: coverage === null ? "booked" : "booked, inside 80 %" },
    ...(coverage === null ? [] : [{ key: "outside", text: "booked, outside" }]),
  ],
  chartFor: (isNarrow) => cutoffChart(reply, { method, naive }, isNarrow),
  heightPx: { wide: 340, narrow: 260 },
  details: dataTable(
    `Cut-offs: forecasts of ${method} and what was booked`,
    cutoffColumns(reply, method, naive),
  ),
})}</section>
`;
}

type Method = BacktestReply["methods"][number]["method"];

function cutoffColumns(reply: BacktestReply, method: Method, naive: Method | undefined): TableColumn[] {
  const rows = reply.rows.filter((row) => row.method === method);
  const naiveBy = new Map(
    reply.rows.filter((row) => row.method === naive).map((row) => [row.cutoff, row.median]),
  );
  const money = tableMoneyText(
    rows.flatMap(({ actual, median, quantiles }) => [actual, median, quantiles?.["0.1"] ?? median, quantiles?.["0.9"] ?? median]), // prettier-ignore
    PAGE_DIGITS,
  );
  const column = (header: string, textOf: (row: (typeof rows)[number]) => string, align: "left" | "right" = "right") => ({ header, cells: rows.map(textOf), align }); // prettier-ignore
  const hasRanges = rows.some(({ quantiles }) => quantiles !== null);
  const bound = (level: "0.1" | "0.9") => (row: (typeof rows)[number]) =>
    row.quantiles === null ? MISSING : money(row.quantiles[level]);
  return [
    column("Cut-off", ({ cutoff }) => cutoff, "left"),
    column("Period", ({ from, to }) => `${from} to ${to}`, "left"),
    column("Booked", ({ actual }) => money(actual)),
    column("Median", ({ median }) => money(median)),
    ...(hasRanges ? [column("80 % from", bound("0.1")), column("80 % to", bound("0.9")), column("Held", heldText, "left")] : []), // prettier-ignore
    ...(naive === undefined ? [] : [column(naive, ({ cutoff }) => { const median = naiveBy.get(cutoff); return median === undefined ? MISSING : money(median); })]), // prettier-ignore
  ];
}

function heldText({ actual, quantiles }: BacktestReply["rows"][number]): string {
  if (quantiles === null) return MISSING;
  const amount = Number(actual);
  return Number(quantiles["0.1"]) <= amount && amount <= Number(quantiles["0.9"]) ? "yes" : "no";
}
