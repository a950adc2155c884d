import { caseHeadlineOf, caseTermsText, isCertain } from "../figures/case-headline.ts";
import { figureColumns, figureNotes, figureRows } from "../figures/case-figure-rows.ts";
import { cleanText } from "../figures/clean-text.ts";
import { goalColumns, goalNotes } from "../figures/goal-columns.ts";
import { leverColumns, leverNotes, leverSentence, tornadoBars } from "../figures/lever-columns.ts";
import { chosenRateText } from "../figures/rate-text.ts";
import {
  effectColumns,
  realisedColumns,
  realisedSentences,
  riskAdjustedColumns,
  riskAdjustedNotes,
} from "../figures/view-columns.ts";
import { caseLineLines } from "./case-line-lines.ts";
import type { CaseSheet } from "./case-sheet.ts";
import { distributionLines } from "./distribution-lines.ts";
import { paybackChanceLines } from "./payback-chance-lines.ts";
import { tableLines } from "./table.ts";
import { tablePieces } from "./table-pieces.ts";
import { tornadoLines } from "./tornado-lines.ts";
import { wrapText } from "./wrap-text.ts";

/** Goals have eight figures beside each other: amounts of more digits are written compactly. */
const GOAL_DIGITS = 5;

/** Everything of one case, section by section; an absent part gives no lines. */
export function caseSections(sheet: CaseSheet): string[][] {
  return [
    caseHeadLines(sheet),
    distributionSection(sheet),
    figureSection(sheet),
    caseLineLines(sheet),
    effectSection(sheet),
    leverSection(sheet),
    tornadoSection(sheet),
    goalSection(sheet),
    paybackSection(sheet),
    riskAdjustedSection(sheet),
    realisedSection(sheet),
  ];
}

/** One case among several: what it is, its headline, its levers and what warns of it. */
export function shortCaseLines(sheet: CaseSheet): string[] {
  const { scenario, width, paint } = sheet;
  const levers = tornadoBars(scenario.levers)
    .slice(0, 3)
    .map(({ name }) => name);
  const shares =
    scenario.goals.length === 0 ? [] : tableLines(goalColumns(scenario.goals, GOAL_DIGITS), width, paint);
  return [
    ...caseHeadLines(sheet),
    ...(levers.length === 0 ? [] : wrapText(`What moves it most: ${levers.join(", ")}.`, width)),
    ...(shares.length === 0 ? [] : ["", ...shares, ...notesOf(goalNotes(scenario.goals), sheet)]),
    ...warningLinesOf(scenario.warnings, sheet),
  ];
}

/** Warnings, each set off. */
export function warningLinesOf(
  warnings: readonly { readonly message: string }[],
  { width, paint }: Pick<CaseSheet, "width" | "paint">,
): string[] {
  return warnings.flatMap(({ message }) =>
    wrapText(cleanText(message), width, "! ", "  ").map(paint.caution),
  );
}

function caseHeadLines({ reply, scenario, width, paint }: CaseSheet): string[] {
  const [first, second] = caseHeadlineOf(scenario, reply.currency).sentences;
  const description = cleanText(scenario.description ?? "");
  return [
    ...wrapText(`${caseTermsText(scenario)}.`, width).map(paint.faint),
    ...(description === "" ? [] : wrapText(description, width)),
    "",
    ...wrapText(first, width).map(paint.strong),
    ...wrapText(second, width),
  ];
}

function distributionSection({ scenario, width, paint }: CaseSheet): string[] {
  const { distribution } = scenario.figures.netPresentValue;
  if (distribution === null) return [];
  const { quantiles } = distribution;
  return [
    paint.strong("How likely each net present value is"),
    ...distributionLines(
      {
        ...scenario.npvHistogram,
        mark: { name: "break-even", amount: "0" },
        range: { low: quantiles["0.05"], median: quantiles["0.5"], high: quantiles["0.95"], text: "90 %, median" }, // prettier-ignore
        without: "Every draw gives the same net present value: nothing in this case is uncertain",
      },
      width,
      paint,
    ),
  ];
}

function figureSection(sheet: CaseSheet): string[] {
  const { scenario, width, paint, money } = sheet;
  const rows = figureRows(scenario, money);
  return [
    paint.strong("Figures"),
    ...tableLines(figureColumns(rows), width, paint, [0]),
    ...notesOf(figureNotes(rows, scenario), sheet),
  ];
}

function effectSection({ scenario, width, paint, money }: CaseSheet): string[] {
  if (scenario.levers.length === 0) return [];
  return [
    paint.strong("What it changes over the horizon"),
    ...tableLines(effectColumns(scenario, money), width, paint),
  ];
}

function leverSection(sheet: CaseSheet): string[] {
  const { scenario, width, paint, money } = sheet;
  if (scenario.levers.length === 0) return [paint.strong("No levers act on pipeline or customers")];
  return [
    paint.strong("What each lever does"),
    ...tableLines(leverColumns(scenario.levers, money), width, paint),
    ...notesOf(leverNotes(scenario), sheet),
    "",
    ...scenario.levers.flatMap((lever) => wrapText(leverSentence(lever), width, "- ", "  ")),
  ];
}

function tornadoSection({ scenario, width, paint, money }: CaseSheet): string[] {
  const bars = tornadoBars(scenario.levers);
  if (bars.length === 0) return [];
  const { ledger, distribution } = scenario.figures.netPresentValue;
  return [
    paint.strong("What moves the net present value"),
    ...tornadoLines(bars, distribution?.mean ?? ledger ?? undefined, money, width, paint),
  ];
}

function goalSection(sheet: CaseSheet): string[] {
  const { goals } = sheet.scenario;
  if (goals.length === 0) return [];
  return [
    sheet.paint.strong("Goals, without and with it"),
    ...tableLines(goalColumns(goals, GOAL_DIGITS), sheet.width, sheet.paint),
    ...notesOf(goalNotes(goals), sheet),
  ];
}

function paybackSection({ scenario, width, paint }: CaseSheet): string[] {
  const { payback } = scenario.figures;
  if (payback.chanceByMonth.length === 0) return [];
  return [
    paint.strong("Chance to be paid back, by month"),
    ...paybackChanceLines(payback.chanceByMonth, isCertain(scenario), width, paint),
  ];
}

function riskAdjustedSection(sheet: CaseSheet): string[] {
  const { scenario, width, paint, money } = sheet;
  if (scenario.riskAdjusted === null) return [];
  return [
    paint.strong(`Risk-adjusted view, at ${chosenRateText(scenario.discountRatePerYear)} a year`),
    ...tablePieces(riskAdjustedColumns(scenario, money), width, paint),
    ...notesOf(riskAdjustedNotes(scenario, money), sheet),
  ];
}

function realisedSection(sheet: CaseSheet): string[] {
  const { realised } = sheet.scenario;
  if (realised === null) return [];
  return [
    sheet.paint.strong("Realised return"),
    ...tableLines(realisedColumns(realised, sheet.money), sheet.width, sheet.paint),
    ...realisedSentences(realised).flatMap((sentence) => wrapText(sentence, sheet.width)),
  ];
}

function notesOf(notes: readonly string[], { width, paint }: CaseSheet): string[] {
  return notes.flatMap((note) => wrapText(note, width).map(paint.faint));
}
