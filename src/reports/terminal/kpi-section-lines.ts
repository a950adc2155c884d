import type { KpiReply } from "../../contracts/kpi.ts";
import { categoryColumns, categorySentences } from "../figures/category-columns.ts";
import { cleanText } from "../figures/clean-text.ts";
import { pacingColumns, pacingSentences } from "../figures/pacing-columns.ts";
import { hierarchySentence, rollUpColumns, shownRows, type RollUpRow } from "../figures/roll-up-columns.ts";
import type { Paint } from "./paint.ts";
import { tablePieces } from "./table-pieces.ts";
import { wrapText } from "./wrap-text.ts";

/** Rows of a roll-up that a terminal shows; the JSON and the page have all. */
const ROWS_SHOWN = 60;

interface Sheet {
  readonly reply: KpiReply;
  readonly width: number;
  readonly paint: Paint;
}

export function pacingLines({ reply: { pacing }, width, paint }: Sheet): string[] {
  if (pacing === null) return [];
  return [
    ...wrapText(`Pacing ${cleanText(pacing.period.label)}`, width).map(paint.strong),
    ...pacingSentences(pacing).flatMap((sentence) => wrapText(sentence, width, "", "  ")),
    ...(pacing.past.length === 0 ? [] : ["", ...tablePieces(pacingColumns(pacing), width, paint)]),
    ...wrapText(pacing.convention, width).map(paint.faint),
  ];
}

export function categoryLines({ reply: { categories }, width, paint }: Sheet): string[] {
  if (categories === null) return [];
  return [
    paint.strong(`Forecast categories on ${categories.day}`),
    ...tablePieces(categoryColumns(categories), width, paint),
    ...categorySentences(categories).flatMap((sentence) => wrapText(sentence, width).map(paint.faint)),
  ];
}

export function rollUpLines({ reply: { rollUp }, width, paint }: Sheet): string[] {
  if (rollUp === null) return [];
  const table = (rows: readonly RollUpRow[]): string[] => {
    const shown = shownRows(rows);
    const empty = rows.length - shown.length;
    const more = shown.length - ROWS_SHOWN;
    const first = shown.slice(0, ROWS_SHOWN);
    const totals = first.flatMap(({ hasReports }, index) => (hasReports ? [index] : []));
    return [
      ...tablePieces(rollUpColumns(first), width, paint, totals),
      ...(more > 0 ? wrapText(`and ${more} more; --json and --html have all`, width) : []).map(paint.faint),
      ...(empty > 0
        ? wrapText(`${empty} without anything booked, open or targeted left out`, width)
        : []
      ).map(paint.faint),
    ];
  };
  return [
    ...wrapText(`Roll-up as of ${rollUp.asOf.day}`, width).map(paint.strong),
    ...table(rollUp.asOf.rows),
    ...(rollUp.today === null
      ? []
      : [
          "",
          ...wrapText(`The same by owners and hierarchy of ${rollUp.today.day}`, width).map(paint.strong),
          ...table(rollUp.today.rows),
        ]),
    ...wrapText(hierarchySentence(rollUp), width).map(paint.faint),
    ...rollUp.conventions.flatMap((sentence) => wrapText(sentence, width, "", "  ").map(paint.faint)),
    ...rollUp.problems.flatMap((problem) =>
      wrapText(cleanText(problem), width, "! ", "  ").map(paint.caution),
    ),
  ];
}
