import type { ForecastReply } from "../../contracts/forecast.ts";
import { cleanText } from "../figures/clean-text.ts";
import { decidingNote, decidingOpportunities } from "../figures/deciding-opportunities.ts";
import { groupColumns, opportunityColumns } from "../figures/forecast-columns.ts";
import { overrideColumns, OVERRIDES_NOTE } from "../figures/override-columns.ts";
import { groupRows, type GroupRow } from "../figures/group-rows.ts";
import { chartFigure } from "./chart-figure.ts";
import type { chartRenderer } from "./chart-svg.ts";
import { dataTable } from "./data-table.ts";
import { PAGE_DIGITS } from "./distribution-section.ts";
import { GROUP_AXIS_HEIGHT_PX, GROUP_ROW_HEIGHT_PX, groupChart } from "./group-chart.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";

type Draw = Awaited<ReturnType<typeof chartRenderer>>;

const SEGMENTS_SHOWN = 15;
const OWNERS_SHOWN = 20;
const OPPORTUNITIES_SHOWN = 25;

/** Bars and a table for each way in which the result is cut into segments. */
export function segmentSections(reply: ForecastReply, draw: Draw): Markup[] {
  const dimensions = [...new Set(reply.segments.map(({ dimension }) => dimension))];
  return dimensions.map((dimension, index) => {
    const rows = groupRows(
      reply.segments.filter((segment) => segment.dimension === dimension),
      reply,
      SEGMENTS_SHOWN,
    );
    const name = cleanText(dimension) || "segment";
    const shownCount = rows.filter(({ kind }) => kind === "group").length;
    const heightPx = GROUP_ROW_HEIGHT_PX * shownCount + GROUP_AXIS_HEIGHT_PX;
    const figure = chartFigure(draw, {
      name: `segments-${index + 1}`,
      caption: `Booked and expected by ${name}, with the 80 % range of the two together.`,
      alternative: `Bars of booked and expected revenue for ${shownCount} segments. The table below has the same numbers.`,
      legend: [
        { key: "booked", text: "booked" },
        { key: "expected", text: "expected (mean)" },
        { key: "whisker", text: "80 % range" },
      ],
      chartFor: (isNarrow) => groupChart(rows, isNarrow),
      heightPx: { wide: heightPx, narrow: heightPx },
    });
    const table = dataTable(
      `Segments by ${name}`,
      groupColumns("Segment", rows, PAGE_DIGITS),
      allRowOf(rows),
    );
    return markup`<section aria-labelledby="segments-${index + 1}">
<h2 id="segments-${index + 1}">By ${name}</h2>
${figure}${table}</section>
`;
  });
}

/** What people expect, beside the forecast. */
export function overrideSection(reply: ForecastReply): Markup {
  const columns = overrideColumns(reply, PAGE_DIGITS);
  if (columns === undefined) return EMPTY;
  return markup`<section aria-labelledby="overrides">
<h2 id="overrides">Overrides</h2>
<p>${OVERRIDES_NOTE}</p>
${dataTable("Overrides beside the median", columns)}</section>
`;
}

export function ownerSection(reply: ForecastReply): Markup {
  if (reply.owners.length === 0) return EMPTY;
  const rows = groupRows(reply.owners, reply, OWNERS_SHOWN);
  return markup`<section aria-labelledby="owners">
<h2 id="owners">By owner</h2>
${dataTable("Owners by median", groupColumns("Owner", rows, PAGE_DIGITS), allRowOf(rows))}</section>
`;
}

/** The opportunities that decide the result. */
export function opportunitySection(reply: ForecastReply): Markup {
  const deciding = decidingOpportunities(reply, OPPORTUNITIES_SHOWN);
  const caption =
    deciding.by === "targetSwing"
      ? "Opportunities that move the chance of the target most"
      : "Opportunities of the largest expected amount";
  const content =
    deciding.shown.length === 0
      ? markup`<p>No opportunity is open on the as-of day.</p>\n`
      : markup`${dataTable(caption, opportunityColumns(deciding, PAGE_DIGITS))}<p class="muted">${decidingNote(deciding)}</p>\n`;
  return markup`<section aria-labelledby="deciding">
<h2 id="deciding">Opportunities that decide it</h2>
${content}</section>
`;
}

function allRowOf(rows: readonly GroupRow[]): number {
  return rows.findIndex(({ kind }) => kind === "all");
}
