import type { WaterfallRow } from "../figures/changes-rows.ts";
import type { Paint } from "./paint.ts";
import { fitToWidth } from "./display-width.ts";

const GAP = 2;
const NARROWEST_CHART = 10;
const WIDEST_CHART = 48;

/**
 * A waterfall lying on its side: name, count and amount of each row, and a bar from where it begins to where it ends. Bars
 * show changes to one scale; the ends are marks, so that a scale which does not begin at 0 misleads nobody.
 */
export function waterfallLines(rows: readonly WaterfallRow[], columnCount: number, paint: Paint): string[] {
  const widest = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length));
  const countWidth = widest(rows.map(({ count }) => count));
  const textWidth = widest(rows.map(({ text }) => text));
  const fixed = textWidth + (countWidth === 0 ? 0 : countWidth + GAP) + GAP;
  const labelWidth = Math.min(widest(rows.map(({ label }) => label)), columnCount - fixed);
  const room = columnCount - labelWidth - fixed - GAP;
  const chartWidth = room < NARROWEST_CHART ? 0 : Math.min(WIDEST_CHART, room);
  const ends = rows.flatMap(({ from, to }) => [from, to]);
  const [lowest, highest] = [Math.min(...ends), Math.max(...ends)];
  const at = (amount: number): number =>
    highest > lowest ? Math.round(((amount - lowest) / (highest - lowest)) * (chartWidth - 1)) : 0;
  return rows.map((row) => {
    const cells = [
      fitToWidth(row.label, labelWidth, "left"),
      ...(countWidth === 0 ? [] : [row.count.padStart(countWidth)]),
      row.text.padStart(textWidth),
    ].join(" ".repeat(GAP));
    const line = chartWidth === 0 ? cells : cells + " ".repeat(GAP) + barOf(row, at(row.from), at(row.to));
    return row.isEnd ? paint.strong(line.trimEnd()) : line.trimEnd();
  });
}

function barOf(row: WaterfallRow, from: number, to: number): string {
  const sign = row.isEnd ? "│" : row.to >= row.from ? "█" : "░";
  return " ".repeat(Math.min(from, to)) + sign.repeat(Math.abs(to - from) + (row.isEnd ? 1 : 0) || 1);
}
