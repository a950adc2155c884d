import { compactMoneyText, moneyText } from "../figures/money-text.ts";
import { barRows } from "./bar-rows.ts";
import { cutToWidth } from "./display-width.ts";
import type { Paint } from "./paint.ts";
import { wrapText } from "./wrap-text.ts";

const ROW_COUNT = 6;
const INDENT = "  ";

/** Draws in equal bins between two ends, and what is marked below them. */
export interface DrawnAmounts {
  readonly from: string;
  readonly to: string;
  /** Share of the draws in each bin. */
  readonly counts: readonly number[];
  readonly mark?: { readonly name: string; readonly amount: string } | undefined;
  readonly range: {
    readonly low: string;
    readonly median: string;
    readonly high: string;
    readonly text: string;
  };
  /** Said where there is nothing to spread. */
  readonly without: string;
}

/**
 * A distribution as a small histogram: bars, what is marked, the range with the median, the ends.
 * @param columnCount columns of the terminal
 */
export function distributionLines(drawn: DrawnAmounts, columnCount: number, paint: Paint): string[] {
  const [from, to] = [Number(drawn.from), Number(drawn.to)];
  if (!(to > from) || !drawn.counts.some((share) => share > 0)) {
    return wrapText(drawn.without, columnCount, INDENT);
  }
  const barCount = columnCount - 2 * INDENT.length;
  const bars = rebinned(drawn.counts, barCount);
  const columnOf = (amount: string) => Math.floor(((Number(amount) - from) / (to - from)) * barCount);
  const { mark, range } = drawn;
  const marked = mark === undefined ? undefined : columnOf(mark.amount);
  const inside = marked !== undefined && marked >= 0 && marked < barCount ? marked : undefined;
  const axis = Array.from({ length: barCount }, () => "─");
  if (inside !== undefined) axis[inside] = "┴";
  const last = barCount - 1;
  const within = (amount: string) => Math.min(last, Math.max(0, columnOf(amount)));
  const [left, right] = [compactMoneyText(drawn.from), compactMoneyText(drawn.to)];
  return [
    ...barRows(bars, { highest: Math.max(...bars), rowCount: ROW_COUNT, mark: inside }, paint),
    paint.faint(axis.join("")),
    ...(mark === undefined || marked === undefined ? [] : [paint.accent(markLine(mark, marked, barCount))]),
    rangeLine([within(range.low), within(range.median), within(range.high)], range.text, barCount),
    paint.faint(left + right.padStart(barCount - left.length)),
  ].map((line) => (line === "" ? "" : INDENT + line));
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

function markLine(
  { name, amount }: { readonly name: string; readonly amount: string },
  column: number,
  barCount: number,
): string {
  const text = `${name} ${moneyText(amount).length > 20 ? compactMoneyText(amount) : moneyText(amount)}`;
  if (column < 0) return cutToWidth(`← ${text}, off the chart`, barCount);
  if (column >= barCount) return cutToWidth(`${text}, off the chart →`, barCount).padStart(barCount);
  const right = `▲ ${text}`;
  if (column + right.length <= barCount) return " ".repeat(column) + right;
  return `${text} ▲`.padStart(column + 1);
}

function rangeLine(
  [low, median, high]: readonly [number, number, number],
  label: string,
  barCount: number,
): string {
  const cells: string[] = Array.from({ length: barCount }, (_, column) =>
    column > low && column < high ? "─" : " ",
  );
  cells[low] = "├";
  cells[high] = "┤";
  cells[median] = "┼";
  const line = cells.join("").trimEnd();
  if (line.length + 1 + label.length <= barCount) return `${line} ${label}`;
  return low > label.length ? label.padStart(low - 1) + line.slice(low - 1) : line;
}
