import type { KpiRecord, KpiReply } from "../contracts/kpi.ts";
import { cleanText } from "./figures/clean-text.ts";
import {
  kpiColumns,
  kpisByDepartment,
  missingSentences,
  seriesColumns,
  stageColumns,
  targetColumns,
  wholeKpis,
} from "./figures/kpi-columns.ts";
import { explainedColumns } from "./figures/kpi-explained.ts";
import {
  bottleneckSentences,
  DEPARTMENTS,
  driverSentence,
  kpiFacts,
  reliabilityLines,
} from "./figures/kpi-sentences.ts";
import { kpiRangeText, kpiValueText, MARK_NOTE } from "./figures/kpi-values.ts";
import { moneyText } from "./figures/money-text.ts";
import { chartRenderer } from "./page/chart-svg.ts";
import { dataTable } from "./page/data-table.ts";
import { factsFooter } from "./page/facts-footer.ts";
import { customerSections } from "./page/kpi-customer-sections.ts";
import { categorySection, pacingSection, rollUpSection } from "./page/kpi-extra-sections.ts";
import { EMPTY, markup, type Markup } from "./page/markup.ts";
import { wholePage } from "./page/whole-page.ts";

const GROUPS_SHOWN = 40;
/** KPIs beside each other in a series: few, because a sheet of paper cannot scroll. */
const SERIES_COLUMNS = 4;

/**
 * KPIs as one page to mail and to print: no script, nothing loaded from anywhere, every text from the data escaped; the
 * rows of the files behind every figure fold out. The same reply gives the same bytes.
 */
export async function kpiAsHtml(reply: KpiReply): Promise<string> {
  const draw = await chartRenderer();
  const { label } = reply.request.period;
  return wholePage({
    title: `KPIs ${label}`,
    heading: `KPIs ${label}`,
    facts: `${reply.measured.from} to ${reply.measured.to}. ${kpiFacts(reply)}.`,
    main: markup`${targetSection(reply)}${pacingSection(draw, reply)}${categorySection(reply)}${rollUpSection(reply)}${figureSection(reply)}${stageSection(reply)}${customerSections(reply)}${explainedSection(reply)}${reasonSection(reply)}${seriesSection(reply)}${recordSection(reply)}${notes("trust", "Less reliable", reliabilityLines(reply))}${notes(
      "warnings",
      "Warnings",
      reply.warnings.map(({ message }) => cleanText(message)),
    )}`,
    footer: factsFooter({
      facts: [
        ["Document", reply.schema],
        ["Engine version", reply.engineVersion],
        ["Result digest", reply.resultDigest],
      ],
      note: EMPTY,
      sources: reply.sources,
      request: reply.request,
    }),
  });
}

function targetSection({ targets }: KpiReply): Markup {
  if (targets.length === 0) return EMPTY;
  const off = targets.filter(({ status }) => status === "offTrack");
  const tables = Object.entries(DEPARTMENTS).map(([department, name]) => {
    const own = off.filter((target) => target.department === department);
    if (own.length === 0) return EMPTY;
    const drivers = own.map(
      (target) => markup`<p class="aside">${cleanText(`${target.name}: ${driverSentence(target)}`)}</p>\n`,
    );
    return markup`${dataTable(`Off track, ${name}`, targetColumns(own))}${drivers}`;
  });
  const others = targets.filter(({ status }) => status !== "offTrack");
  return markup`<section aria-labelledby="targets">
<h2 id="targets">Off track: ${off.length} of ${targets.length}</h2>
${tables}${others.length === 0 ? EMPTY : dataTable("Reached, on track, or without a target", [...targetColumns(others), { header: "Status", cells: others.map(({ status, reason }) => (reason === null ? STATUS[status] : `${STATUS[status]}: ${reason}`)), align: "left" }])}</section>
`;
}

const STATUS = {
  reached: "reached",
  onTrack: "on track",
  offTrack: "off track",
  unknown: "cannot be told",
  noTarget: "no target",
};

function figureSection(reply: KpiReply): Markup {
  const missing = missingSentences(reply).map((sentence) => markup`<li>${cleanText(sentence)}</li>\n`);
  const tables = kpisByDepartment(wholeKpis(reply)).map(({ name, records }) =>
    dataTable(name, kpiColumns(reply, records)),
  );
  return markup`<section aria-labelledby="figures">
<h2 id="figures">Figures</h2>
${tables}${reply.compared === null ? EMPTY : markup`<p class="muted aside">${MARK_NOTE}</p>\n`}${missing.length === 0 ? EMPTY : markup`<h3>Not measured</h3>\n<ul class="muted">\n${missing}</ul>\n`}</section>
`;
}

function stageSection(reply: KpiReply): Markup {
  return markup`<section aria-labelledby="stages">
<h2 id="stages">Stages</h2>
${dataTable("Conversion, time and losses by stage", stageColumns(reply))}${bottleneckSentences(reply).map((sentence) => markup`<p class="aside">${sentence}.</p>\n`)}</section>
`;
}

function explainedSection(reply: KpiReply): Markup {
  const tables = reply.kpis.flatMap((record) =>
    record.explained.map((change) =>
      dataTable(
        `${record.stage === null ? record.name : `${record.name}, ${cleanText(record.stage)}`} by ${change.column === null ? "stage" : cleanText(change.column)}`,
        explainedColumns(record, change, GROUPS_SHOWN),
        Math.min(change.groups.length, GROUPS_SHOWN) + (change.groups.length > GROUPS_SHOWN ? 1 : 0),
      ),
    ),
  );
  if (tables.length === 0) return EMPTY;
  return markup`<section aria-labelledby="moved">
<h2 id="moved">What moved them</h2>
<p class="muted">Mix: groups took another share of the whole. Rate: groups changed themselves. Both at the average of the two periods, so that they add up to the change exactly.</p>
<details><summary>All KPIs by stage, segment and owner</summary>
${tables}</details></section>
`;
}

function reasonSection({ lossReasons }: KpiReply): Markup {
  const { reasons, missing } = lossReasons;
  const table =
    reasons === null
      ? markup`<p class="muted">- ${missing ?? ""}</p>\n`
      : dataTable("Lost in the period by reason", [
          {
            header: "Reason",
            cells: reasons.map(({ reason }) => cleanText(reason) || "(none given)"),
            align: "left",
          },
          {
            header: "Lost",
            cells: reasons.map(({ lost }) => kpiValueText(lost.value, "count")),
            align: "right",
          },
          {
            header: "Amount",
            cells: reasons.map(({ amount }) => kpiValueText(amount, "money")),
            align: "right",
          },
        ]);
  return markup`<section aria-labelledby="reasons">
<h2 id="reasons">Why opportunities were lost</h2>
${table}</section>
`;
}

function seriesSection(reply: KpiReply): Markup {
  const records = wholeKpis(reply).filter(({ series }) => series.length > 0);
  if (records.length === 0) return EMPTY;
  const tables = kpisByDepartment(records).flatMap(({ name, records: own }) => {
    const pieces = piecesOf(own, SERIES_COLUMNS);
    return pieces.map((piece, index) => {
      const place = pieces.length === 1 ? "" : ` (${index + 1} of ${pieces.length})`;
      return dataTable(`${name}${place}; * not over on the as-of day`, seriesColumns(piece));
    });
  });
  return markup`<section aria-labelledby="series">
<h2 id="series">By ${reply.request.series ?? ""}</h2>
${tables}</section>
`;
}

/** Consecutive pieces of nearly the same length, none longer than `most`. */
function piecesOf<T>(list: readonly T[], most: number): T[][] {
  const count = Math.ceil(list.length / most);
  const length = Math.ceil(list.length / count);
  return Array.from({ length: count }, (_, piece) => list.slice(piece * length, (piece + 1) * length));
}

/** Every KPI with its convention, rivals and the rows behind it. */
function recordSection({ kpis }: KpiReply): Markup {
  return markup`<section aria-labelledby="records">
<h2 id="records">How they are counted</h2>
${kpisByDepartment(kpis).map(({ name, records }) => markup`<h3>${name}</h3>\n${records.map(recordDetails)}`)}</section>
`;
}

function recordDetails(record: KpiRecord): Markup {
  const { name, stage, convention, rivals, unit, value, interval } = record;
  const { channel } = record;
  const about = stage ?? channel;
  const title = about === null ? name : `${name}, ${cleanText(about)}`;
  const range = kpiRangeText(interval, unit);
  const spread = range === "" ? "" : `, 95 % range ${range} (${interval?.method ?? ""})`;
  const others = dataTable(`Other conventions: ${title}`, [
    { header: "Convention", cells: rivals.map((rival) => rival.name), align: "left" },
    { header: "Value", cells: rivals.map((rival) => kpiValueText(rival.value, rival.unit)), align: "right" },
    {
      header: "How",
      cells: rivals.map((rival) =>
        rival.reason === null ? rival.convention : `${rival.convention}: ${rival.reason}`,
      ),
      align: "left",
      breaks: "freely",
    },
  ]);
  return markup`<details><summary>${title}: ${kpiValueText(value, unit)}</summary>
<p>${convention}${spread}.</p>
${rivals.length === 0 ? EMPTY : others}${rowsOf(record.numerator)}${rowsOf(record.denominator)}</details>
`;
}

const ROW_NAMES: Readonly<Record<NonNullable<KpiRecord["numerator"]>["rows"]["of"], string>> = {
  opportunity: "Opportunity",
  customer: "Customer",
  contract: "Contract of",
  lead: "Lead",
  channel: "Channel",
  spend: "Spend",
  month: "Month",
  answer: "Answer of",
  forecast: "Forecast of",
};

function rowsOf(part: KpiRecord["numerator"]): Markup {
  if (part === null || part.rows.count === 0) return EMPTY;
  const { first, count, of } = part.rows;
  const more = count > first.length ? `, the first ${first.length} of ${moneyText(count)}` : "";
  return dataTable(`Rows: ${part.label}, ${kpiValueText(part.value, part.unit)}${more}`, [
    {
      header: ROW_NAMES[of],
      cells: first.map(({ id }) => cleanText(id)),
      align: "left",
    },
    { header: "File", cells: first.map(({ file }) => cleanText(file)), align: "left" },
    { header: "Line", cells: first.map(({ line }) => moneyText(line)), align: "right" },
  ]);
}

function notes(id: string, heading: string, lines: readonly string[]): Markup {
  if (lines.length === 0) return EMPTY;
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
${lines.map((line) => markup`<p class="aside">${line}</p>\n`)}</section>
`;
}
