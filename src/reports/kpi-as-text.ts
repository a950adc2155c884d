import type { KpiRecord, KpiReply } from "../contracts/kpi.ts";
import { cleanText } from "./figures/clean-text.ts";
import {
  kpiColumns,
  kpisByDepartment,
  missingSentences,
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
  rivalsLine,
} from "./figures/kpi-sentences.ts";
import { trendColumns } from "./figures/kpi-trend.ts";
import { kpiChangeText, kpiRangeText, kpiValueText, MARK_NOTE } from "./figures/kpi-values.ts";
import { moneyText } from "./figures/money-text.ts";
import { customerLines } from "./terminal/kpi-customer-lines.ts";
import { categoryLines, pacingLines, rollUpLines } from "./terminal/kpi-section-lines.ts";
import { cutToWidth, displayWidth } from "./terminal/display-width.ts";
import { paintFor, type Paint } from "./terminal/paint.ts";
import { tableLines } from "./terminal/table.ts";
import { tablePieces } from "./terminal/table-pieces.ts";
import { wrapText } from "./terminal/wrap-text.ts";

const NARROWEST = 40;
const WIDEST = 120;
/** KPIs whose change is taken apart on the terminal; the JSON and the page have all. */
const EXPLAINED: readonly KpiRecord["id"][] = ["won_amount", "win_rate_count", "average_won_amount"];
const GROUPS_SHOWN = 5;

interface Sheet {
  readonly reply: KpiReply;
  readonly width: number;
  readonly paint: Paint;
}

/**
 * KPIs as a terminal shows them to people: what is off track, the figures with their comparison, the stages, what moved
 * them, other conventions, the series, what is missing and why.
 * @param options.width  columns of the terminal; used from 40 to 120, and no line is wider
 * @param options.colour whether to set words off with ANSI attributes
 * @param options.brief  leaves out how each figure is counted and what other conventions give
 */
export function kpiAsText(
  reply: KpiReply,
  options: { readonly width: number; readonly colour: boolean; readonly brief?: boolean },
): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(options.width)));
  const sheet: Sheet = { reply, width, paint: paintFor(options.colour) };
  const sections = [
    titleLines(sheet),
    targetLines(sheet),
    pacingLines(sheet),
    categoryLines(sheet),
    rollUpLines(sheet),
    figureLines(sheet),
    stageLines(sheet),
    ...customerLines(sheet),
    ...explainedLines(sheet),
    reasonLines(sheet),
    seriesLines(sheet),
    options.brief === true ? briefLines(sheet) : conventionLines(sheet),
    trustLines(sheet),
    warningLines(sheet),
    footerLines(sheet),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function titleLines({ reply, width, paint }: Sheet): string[] {
  const name = cutToWidth(`KPIs ${reply.request.period.label}`, width);
  const span = `${reply.measured.from} to ${reply.measured.to}`;
  const gap = width - displayWidth(name) - span.length;
  return [
    paint.strong(gap < 2 ? name : name + " ".repeat(gap) + span),
    ...(gap < 2 ? [span] : []),
    ...wrapText(kpiFacts(reply), width).map(paint.faint),
    paint.faint("─".repeat(width)),
  ];
}

function targetLines({ reply, width, paint }: Sheet): string[] {
  if (reply.targets.length === 0) return [];
  const off = reply.targets.filter(({ status }) => status === "offTrack");
  const lines = Object.entries(DEPARTMENTS).flatMap(([department, name]) => {
    const own = off.filter((target) => target.department === department);
    if (own.length === 0) return [];
    return [
      "",
      paint.strong(name),
      ...tablePieces(targetColumns(own), width, paint),
      ...own.flatMap((target) =>
        wrapText(cleanText(`${target.name}: ${driverSentence(target)}`), width, "  ", "    ").map(
          paint.caution,
        ),
      ),
    ];
  });
  const rest = reply.targets.filter(({ status }) => status !== "offTrack");
  const words = {
    reached: "reached",
    onTrack: "on track",
    unknown: "cannot be told",
    noTarget: "no target",
    offTrack: "off track",
  };
  return [
    paint.strong(`Off track: ${off.length} of ${reply.targets.length}`),
    ...lines,
    ...(rest.length === 0 ? [] : ["", paint.faint("The others")]),
    ...rest.flatMap((target) => {
      return wrapText(
        cleanText(
          `${target.name}: ${kpiValueText(target.value, target.unit)}, ${words[target.status]}${target.reason === null ? "" : ` (${target.reason})`}`,
        ),
        width,
        "",
        "  ",
      );
    }),
  ];
}

function figureLines({ reply, width, paint }: Sheet): string[] {
  const tables = kpisByDepartment(wholeKpis(reply)).flatMap(({ name, records }, index) => [
    ...(index === 0 ? [] : [""]),
    paint.strong(name),
    ...tableLines(kpiColumns(reply, records), width, paint),
  ]);
  const missing = missingSentences(reply);
  return [
    paint.strong("Figures"),
    ...tables,
    ...(reply.compared === null ? [] : wrapText(MARK_NOTE, width).map(paint.faint)),
    ...(missing.length === 0 ? [] : ["", paint.strong("Not measured")]),
    ...missing.flatMap((sentence) => wrapText(cleanText(sentence), width, "- ", "  ").map(paint.faint)),
  ];
}

function stageLines({ reply, width, paint }: Sheet): string[] {
  const note =
    "Entered, went on: first entries in the period, followed to the as-of day; Est.: the competing-risks estimate, in which open ones count for as long as they were watched. Of exits: exits in the period that went on. Median: days of the visits that ended. Over it: open for longer than three quarters of the won ones were in the stage.";
  return [
    paint.strong("Stages"),
    ...tablePieces(stageColumns(reply), width, paint),
    ...wrapText(note, width).map(paint.faint),
    ...bottleneckSentences(reply).flatMap((sentence) => wrapText(sentence, width, "", "  ")),
  ];
}

function explainedLines({ reply, width, paint }: Sheet): string[][] {
  return EXPLAINED.flatMap((id) => {
    const record = reply.kpis.find((kpi) => kpi.id === id);
    const isMoved = Number(record?.comparison?.change ?? 0) !== 0;
    if (record === undefined || record.explained.length === 0 || !isMoved) return [];
    const change = kpiChangeText(record.comparison?.change ?? null, record.unit);
    return [
      [
        ...wrapText(`What moved it: ${record.name} (${change})`, width).map(paint.strong),
        ...record.explained.flatMap((explained, index) => [
          ...(index === 0 ? [] : [""]),
          ...tablePieces(explainedColumns(record, explained, GROUPS_SHOWN), width, paint),
        ]),
      ],
    ];
  });
}

function reasonLines({ reply, width, paint }: Sheet): string[] {
  const { reasons, missing } = reply.lossReasons;
  const heading = paint.strong("Why opportunities were lost");
  if (reasons === null) return [heading, ...wrapText(missing ?? "", width, "- ", "  ").map(paint.faint)];
  if (reasons.length === 0) return [heading, ...wrapText("Nothing was lost in the period", width)];
  return [
    heading,
    ...tablePieces(
      [
        {
          header: "Reason",
          cells: reasons.map(({ reason }) => cleanText(reason) || "(none given)"),
          align: "left",
          minWidth: 12,
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
      ],
      width,
      paint,
    ),
  ];
}

function seriesLines({ reply, width, paint }: Sheet): string[] {
  const records = wholeKpis(reply).filter(({ series }) => series.length > 0);
  const [first] = records;
  if (first === undefined) return [];
  const isPartial = first.series.some((point) => point.isPartial);
  const span = `${first.series[0]!.label} to ${first.series.at(-1)!.label}`;
  const note = `Each course from its lowest to its highest value, a dot where there is none${isPartial ? "; the last is not over on the as-of day" : ""}; --json and --html have every value`;
  return [
    ...wrapText(`By ${reply.request.series}, ${span}`, width).map(paint.strong),
    ...kpisByDepartment(records).flatMap(({ name, records: own }, index) => [
      ...(index === 0 ? [] : [""]),
      paint.strong(name),
      ...tableLines(trendColumns(own), width, paint),
    ]),
    ...wrapText(note, width).map(paint.faint),
  ];
}

function conventionLines({ reply, width, paint }: Sheet): string[] {
  return [
    ...wrapText("How they are counted, and what other conventions give", width).map(paint.strong),
    ...kpisByDepartment(wholeKpis(reply)).flatMap(({ name, records }) => [
      "",
      paint.strong(name),
      ...records.flatMap((record) => [
        ...wrapText(`${record.name}: ${record.convention}${rangeNote(record)}`, width, "", "  "),
        ...(record.rivals.length === 0 ? [] : wrapText(rivalsLine(record), width, "  ").map(paint.faint)),
      ]),
    ]),
  ];
}

/** The range, which a narrow terminal has no room for in the table. */
function rangeNote({ interval, unit }: KpiRecord): string {
  const range = kpiRangeText(interval, unit);
  return range === "" ? "" : ` (95 % range ${range}: ${interval!.method})`;
}

function briefLines({ width, paint }: Sheet): string[] {
  return wrapText(
    "How each figure is counted and what other conventions give: without --brief, or with --html",
    width,
  ).map(paint.faint);
}

function trustLines({ reply, width, paint }: Sheet): string[] {
  const lines = reliabilityLines(reply);
  if (lines.length === 0) return [];
  return [
    paint.strong("Less reliable"),
    ...lines.flatMap((line) => wrapText(line, width, "", "  ").map(paint.caution)),
  ];
}

function warningLines({ reply, width, paint }: Sheet): string[] {
  if (reply.warnings.length === 0) return [];
  return [
    paint.strong(`Warnings (${reply.warnings.length})`),
    ...reply.warnings.flatMap(({ message }) =>
      wrapText(cleanText(message), width, "! ", "  ").map(paint.caution),
    ),
  ];
}

function footerLines({ reply, width, paint }: Sheet): string[] {
  return [
    ...wrapText(
      "n: opportunities, visits, customers or leads behind the figure; --json and --html name the rows of the files",
      width,
    ),
    ...reply.sources.flatMap(({ file, sha256, rowCount, rejectedCount }) =>
      wrapText(
        `File ${cleanText(file)}, ${moneyText(rowCount)} rows${rejectedCount === 0 ? "" : ` (${moneyText(rejectedCount)} not used)`}, SHA-256 ${cleanText(sha256)}`,
        width,
        "",
        "     ",
      ),
    ),
    ...wrapText(`Result ${cleanText(reply.resultDigest)}`, width, "", "       "),
  ].map(paint.faint);
}
