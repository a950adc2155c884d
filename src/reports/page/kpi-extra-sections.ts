import type { KpiReply } from "../../contracts/kpi.ts";
import { CATEGORY_NAMES, categoryColumns, categorySentences } from "../figures/category-columns.ts";
import { cleanText } from "../figures/clean-text.ts";
import { moneyText } from "../figures/money-text.ts";
import { pacingColumns, pacingSentences } from "../figures/pacing-columns.ts";
import { hierarchySentence, rollUpColumns, shownRows, type RollUpRow } from "../figures/roll-up-columns.ts";
import { chartFigure } from "./chart-figure.ts";
import type { chartRenderer } from "./chart-svg.ts";
import { dataTable } from "./data-table.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";
import { pacingChart } from "./pacing-chart.ts";

const UNIT = {
  days: "share of the days of each period",
  workdays: "share of the working days of each period",
  weeks: "weeks since the first day of each period",
};

export function pacingSection(
  draw: Awaited<ReturnType<typeof chartRenderer>>,
  { pacing, request }: KpiReply,
): Markup {
  if (pacing === null) return EMPTY;
  const sentences = pacingSentences(pacing);
  const { label } = pacing.period;
  const figure = chartFigure(draw, {
    name: "pacing",
    caption: `Booked in ${cleanText(label)} and in past periods, by ${UNIT[pacing.by]}`,
    alternative: sentences.slice(0, 2).join(". "),
    legend: [
      { key: "median", text: cleanText(label) },
      ...(pacing.past.length === 0 ? [] : [{ key: "range50", text: cleanText(pacing.past[0]!.label) }]),
      ...(pacing.past.length < 2 ? [] : [{ key: "range80", text: "earlier periods" }]),
      ...(pacing.target === null ? [] : [{ key: "target", text: "target" }]),
    ],
    chartFor: (isNarrow) => pacingChart(pacing, request.holidays, isNarrow),
    heightPx: { wide: 300, narrow: 240 },
  });
  return markup`<section aria-labelledby="pacing-heading">
<h2 id="pacing-heading">Pacing</h2>
${sentences.map((sentence) => markup`<p class="aside">${sentence}.</p>\n`)}${figure}${pacing.past.length === 0 ? EMPTY : dataTable("Past periods at the same moment", pacingColumns(pacing))}<p class="muted aside">${pacing.convention}.</p>
</section>
`;
}

export function categorySection({ categories }: KpiReply): Markup {
  if (categories === null) return EMPTY;
  const rows = categories.categories.filter(({ simple }) => simple.count > 0);
  return markup`<section aria-labelledby="categories">
<h2 id="categories">Forecast categories</h2>
${dataTable(`On ${categories.day}`, categoryColumns(categories))}${categorySentences(categories).map((sentence) => markup`<p class="muted aside">${sentence}.</p>\n`)}<details><summary>Rows behind the categories</summary>
${rows.map(({ category, simple }) => {
  const { first, count } = simple.rows;
  const more = count > first.length ? `, the first ${first.length} of ${moneyText(count)}` : "";
  return dataTable(`${CATEGORY_NAMES[category]}${more}`, [
    { header: "Opportunity", cells: first.map(({ id }) => cleanText(id)), align: "left" },
    { header: "File", cells: first.map(({ file }) => cleanText(file)), align: "left" },
    { header: "Line", cells: first.map(({ line }) => moneyText(line)), align: "right" },
  ]);
})}</details></section>
`;
}

export function rollUpSection({ rollUp }: KpiReply): Markup {
  if (rollUp === null) return EMPTY;
  const table = (caption: string, rows: readonly RollUpRow[]): Markup => {
    const shown = shownRows(rows);
    const totals = shown.flatMap(({ hasReports }, index) => (hasReports ? [index] : []));
    return dataTable(caption, rollUpColumns(shown), totals);
  };
  const { asOf, today } = rollUp;
  // A second table that says the same would only be searched for the difference.
  const isMoved = today !== null && JSON.stringify(today.rows) !== JSON.stringify(asOf.rows);
  const now =
    today === null
      ? EMPTY
      : isMoved
        ? table(`The same by owners and hierarchy of ${today.day}`, today.rows)
        : markup`<p class="aside">By the owners and hierarchy of ${today.day} every figure is the same.</p>\n`;
  const notes = [hierarchySentence(rollUp), ...rollUp.conventions];
  return markup`<section aria-labelledby="roll-up">
<h2 id="roll-up">Roll-up</h2>
${table(`As of ${asOf.day}`, asOf.rows)}${now}${notes.map((note) => markup`<p class="muted aside">${note}.</p>\n`)}${rollUp.problems.map((problem) => markup`<p class="aside">${cleanText(problem)}.</p>\n`)}</section>
`;
}
