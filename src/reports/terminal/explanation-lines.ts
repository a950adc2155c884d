import type { Explanation } from "../../contracts/explanation.ts";
import { cleanText } from "../figures/clean-text.ts";
import {
  explainedName,
  explanationColumns,
  explanationSum,
  fullNumberText,
  workingsOf,
  workingTitle,
} from "../figures/explanation-columns.ts";
import { columnWidth } from "./column-width.ts";
import { displayWidth } from "./display-width.ts";
import type { Paint } from "./paint.ts";
import { tableLines } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

const GAP = 2;
const NARROWEST_LABEL = 10;
const HEADER_LINES = 2;

/** A figure of the ledger case taken apart: its formula, its terms, and that they add up to it. */
export function explanationLines(explanation: Explanation, width: number, paint: Paint): string[] {
  return [
    ...wrapText(`${explainedName(explanation)}: ${fullNumberText(explanation.value)}`, width).map(
      paint.strong,
    ),
    ...wrapText(`= ${cleanText(explanation.formula)}`, width, "  ", "    "),
    "",
    ...sumLines(explanation, width, paint),
    ...workingLines(explanation, width, paint),
  ];
}

/** Terms, and what they add up to. */
function sumLines(explained: Pick<Explanation, "terms" | "value">, width: number, paint: Paint): string[] {
  return [
    ...(termTable(explained, width, paint) ??
      explained.terms.flatMap((term) => termLines(term, width, paint))),
    "",
    ...wrapText(`${explanationSum(explained)}.`, width),
  ];
}

/** What the formulas of the terms are fed with: each number, opened in turn where it is made of others. */
function workingLines(explanation: Explanation, width: number, paint: Paint): string[] {
  const { opened, given } = workingsOf(explanation);
  return [
    ...(given.length === 0 ? [] : [""]),
    ...given.flatMap((working) => wrapText(workingTitle(working), width, "", "  ")),
    ...opened.flatMap((working) => [
      "",
      ...wrapText(workingTitle(working), width, "", "  ").map(paint.strong),
      "",
      ...sumLines(working, width, paint),
    ]),
  ];
}

/** The terms as a table, a long label on a line above its own; undefined where digits and formulas are too wide. */
function termTable(
  explanation: Pick<Explanation, "terms">,
  width: number,
  paint: Paint,
): string[] | undefined {
  const [labels, ...others] = explanationColumns(explanation);
  const taken = others.reduce((sum, column) => sum + columnWidth(column) + GAP, 0);
  const room = width - taken;
  if (labels === undefined || room < NARROWEST_LABEL) return undefined;
  const isLong = (label: string) => displayWidth(label) > room;
  const short = { ...labels, cells: labels.cells.map((label) => (isLong(label) ? "" : label)) };
  const lines = tableLines([short, ...others], width, paint);
  return lines.flatMap((line, index) => {
    const label = labels.cells[index - HEADER_LINES] ?? "";
    const own = line.replace(/[\u{2007}\u{2008}]/gu, " ");
    return isLong(label) ? wrapText(label, width).concat(own) : own;
  });
}

/** A term on lines of its own, where its digits or its formula need the width. */
function termLines(
  { label, value, formula }: Explanation["terms"][number],
  width: number,
  paint: Paint,
): string[] {
  const how = cleanText(formula ?? "");
  return [
    ...wrapText(`${cleanText(label)}: ${fullNumberText(value)}`, width, "", "  "),
    ...(how === "" ? [] : wrapText(`= ${how}`, width, "  ", "    ").map(paint.faint)),
  ];
}
