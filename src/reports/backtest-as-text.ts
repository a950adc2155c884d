import type { BacktestReply, MethodScores } from "../contracts/backtest.ts";
import {
  errorColumns,
  leaderColumns,
  leaderNotes,
  lossColumns,
  profileByMethodColumns,
  profileColumns,
  profileWeeks,
} from "./figures/backtest-columns.ts";
import {
  cutoffFacts,
  cutoffSpan,
  headlineMethodOf,
  headlineSentence,
  horizonText,
  rangeAndSkillSentence,
} from "./figures/backtest-headline.ts";
import { conventionRows } from "./figures/convention-rows.ts";
import { onlyWeekSentence } from "./figures/only-week-sentence.ts";
import { checkColumns, checkSentence } from "./figures/check-results.ts";
import { cleanText } from "./figures/clean-text.ts";
import { coverageCaveat, coverageLines } from "./figures/coverage-sentences.ts";
import { missingProfileReasons, missingReasons } from "./figures/missing-reasons.ts";
import { moneyText } from "./figures/money-text.ts";
import { opportunityFacts, opportunityNotes, opportunityScoreColumns } from "./figures/opportunity-scores.ts";
import { pitBars, pitNote } from "./figures/pit-bars.ts";
import { MISSING } from "./figures/score-text.ts";
import { columnWidth } from "./terminal/column-width.ts";
import { countBars } from "./terminal/count-bars.ts";
import { cutToWidth, displayWidth } from "./terminal/display-width.ts";
import { paintFor, type Paint } from "./terminal/paint.ts";
import { reliabilityLines } from "./terminal/reliability-lines.ts";
import { tablePieces } from "./terminal/table-pieces.ts";
import { wrapText } from "./terminal/wrap-text.ts";

const NARROWEST = 40;
const WIDEST = 110;

interface Sheet {
  readonly reply: BacktestReply;
  readonly headline: MethodScores | undefined;
  readonly width: number;
  readonly paint: Paint;
  /** Amounts of more digits than this are written compactly in tables. */
  readonly fullDigits: number;
}

/**
 * A backtest as a terminal shows it to people: leader board, how often ranges held, the profile by week, opportunity
 * level scores, PIT, accuracy as others count it, errors, the check, warnings and what reproduces it.
 * @param options.width  columns of the terminal; used from 40 to 110, and no line is wider
 * @param options.colour whether to set words off with ANSI attributes
 * @returns lines, each ended by a line feed
 */
export function backtestAsText(
  reply: BacktestReply,
  options: { readonly width: number; readonly colour: boolean },
): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(options.width)));
  const paint = paintFor(options.colour);
  const headline = headlineMethodOf(reply);
  const sheet: Sheet = { reply, headline, width, paint, fullDigits: width >= 100 ? 9 : width >= 80 ? 7 : 6 };
  const sections = [
    [...titleLines(sheet), "", ...summaryLines(sheet)],
    leaderLines(sheet),
    coverageSection(sheet),
    profileSection(sheet),
    opportunitySection(sheet),
    pitSection(sheet),
    conventionLines(sheet),
    errorLines(sheet),
    checkLines(sheet),
    warningLines(sheet),
    footerLines(sheet),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function titleLines({ reply, width, paint }: Sheet): string[] {
  const name = cutToWidth(`Backtest, ${horizonText(reply.request.horizon)}`, width);
  const span = cutoffSpan(reply);
  const gap = width - displayWidth(name) - span.length;
  return [
    paint.strong(gap < 2 ? name : name + " ".repeat(gap) + span),
    ...(gap < 2 ? [span] : []),
    ...wrapText(cutoffFacts(reply), width).map(paint.faint),
    paint.faint("─".repeat(width)),
  ];
}

function summaryLines({ reply, headline, width, paint }: Sheet): string[] {
  const check = checkSentence(reply);
  const isHeld = reply.check?.every(({ isHeld }) => isHeld) !== false;
  return [
    ...(headline === undefined
      ? wrapText("No method could forecast any of the cut-offs", width)
      : [
          ...wrapText(headlineSentence(headline), width).map(paint.strong),
          ...wrapText(rangeAndSkillSentence(headline), width),
        ]),
    ...(check === undefined
      ? []
      : wrapText(check, width).map((line) => paint.strong(isHeld ? line : paint.caution(line)))),
  ];
}

function leaderLines({ reply, headline, width, paint }: Sheet): string[] {
  if (headline === undefined) return [];
  return [
    paint.strong("Leader board, best CRPS first"),
    ...tablePieces(leaderColumns(reply), width, paint, [reply.methods.indexOf(headline)]),
    ...leaderNotes(reply).flatMap((note) => wrapText(note, width).map(paint.faint)),
    ...missingReasons(reply).flatMap((reason) =>
      wrapText(reason, width, `${MISSING} `, "  ").map(paint.faint),
    ),
  ];
}

function coverageSection({ headline, width, paint }: Sheet): string[] {
  if (headline === undefined) return [];
  const heading = paint.strong(`How often the ranges of ${headline.method} held`);
  const lines = coverageLines(headline);
  if (lines.length === 0) return [heading, ...wrapText("It gives a point and no ranges", width)];
  const heldRoom = Math.max(...lines.map(({ held }) => held.length));
  return [
    heading,
    ...lines.flatMap(({ level, held, interval, words }) =>
      wrapText(`${level} ranges ${held} (${interval}): ${words}`, width, "", "  ").map((line) =>
        width >= 70 ? line.replace(held, held.padEnd(heldRoom)) : line,
      ),
    ),
    ...wrapText(coverageCaveat(headline), width).map(paint.faint),
  ];
}

function profileSection({ reply, headline, width, paint, fullDigits }: Sheet): string[] {
  const weeks = profileWeeks(reply);
  if (headline === undefined || weeks.length === 0) return [];
  const heading = paint.strong("By week of the period");
  if (weeks.length === 1) {
    return [heading, ...wrapText(onlyWeekSentence(weeks[0]!), width)];
  }
  const byMethod = profileByMethodColumns(reply, "columns");
  const fits = byMethod.reduce((sum, column) => sum + columnWidth(column) + 2, -2) <= width;
  const own = reply.profile.filter(({ method }) => method === headline.method);
  return [
    heading,
    ...(own.length === 0
      ? []
      : [
          ...wrapText(
            `${headline.method}, by whole weeks of the period that were over at the cut-off`,
            width,
          ).map(paint.faint),
          ...tablePieces(profileColumns(reply.profile, headline.method, fullDigits), width, paint),
        ]),
    ...(byMethod.length <= 2
      ? []
      : [
          "",
          ...wrapText("WAPE % of every method by weeks over", width).map(paint.faint),
          ...tablePieces(fits ? byMethod : profileByMethodColumns(reply, "rows"), width, paint),
        ]),
    ...missingProfileReasons(reply.profile).flatMap((reason) =>
      wrapText(reason, width, `${MISSING} `, "  ").map(paint.faint),
    ),
  ];
}

function opportunitySection({ reply, width, paint }: Sheet): string[] {
  const heading = paint.strong("Opportunity by opportunity");
  const scores = reply.opportunityScores;
  if (scores === null) {
    return [heading, ...wrapText("Not scored: no method gave probabilities of single opportunities", width)];
  }
  return [
    heading,
    ...wrapText(opportunityFacts(scores), width),
    ...tablePieces(opportunityScoreColumns(scores), width, paint),
    ...opportunityNotes(scores).flatMap((note) => wrapText(note, width).map(paint.faint)),
    ...(scores.curve.length === 0
      ? []
      : ["", paint.faint("Reliability, calibrated"), ...reliabilityLines(scores.curve, width, paint)]),
  ];
}

function pitSection({ headline, width, paint }: Sheet): string[] {
  const histogram = headline?.pitHistogram ?? null;
  if (headline === undefined || histogram === null || histogram.length === 0) return [];
  return [
    paint.strong(cutToWidth(`Where the actual fell in the distribution of ${headline.method} (PIT)`, width)),
    ...countBars(pitBars(histogram), width, paint),
    ...wrapText(pitNote(histogram), width).map(paint.faint),
  ];
}

function conventionLines({ reply, headline, width, paint }: Sheet): string[] {
  if (headline === undefined || reply.accuracyConventions.length === 0) return [];
  const rows = conventionRows(reply);
  const valueRoom = Math.max(...rows.map(({ value }) => value.length));
  return [
    paint.strong("What others call accuracy"),
    ...wrapText(headlineSentence(headline), width),
    ...wrapText("The same forecasts by other conventions, each the mean over cut-offs:", width).map(
      paint.faint,
    ),
    ...rows.flatMap(({ name, formula, value }) =>
      wrapText(`${name}: ${formula}`, width, `${value.padStart(valueRoom)}  `, " ".repeat(valueRoom + 2)),
    ),
    ...(rows.some(({ value }) => value === MISSING)
      ? wrapText("it cannot be worked out at every cut-off", width, `${MISSING} `, "  ").map(paint.faint)
      : []),
  ];
}

function errorLines({ reply, width, paint, fullDigits }: Sheet): string[] {
  if (reply.methods.length === 0) return [];
  const pinball = lossColumns(reply, "pinball", fullDigits);
  const winkler = lossColumns(reply, "winkler", fullDigits);
  const note =
    "MASE: MAE over the mean change from window to window before the first cut-off. CRPS: mean, in money. Ratio: bootstrap interval of CRPS over that of the baseline.";
  return [
    paint.strong("Errors"),
    ...tablePieces(errorColumns(reply, fullDigits), width, paint),
    ...wrapText(note, width).map(paint.faint),
    ...(pinball === undefined
      ? []
      : ["", paint.faint("Pinball loss by level"), ...tablePieces(pinball, width, paint)]),
    ...(winkler === undefined
      ? []
      : ["", paint.faint("Winkler score by range"), ...tablePieces(winkler, width, paint)]),
  ];
}

function checkLines({ reply, width, paint }: Sheet): string[] {
  if (reply.check === null || reply.check.length === 0) return [];
  return [paint.strong("Check"), ...tablePieces(checkColumns(reply.check), width, paint)];
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
  const { request, sources } = reply;
  const facts = `${moneyText(request.drawCount)} draws, seed ${request.seed}, engine ${cleanText(reply.engineVersion)}`;
  return [
    ...wrapText(facts, width),
    ...sources.flatMap(({ file, sha256, rowCount, rejectedCount }) =>
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
