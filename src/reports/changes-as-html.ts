import type { ChangesReply } from "../contracts/changes.ts";
import { groupTables, moveColumns, moveRows, roundTripColumns } from "./figures/changes-columns.ts";
import { waterfallOf } from "./figures/changes-rows.ts";
import {
  changesFacts,
  changesTitle,
  forecastPartSentences,
  movementSentences,
} from "./figures/changes-sentences.ts";
import { cleanText } from "./figures/clean-text.ts";
import { chartFigure } from "./page/chart-figure.ts";
import { chartRenderer } from "./page/chart-svg.ts";
import { dataTable } from "./page/data-table.ts";
import { factsFooter } from "./page/facts-footer.ts";
import { EMPTY, markup, type Markup } from "./page/markup.ts";
import { warningSection } from "./page/trust-sections.ts";
import { WATERFALL_AXIS_HEIGHT_PX, WATERFALL_ROW_HEIGHT_PX, waterfallChart } from "./page/waterfall-chart.ts";
import { wholePage } from "./page/whole-page.ts";

const MOVES_PER_BAR = 200;
const ROUND_TRIPS_SHOWN = 100;
const GROUPS_SHOWN = 40;

/**
 * What changed between two days as one page to mail and to print: no script, nothing loaded from anywhere. The page is
 * well-formed XML as well, every text from the data is escaped, and the same reply gives the same bytes.
 */
export async function changesAsHtml(reply: ChangesReply): Promise<string> {
  const draw = await chartRenderer();
  return wholePage({
    title: `${changesTitle(reply)}, ${reply.from} to ${reply.to}`,
    heading: changesTitle(reply),
    facts: `${changesFacts(reply)}.`,
    main: markup`${waterfallSection(reply, draw)}${sentenceSection("parts", "What the two forecasts are made of", forecastPartSentences(reply))}${moveSections(reply)}${roundTripSection(reply)}${sentenceSection("slippage", "Slippage and pushes", movementSentences(reply))}${groupSections(reply)}${sentenceSection("conventions", "How it was counted", reply.conventions)}${warningSection(reply)}`,
    footer: factsFooter({
      facts: [
        ["Engine version", reply.engineVersion],
        ["Document", reply.schema],
        ["Result digest", reply.resultDigest],
      ],
      note: EMPTY,
      sources: reply.sources,
      request: reply.request,
    }),
  });
}

function waterfallSection(reply: ChangesReply, draw: Awaited<ReturnType<typeof chartRenderer>>): Markup {
  const { rows, empty } = waterfallOf(reply);
  const heightPx = WATERFALL_ROW_HEIGHT_PX * rows.length + WATERFALL_AXIS_HEIGHT_PX;
  const hasCounts = rows.some(({ count }) => count !== "");
  const table = dataTable(
    "From start to end",
    [
      { header: "Bar", cells: rows.map(({ label }) => label), align: "left" },
      ...(hasCounts
        ? [{ header: "Opportunities", cells: rows.map(({ count }) => count), align: "right" as const }]
        : []),
      { header: "Amount", cells: rows.map(({ text }) => text), align: "right" },
    ],
    [0, rows.length - 1],
  );
  const figure = chartFigure(draw, {
    name: "waterfall",
    caption: "From the start to the end: each bar begins where the one above it ends.",
    alternative: `Waterfall of ${rows.length - 2} changes from ${rows[0]!.text} to ${rows.at(-1)!.text}. The table below has the same numbers.`,
    legend: [
      { key: "expected", text: "adds" },
      { key: "takes", text: "takes away" },
      { key: "ends", text: "start and end" },
    ],
    chartFor: (isNarrow) => waterfallChart(rows, isNarrow),
    heightPx: { wide: heightPx, narrow: heightPx },
  });
  const none = empty.length === 0 ? "" : `None: ${empty.join(", ").toLowerCase()}.`;
  return markup`<section aria-labelledby="changes">
<h2 id="changes">What led from one day to the other</h2>
${figure}${table}${none === "" ? EMPTY : markup`<p class="muted aside">${none}</p>\n`}</section>
`;
}

function moveSections(reply: ChangesReply): Markup {
  const rows = moveRows(reply, MOVES_PER_BAR);
  if (rows.length === 0) return EMPTY;
  const counts = new Map(waterfallOf(reply).rows.map(({ label, count }) => [label, count]));
  const bars = [...new Set(rows.map(({ bar }) => bar))].map((bar) => {
    const own = rows.filter((row) => row.bar === bar);
    const all = Number(counts.get(bar));
    const shown = own.length < all ? `the ${own.length} largest of ${all}` : `${all}`;
    return markup`<details><summary>${bar} (${shown})</summary>
${dataTable(bar, moveColumns(own, false))}</details>
`;
  });
  return markup`<section aria-labelledby="moves">
<h2 id="moves">The opportunities behind it</h2>
${bars}</section>
`;
}

function roundTripSection(reply: ChangesReply): Markup {
  const trips = reply.pipeline?.roundTrips ?? [];
  if (trips.length === 0) return EMPTY;
  const largest = trips.toSorted((a, b) => Number(b.amount) - Number(a.amount)).slice(0, ROUND_TRIPS_SHOWN);
  return markup`<section aria-labelledby="trips">
<h2 id="trips">Round trips</h2>
<p>${trips.length} moved out and back, or in and out again, between the two days. No bar counts them.</p>
${dataTable(`The largest ${largest.length}`, roundTripColumns(largest))}</section>
`;
}

function groupSections(reply: ChangesReply): Markup[] {
  const note =
    reply.forecast === null
      ? EMPTY
      : markup`<p class="muted aside">Booked and expected, before what the model adds to all opportunities.</p>\n`;
  return groupTables(reply, GROUPS_SHOWN).map(
    ({ dimension, columns }, index) => markup`<section aria-labelledby="groups-${index}">
<h2 id="groups-${index}">By ${dimension}</h2>
${dataTable(`Bridges by ${dimension}`, columns)}${note}</section>
`,
  );
}

function sentenceSection(id: string, title: string, sentences: readonly string[]): Markup {
  if (sentences.length === 0) return EMPTY;
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
<ul>${sentences.map((sentence) => markup`<li>${cleanText(sentence)}</li>`)}</ul></section>
`;
}
