import type { ForecastTeamView } from "../contracts/api/forecast-view.ts";
import { sumOf } from "./figures/add-up.ts";
import { cleanText } from "./figures/clean-text.ts";
import { decidingNote, decidingOpportunities } from "./figures/deciding-opportunities.ts";
import { groupColumns, opportunityColumns } from "./figures/forecast-columns.ts";
import { groupRows } from "./figures/group-rows.ts";
import { tableMoneyText } from "./figures/money-text.ts";
import { dataTable } from "./page/data-table.ts";
import { factsFooter } from "./page/facts-footer.ts";
import { EMPTY, markup, type Markup } from "./page/markup.ts";
import { wholePage } from "./page/whole-page.ts";

const OWNERS_SHOWN = 200;
const OPPORTUNITIES_SHOWN = 200;
const PAGE_DIGITS = 12;

/**
 * What a team sees of a forecast as one page: its owners with their ranges and its opportunities. Means add up over owners, ranges do
 * not, so the team has a mean and no range. No script, nothing loaded from anywhere; the same view gives the same bytes.
 */
export function forecastTeamAsHtml(view: ForecastTeamView): string {
  const label = cleanText(view.period.label) || `${view.period.from} to ${view.period.to}`;
  const currency = view.currency === "XXX" ? "no currency given" : `amounts in ${cleanText(view.currency)}`;
  return wholePage({
    title: `Forecast ${label} of a team as of ${view.asOf}`,
    heading: `Forecast ${label}: your team`,
    facts: `${view.period.from} to ${view.period.to}. As of ${view.asOf}, known through ${view.knownThrough}, ${currency}.`,
    main: markup`${ownerSection(view)}${opportunitySection(view)}`,
    footer: factsFooter({
      facts: [
        ["Engine version", view.engineVersion],
        ["Seed", String(view.seed)],
        ["Draws", String(view.drawCount)],
        ["Plan digest", view.planDigest],
        ["Result digest of the whole forecast", view.resultDigest],
      ],
      note: EMPTY,
      sources: [],
    }),
  });
}

function ownerSection({ owners }: ForecastTeamView): Markup {
  if (owners.length === 0) return markup`<p>The forecast has nobody of your team.</p>\n`;
  const booked = sumOf(owners.map((owner) => owner.booked));
  const mean = sumOf(owners.map(({ total }) => total.mean));
  const money = tableMoneyText([booked, mean], PAGE_DIGITS);
  const rows = groupRows(owners, undefined, OWNERS_SHOWN);
  return markup`<section aria-labelledby="owners">
<h2 id="owners">By owner</h2>
<p>The team has booked ${money(booked)}; with what is expected the mean is ${money(mean)}. Means add up over owners, ranges do not: whoever is low is not low because others are.</p>
${dataTable("Owners by median", groupColumns("Owner", rows, PAGE_DIGITS))}</section>
`;
}

function opportunitySection({ opportunities, drawCount }: ForecastTeamView): Markup {
  const deciding = decidingOpportunities({ opportunities, drawCount }, OPPORTUNITIES_SHOWN);
  const content =
    deciding.shown.length === 0
      ? markup`<p>No opportunity is open on the as-of day.</p>\n`
      : markup`${dataTable("Opportunities of the largest expected amount", opportunityColumns(deciding, PAGE_DIGITS))}<p class="muted">${decidingNote(deciding)}</p>\n`;
  return markup`<section aria-labelledby="deciding">
<h2 id="deciding">Opportunities</h2>
${content}</section>
`;
}
