import type { Explanation } from "../../contracts/investment.ts";
import { cleanText } from "../figures/clean-text.ts";
import {
  explainedName,
  explanationColumns,
  explanationSum,
  fullNumberText,
} from "../figures/explanation-columns.ts";
import { columnWidth } from "./column-width.ts";
import type { Paint } from "./paint.ts";
import { tableLines } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

const GAP = 2;

/** A figure of the ledger case taken apart: its formula, its terms, and that they add up to it. */
export function explanationLines(explanation: Explanation, width: number, paint: Paint): string[] {
  const columns = explanationColumns(explanation).map((column) => ({
    ...column,
    cells: column.cells.map((cell) => cell.replaceAll("\u{2007}", " ")),
  }));
  const taken = columns.reduce((sum, column) => sum + columnWidth(column) + GAP, -GAP);
  return [
    ...wrapText(`${explainedName(explanation)}: ${fullNumberText(explanation.value)}`, width).map(
      paint.strong,
    ),
    ...wrapText(`= ${cleanText(explanation.formula)}`, width, "  ", "    "),
    "",
    ...(taken <= width
      ? tableLines(columns, width, paint)
      : explanation.terms.flatMap((term) => termLines(term, width, paint))),
    "",
    ...wrapText(`${explanationSum(explanation)}.`, width),
  ];
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
