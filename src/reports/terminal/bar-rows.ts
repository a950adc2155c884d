import type { Paint } from "./paint.ts";

const EIGHTHS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/**
 * Upright bars, one a terminal column, in rows from the top.
 * @param bars          heights, >= 0
 * @param chart.highest height that fills all rows, > 0
 * @param chart.mark    column of a line that shows through where there is no bar
 */
export function barRows(
  bars: readonly number[],
  chart: { readonly highest: number; readonly rowCount: number; readonly mark?: number | undefined },
  paint: Paint,
): string[] {
  const { highest, rowCount, mark } = chart;
  const heights = bars.map((height) => Math.round((height / highest) * rowCount * 8));
  return Array.from({ length: rowCount }, (_, index) => {
    const below = (rowCount - 1 - index) * 8;
    const cells = heights.map((height) => EIGHTHS[Math.min(8, Math.max(0, height - below))]!);
    if (mark === undefined) return cells.join("").trimEnd();
    // The mark shows through where there is no bar; in the bar it would hide its height.
    const sign = cells[mark] === " " ? "│" : cells[mark]!;
    const [before, after] = [cells.slice(0, mark).join(""), cells.slice(mark + 1).join("")];
    return `${before}${paint.accent(sign)}${after}`.trimEnd();
  });
}
