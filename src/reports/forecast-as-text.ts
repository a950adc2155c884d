import type { ForecastReply } from "../contracts/forecast.ts";
import { cleanText } from "./figures/clean-text.ts";
import { decidingNote, decidingOpportunities } from "./figures/deciding-opportunities.ts";
import { groupRows } from "./figures/group-rows.ts";
import { headlineOf, targetFiguresOf } from "./figures/headline.ts";
import {
  commonFactorSentence,
  newBusinessSentence,
  openPartsSentence,
  widenedRangeSentence,
} from "./figures/model-sentences.ts";
import { currencyText, moneyText } from "./figures/money-text.ts";
import { overrideColumns, OVERRIDES_NOTE } from "./figures/override-columns.ts";
import { noRecordReason, recordLines, recordWorth } from "./figures/record-sentences.ts";
import { cutToWidth, displayWidth } from "./terminal/display-width.ts";
import {
  exactColumns,
  groupColumns,
  opportunityColumns,
  subPeriodColumns,
} from "./figures/forecast-columns.ts";
import { histogramLines } from "./terminal/histogram.ts";
import { paintFor, type Paint } from "./terminal/paint.ts";
import { tableLines } from "./terminal/table.ts";
import { wrapText } from "./terminal/wrap-text.ts";

const NARROWEST = 40;
const WIDEST = 110;
const SEGMENTS_SHOWN = 12;
const OWNERS_SHOWN = 10;
const OPPORTUNITIES_SHOWN = 10;

interface Sheet {
  readonly reply: ForecastReply;
  readonly width: number;
  readonly paint: Paint;
  /** Amounts of more digits than this are written compactly in tables. */
  readonly fullDigits: number;
}

/**
 * A forecast as a terminal shows it to people: headline, range, chance of the target, histogram, tables, its record,
 * how it came about, warnings and what reproduces it. Names are stripped of control characters.
 * @param options.width  columns of the terminal; used from 40 to 110, and no line is wider
 * @param options.colour whether to set words off with ANSI attributes
 * @returns lines, each ended by a line feed
 */
export function forecastAsText(
  reply: ForecastReply,
  options: { readonly width: number; readonly colour: boolean },
): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(options.width)));
  const paint = paintFor(options.colour);
  const sheet: Sheet = { reply, width, paint, fullDigits: width >= 100 ? 9 : width >= 80 ? 8 : 7 };
  const sections = [
    [...titleLines(sheet), "", ...headlineLines(sheet)],
    [paint.strong("How likely each total is"), ...histogramLines(reply, width, paint)],
    subPeriodLines(sheet),
    ...segmentSections(sheet),
    ownerLines(sheet),
    overrideLines(sheet),
    opportunityLines(sheet),
    recordSection(sheet),
    modelLines(sheet),
    exactLines(sheet),
    warningLines(sheet),
    footerLines(sheet),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function titleLines({ reply, width, paint }: Sheet): string[] {
  const days = `${reply.period.from} to ${reply.period.to}`;
  const label = cleanText(reply.period.label);
  const name = cutToWidth(`Forecast ${label === "" ? days : label}`, width);
  const gap = width - displayWidth(name) - days.length;
  const first = label === days || label === "" || gap < 2 ? name : name + " ".repeat(gap) + days;
  const facts = `As of ${reply.asOf}, known through ${reply.knownThrough}, ${
    reply.currency === "XXX" ? "no currency given" : `amounts in ${currencyText(reply.currency)}`
  }`;
  return [
    paint.strong(first),
    ...(label !== days && label !== "" && gap < 2 ? [days] : []),
    ...wrapText(facts, width).map(paint.faint),
    paint.faint("─".repeat(width)),
  ];
}

function headlineLines({ reply, width, paint }: Sheet): string[] {
  const figures = headlineOf(reply);
  const parts = [
    ["Booked", figures.booked],
    ["Expected from open opportunities", figures.open],
    ["Expected from business to come", figures.new],
    ["Total (mean)", figures.total],
    ["Median", figures.median],
  ] as const;
  const room = Math.max(...parts.map(([, amount]) => amount.length));
  const nameRoom = Math.max(12, Math.min(32, width - room - 2));
  const line = ([name, amount]: (typeof parts)[number]) =>
    cutToWidth(name, nameRoom).padEnd(nameRoom + 2) + amount.padStart(room);
  const fromRoom = Math.max(...figures.ranges.map(({ from }) => from.length));
  const toRoom = Math.max(...figures.ranges.map(({ to }) => to.length));
  const ranges = figures.ranges.flatMap(({ level, from, to }) => {
    const line = `${level} % range  ${from.padStart(fromRoom)} to ${to.padStart(toRoom)}`;
    return line.length <= width ? [line] : wrapText(line, width, "", "  ");
  });
  const widened = widenedRangeSentence(reply);
  return [
    ...parts.slice(0, 3).map(line),
    paint.strong(line(parts[3])),
    paint.strong(line(parts[4])),
    "",
    ...ranges,
    ...(widened === undefined ? [] : wrapText(widened, width).map(paint.caution)),
    ...targetLines({ reply, width, paint }, figures.decimals),
  ];
}

function targetLines({ reply, width, paint }: Omit<Sheet, "fullDigits">, decimals: number): string[] {
  const figures = targetFiguresOf(reply, decimals);
  if (figures === undefined) return [];
  const chance = figures.chance === undefined ? "" : `, reached with a chance of ${figures.chance}`;
  return [
    "",
    ...wrapText(`Target ${figures.target}${chance}`, width).map((line) => paint.strong(paint.accent(line))),
    ...wrapText(figures.sentence, width),
  ];
}

function subPeriodLines({ reply, width, paint, fullDigits }: Sheet): string[] {
  if (reply.subPeriods.length === 0) return [];
  return [paint.strong("When it comes"), ...tableLines(subPeriodColumns(reply, fullDigits), width, paint)];
}

function segmentSections({ reply, width, paint, fullDigits }: Sheet): string[][] {
  const dimensions = [...new Set(reply.segments.map(({ dimension }) => dimension))];
  return dimensions.map((dimension) => {
    const groups = reply.segments.filter((segment) => segment.dimension === dimension);
    const rows = groupRows(groups, reply, SEGMENTS_SHOWN);
    const name = cleanText(dimension) || "segment";
    return [
      paint.strong(cutToWidth(`By ${name}`, width)),
      ...tableLines(groupColumns("Segment", rows, fullDigits), width, paint, boldRow(rows)),
    ];
  });
}

function ownerLines({ reply, width, paint, fullDigits }: Sheet): string[] {
  if (reply.owners.length === 0) return [];
  const rows = groupRows(reply.owners, reply, OWNERS_SHOWN);
  return [
    paint.strong("By owner"),
    ...tableLines(groupColumns("Owner", rows, fullDigits), width, paint, boldRow(rows)),
  ];
}

function boldRow(rows: readonly { readonly kind: string }[]): number[] {
  return rows.flatMap(({ kind }, index) => (kind === "all" ? [index] : []));
}

function opportunityLines({ reply, width, paint, fullDigits }: Sheet): string[] {
  if (reply.opportunities.length === 0) return [paint.strong("No opportunity is open on the as-of day")];
  const deciding = decidingOpportunities(reply, OPPORTUNITIES_SHOWN);
  const heading =
    deciding.by === "targetSwing"
      ? "Opportunities that move the chance of the target most"
      : "Opportunities of the largest expected amount";
  return [
    paint.strong(cutToWidth(heading, width)),
    ...tableLines(opportunityColumns(deciding, fullDigits), width, paint),
    ...wrapText(decidingNote(deciding), width).map(paint.faint),
  ];
}

function recordSection({ reply, width, paint }: Sheet): string[] {
  const heading = paint.strong("Its own record on this history");
  const reason = noRecordReason(reply);
  if (reason !== undefined) return [heading, ...wrapText(`None: ${reason}`, width)];
  const lines = recordLines(reply);
  const heldRoom = Math.max(...lines.map(({ held }) => String(held).length));
  return [
    heading,
    ...lines.map(({ range, held, of }) => `${range} ranges held ${String(held).padStart(heldRoom)} of ${of}`),
    ...wrapText(`The windows overlap: together they are worth ${recordWorth(reply)}.`, width).map(
      paint.faint,
    ),
  ];
}

function modelLines({ reply, width, paint }: Sheet): string[] {
  const sentences = [
    openPartsSentence(reply, headlineOf(reply)),
    newBusinessSentence(reply),
    commonFactorSentence(reply),
  ];
  return [
    paint.strong("How it comes about"),
    ...sentences.flatMap((sentence) => wrapText(sentence, width, "- ", "  ")),
  ];
}

function exactLines({ reply, width, paint }: Sheet): string[] {
  const columns = exactColumns(reply);
  if (columns === undefined) return [];
  return [paint.strong("Sample against exact result"), ...tableLines(columns, width, paint)];
}

function overrideLines({ reply, width, paint, fullDigits }: Sheet): string[] {
  const columns = overrideColumns(reply, fullDigits);
  if (columns === undefined) return [];
  return [
    paint.strong("Overrides"),
    ...tableLines(columns, width, paint),
    ...wrapText(OVERRIDES_NOTE, width).map(paint.faint),
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
  const sampled =
    reply.drawCount === 0 ? "nothing sampled" : `${moneyText(reply.drawCount)} draws, seed ${reply.seed}`;
  const facts = `${sampled}, method ${reply.method}, engine ${cleanText(reply.engineVersion)}`;
  return [
    ...wrapText(`${facts}, plan ${cleanText(reply.planDigest).slice(0, 12)}`, width),
    ...wrapText(`Result ${cleanText(reply.resultDigest)}`, width, "", "       "),
    ...wrapText("Verify: revcast verify RESULT.json FILES", width),
  ].map(paint.faint);
}
