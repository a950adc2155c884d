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
import { cutToWidth } from "./terminal/display-width.ts";
import { paintFor, type Paint } from "./terminal/paint.ts";
import { tableLines } from "./terminal/table.ts";
import { tablePieces } from "./terminal/table-pieces.ts";
import { waterfallLines } from "./terminal/waterfall-lines.ts";
import { wrapText } from "./terminal/wrap-text.ts";

const NARROWEST = 40;
const WIDEST = 110;
const MOVES_PER_BAR = 3;
const ROUND_TRIPS_SHOWN = 5;
const GROUPS_SHOWN = 20;

interface Sheet {
  readonly reply: ChangesReply;
  readonly width: number;
  readonly paint: Paint;
}

/**
 * What changed between two days as a terminal shows it: the waterfall, the largest opportunities behind each bar, round
 * trips, slippage and pushes, groups, how it was counted, warnings and what reproduces it.
 * @param options.width  columns of the terminal; used from 40 to 110, and no line is wider
 * @param options.colour whether to set words off with ANSI attributes
 * @returns lines, each ended by a line feed
 */
export function changesAsText(
  reply: ChangesReply,
  options: { readonly width: number; readonly colour: boolean },
): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(options.width)));
  const sheet: Sheet = { reply, width, paint: paintFor(options.colour) };
  const sections = [
    titleLines(sheet),
    waterfallSection(sheet),
    sentenceLines(sheet, "What the two forecasts are made of", forecastPartSentences(reply)),
    moveLines(sheet),
    roundTripLines(sheet),
    sentenceLines(sheet, "Slippage and pushes", movementSentences(reply)),
    ...groupSections(sheet),
    sentenceLines(sheet, "How it was counted", reply.conventions),
    warningLines(sheet),
    footerLines(sheet),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** Warnings that say that something else is shown than was asked for: they stand at the top. */
const LEADING: ReadonlySet<string> = new Set(["no_close_date", "starts_from_nothing", "same_snapshot"]);

function titleLines({ reply, width, paint }: Sheet): string[] {
  const leading = reply.warnings.filter(({ code }) => LEADING.has(code));
  return [
    paint.strong(cutToWidth(changesTitle(reply), width)),
    ...wrapText(changesFacts(reply), width).map(paint.faint),
    ...leading.flatMap(({ message }) => wrapText(cleanText(message), width, "! ", "  ").map(paint.caution)),
    paint.faint("─".repeat(width)),
  ];
}

function waterfallSection({ reply, width, paint }: Sheet): string[] {
  const { rows, empty } = waterfallOf(reply);
  const residual = reply.pipeline?.residual ?? reply.forecast!.residual;
  const sum =
    Number(residual) === 0
      ? "Start and changes add up to the end, nothing is left over."
      : `Start and changes miss the end by ${residual}: please report it.`;
  const none = empty.length === 0 ? "" : ` None: ${empty.join(", ").toLowerCase()}.`;
  return [...waterfallLines(rows, width, paint), ...wrapText(sum + none, width).map(paint.faint)];
}

function moveLines({ reply, width, paint }: Sheet): string[] {
  const rows = moveRows(reply, MOVES_PER_BAR);
  if (rows.length === 0) return [];
  return [
    paint.strong("The largest opportunities behind it"),
    ...tableLines(moveColumns(rows, true), width, paint),
    ...wrapText("All of them, with file and line: --json or --html.", width).map(paint.faint),
  ];
}

function roundTripLines({ reply, width, paint }: Sheet): string[] {
  const trips = reply.pipeline?.roundTrips ?? [];
  if (trips.length === 0) return [];
  const largest = trips.toSorted((a, b) => Number(b.amount) - Number(a.amount)).slice(0, ROUND_TRIPS_SHOWN);
  const heading = `Round trips (${trips.length}), in no bar`;
  return [paint.strong(heading), ...tableLines(roundTripColumns(largest), width, paint)];
}

function groupSections({ reply, width, paint }: Sheet): string[][] {
  const note =
    reply.forecast === null
      ? []
      : wrapText("Booked and expected, before what the model adds to all opportunities.", width);
  return groupTables(reply, GROUPS_SHOWN).map(({ dimension, columns }) => {
    const heading = paint.strong(cutToWidth(`By ${dimension}`, width));
    return [heading].concat(tablePieces(columns, width, paint), note.map(paint.faint));
  });
}

function sentenceLines({ width, paint }: Sheet, heading: string, sentences: readonly string[]): string[] {
  if (sentences.length === 0) return [];
  return [
    paint.strong(heading),
    ...sentences.flatMap((sentence) => wrapText(cleanText(sentence), width, "- ", "  ")),
  ];
}

function warningLines({ reply, width, paint }: Sheet): string[] {
  const others = reply.warnings.filter(({ code }) => !LEADING.has(code));
  if (others.length === 0) return [];
  return [
    paint.strong(`Warnings (${others.length})`),
    ...others.flatMap(({ message }) => wrapText(cleanText(message), width, "! ", "  ").map(paint.caution)),
  ];
}

function footerLines({ reply, width, paint }: Sheet): string[] {
  return [
    ...wrapText(`Engine ${cleanText(reply.engineVersion)}`, width),
    ...wrapText(`Result ${cleanText(reply.resultDigest)}`, width, "", "       "),
  ].map(paint.faint);
}
