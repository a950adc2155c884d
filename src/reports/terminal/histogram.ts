import type { ForecastReply } from "../../contracts/forecast.ts";
import { compactMoneyText, moneyText } from "../figures/money-text.ts";
import { cutToWidth } from "./display-width.ts";
import type { Paint } from "./paint.ts";
import { wrapText } from "./wrap-text.ts";

const EIGHTHS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;
const ROW_COUNT = 6;
const INDENT = "  ";

/**
 * The distribution of the total as a small histogram: bars, the target, the 80 % range with the median, the ends.
 * @param columnCount columns of the terminal
 */
export function histogramLines(reply: ForecastReply, columnCount: number, paint: Paint): string[] {
  const from = Number(reply.histogram.from);
  const to = Number(reply.histogram.to);
  const { counts } = reply.histogram;
  if (!(to > from) || !counts.some((share) => share > 0)) {
    return wrapText("Every draw gives the same total: there is nothing to spread", columnCount, INDENT);
  }
  const barCount = columnCount - 2 * INDENT.length;
  const bars = rebinned(counts, barCount);
  const columnOf = (amount: string) => Math.floor(((Number(amount) - from) / (to - from)) * barCount);
  const target = reply.target === undefined ? undefined : columnOf(reply.target);
  const inside = target !== undefined && target >= 0 && target < barCount ? target : undefined;
  const lines = barRows(bars, inside, paint);
  const axis = Array.from({ length: barCount }, () => "─");
  if (inside !== undefined) axis[inside] = "┴";
  lines.push(INDENT + paint.faint(axis.join("")));
  if (reply.target !== undefined && target !== undefined) {
    lines.push(INDENT + paint.accent(targetMark(reply.target, target, barCount)));
  }
  const { quantiles } = reply.total;
  const last = barCount - 1;
  const within = (amount: string) => Math.min(last, Math.max(0, columnOf(amount)));
  lines.push(
    INDENT +
      rangeMark(within(quantiles["0.1"]), within(quantiles["0.5"]), within(quantiles["0.9"]), barCount),
  );
  const [left, right] = [compactMoneyText(reply.histogram.from), compactMoneyText(reply.histogram.to)];
  lines.push(INDENT + paint.faint(left + right.padStart(barCount - left.length)));
  return lines;
}

function barRows(bars: readonly number[], target: number | undefined, paint: Paint): string[] {
  const highest = Math.max(...bars);
  const heights = bars.map((share) => Math.round((share / highest) * ROW_COUNT * 8));
  return Array.from({ length: ROW_COUNT }, (_, index) => {
    const below = (ROW_COUNT - 1 - index) * 8;
    const cells = heights.map((height) => EIGHTHS[Math.min(8, Math.max(0, height - below))]!);
    if (target === undefined) return (INDENT + cells.join("")).trimEnd();
    // The target shows through where there is no bar; in the bar it would hide its height.
    const mark = cells[target] === " " ? "│" : cells[target]!;
    const [before, after] = [cells.slice(0, target).join(""), cells.slice(target + 1).join("")];
    return `${INDENT}${before}${paint.accent(mark)}${after}`.trimEnd();
  });
}

/** Shares of `barCount` equal bars from shares of equal bins, each bin spread evenly over the bars it covers. */
function rebinned(shares: readonly number[], barCount: number): number[] {
  const bars = Array.from({ length: barCount }, () => 0);
  const barsPerBin = barCount / shares.length;
  for (const [bin, share] of shares.entries()) {
    const [start, end] = [bin * barsPerBin, (bin + 1) * barsPerBin];
    for (let bar = Math.floor(start); bar < Math.min(barCount, Math.ceil(end)); bar++) {
      const overlap = Math.min(end, bar + 1) - Math.max(start, bar);
      if (overlap > 0) bars[bar]! += (share * overlap) / barsPerBin;
    }
  }
  return bars;
}

function targetMark(target: string, column: number, barCount: number): string {
  const text = moneyText(target).length > 20 ? compactMoneyText(target) : moneyText(target);
  if (column < 0) return cutToWidth(`← target ${text}, off the chart`, barCount);
  if (column >= barCount) return cutToWidth(`target ${text}, off the chart →`, barCount).padStart(barCount);
  const right = `▲ target ${text}`;
  if (column + right.length <= barCount) return " ".repeat(column) + right;
  return `target ${text} ▲`.padStart(column + 1);
}

function rangeMark(low: number, median: number, high: number, barCount: number): string {
  const cells: string[] = Array.from({ length: barCount }, (_, column) =>
    column > low && column < high ? "─" : " ",
  );
  cells[low] = "├";
  cells[high] = "┤";
  cells[median] = "┼";
  const line = cells.join("").trimEnd();
  const label = "80 %, median";
  if (line.length + 1 + label.length <= barCount) return `${line} ${label}`;
  return low > label.length ? label.padStart(low - 1) + line.slice(low - 1) : line;
}
