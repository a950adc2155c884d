import type { Explanation } from "../contracts/explanation.ts";
import type { InvestmentReply, ScenarioReport } from "../contracts/investment.ts";
import { cleanText } from "./figures/clean-text.ts";
import { investmentFacts, relianceSentences } from "./figures/investment-sentences.ts";
import { moneyText } from "./figures/money-text.ts";
import {
  bestSubsetSentence,
  comparisonColumns,
  scenarioColumns,
  scenarioName,
  scenarioNotes,
} from "./figures/scenario-columns.ts";
import { caseSections, shortCaseLines, warningLinesOf } from "./terminal/case-sections.ts";
import { moneyWriterFor, type CaseSheet } from "./terminal/case-sheet.ts";
import { explanationLines } from "./terminal/explanation-lines.ts";
import { paintFor } from "./terminal/paint.ts";
import { tableLines } from "./terminal/table.ts";
import { wrapText } from "./terminal/wrap-text.ts";

const NARROWEST = 40;
const WIDEST = 110;
const DIGEST_SHOWN = 12;

interface TextOptions {
  readonly width: number;
  readonly colour: boolean;
}

type Sheet = Omit<CaseSheet, "scenario">;

/**
 * Investment cases as a terminal shows them to people. One scenario in full; several side by side, with a short block
 * for each. Names are stripped of control characters.
 * @param options.width  columns of the terminal; used from 40 to 110, and no line is wider
 * @param options.colour whether to set words off with ANSI attributes
 * @returns lines, each ended by a line feed
 */
export function investmentAsText(reply: InvestmentReply, options: TextOptions): string {
  const width = widthOf(options.width);
  const sheet: Sheet = { reply, width, paint: paintFor(options.colour), money: moneyWriterFor(width) };
  const [only, ...others] = reply.scenarios;
  const sections = only !== undefined && others.length === 0 ? oneCase(sheet, only) : severalCases(sheet);
  return textOf([...sections, relianceLines(sheet), footerLines(sheet)]);
}

/**
 * One figure of the ledger case taken apart, as `--explain` prints it: its formula, every term in full, and that they
 * add up to it.
 */
export function explanationAsText(
  explanation: Explanation,
  options: TextOptions = { width: 80, colour: false },
): string {
  return textOf([explanationLines(explanation, widthOf(options.width), paintFor(options.colour))]);
}

function oneCase(sheet: Sheet, scenario: ScenarioReport): string[][] {
  const subset = bestSubsetSentence(sheet.reply, sheet.money);
  const [head, ...sections] = caseSections({ ...sheet, scenario });
  const warnings = [...sheet.reply.warnings, ...scenario.warnings];
  return [
    [...titleLines(sheet, `Investment case: ${scenarioName(scenario)}`), "", ...head!],
    ...sections,
    subset === undefined ? [] : [sheet.paint.strong("Best for the budget"), ...wrapText(subset, sheet.width)],
    warningSection(sheet, warnings),
  ];
}

function severalCases(sheet: Sheet): string[][] {
  const { reply, width, paint, money } = sheet;
  const subset = bestSubsetSentence(reply, money);
  return [
    [
      ...titleLines(sheet, `${reply.scenarios.length} scenarios`),
      "",
      paint.strong("Side by side"),
      ...tableLines(scenarioColumns(reply, money), width, paint),
      ...scenarioNotes(reply).flatMap((note) => wrapText(note, width).map(paint.faint)),
    ],
    reply.comparisons.length === 0
      ? []
      : [
          paint.strong("Against each other, draw by draw"),
          ...tableLines(comparisonColumns(reply, money), width, paint),
        ],
    subset === undefined ? [] : [paint.strong("Best for the budget"), ...wrapText(subset, width)],
    ...reply.scenarios.map((scenario, index) => [
      ...wrapText(`${index + 1}. ${scenarioName(scenario)}`, width).map(paint.strong),
      ...shortCaseLines({ ...sheet, scenario }),
    ]),
    warningSection(sheet, reply.warnings),
  ];
}

function titleLines({ reply, width, paint }: Sheet, title: string): string[] {
  return [
    ...wrapText(title, width).map(paint.strong),
    ...wrapText(investmentFacts(reply), width).map(paint.faint),
    paint.faint("─".repeat(width)),
  ];
}

function warningSection(sheet: Sheet, warnings: InvestmentReply["warnings"]): string[] {
  if (warnings.length === 0) return [];
  return [sheet.paint.strong(`Warnings (${warnings.length})`), ...warningLinesOf(warnings, sheet)];
}

function relianceLines({ reply, width, paint }: Sheet): string[] {
  return [
    paint.strong("What it rests on"),
    ...relianceSentences(reply).flatMap((sentence) => wrapText(sentence, width, "- ", "  ")),
  ];
}

function footerLines({ reply, width, paint }: Sheet): string[] {
  const plan =
    reply.planDigest === null ? "" : `, plan ${cleanText(reply.planDigest).slice(0, DIGEST_SHOWN)}`;
  const files = [...reply.scenarios, ...reply.sources].map(
    ({ file, sha256 }) => `${cleanText(file)} ${cleanText(sha256).slice(0, DIGEST_SHOWN)}`,
  );
  return [
    ...wrapText(
      `${moneyText(reply.drawCount)} draw${reply.drawCount === 1 ? "" : "s"}, seed ${reply.seed}, engine ${cleanText(reply.engineVersion)}${plan}`,
      width,
    ),
    ...wrapText(`Result ${cleanText(reply.resultDigest)}`, width, "", "       "),
    ...files.flatMap((file) => wrapText(file, width, "File   ", "       ")),
  ].map(paint.faint);
}

function widthOf(width: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, Math.floor(width)));
}

function textOf(sections: readonly (readonly string[])[]): string {
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}
