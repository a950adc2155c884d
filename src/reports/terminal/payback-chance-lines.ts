import { paidBackMonthText } from "../figures/payback-text.ts";
import { percentText } from "../figures/percent-text.ts";
import { barRows } from "./bar-rows.ts";
import type { Paint } from "./paint.ts";
import { wrapText } from "./wrap-text.ts";

const ROW_COUNT = 4;
const SCALE_WIDTH = 8;
const WIDEST_MONTH = 4;
/** A chance below this leaves no bar to see. */
const LEAST_DRAWN = 0.02;

/**
 * The chance to be paid back by the end of each month as a small chart, and in words.
 * @param chanceByMonth initial column first
 * @param isCertain     whether all draws are the same
 */
export function paybackChanceLines(
  chanceByMonth: readonly number[],
  isCertain: boolean,
  columnCount: number,
  paint: Paint,
): string[] {
  const last = chanceByMonth.at(-1);
  if (last === undefined || last < LEAST_DRAWN) {
    return wrapText(last ? `Paid back for good within the horizon: ${percentText(last, isCertain)} of the draws.` : "No draw is paid back within the horizon.", columnCount, "  "); // prettier-ignore
  }
  const room = columnCount - SCALE_WIDTH - 2;
  const monthCount = chanceByMonth.length;
  const monthWidth = Math.min(WIDEST_MONTH, room / monthCount);
  const barCount = Math.floor(monthCount * monthWidth);
  const bars = Array.from(
    { length: barCount },
    (_, column) => chanceByMonth[Math.min(monthCount - 1, Math.floor(column / monthWidth))]!,
  );
  const rows = barRows(bars, { highest: 1, rowCount: ROW_COUNT }, paint);
  const scale = (index: number) => (index === 0 ? "100 %" : index === ROW_COUNT / 2 ? "50 %" : "");
  const reached = new Map<string, string>();
  for (const share of [0.5, 0.9, last]) {
    const month = paidBackMonthText(chanceByMonth, share);
    // Where the same month reaches more, the more is said.
    if (share <= last) reached.set(month, percentText(share, isCertain));
  }
  const words = [...reached].map(([month, share]) => `${share} by month ${month}`);
  return [
    ...rows.map((row, index) => (row === "" ? "" : `${scale(index).padStart(SCALE_WIDTH - 2)}  ${row}`)),
    " ".repeat(SCALE_WIDTH) + paint.faint("─".repeat(barCount)),
    " ".repeat(SCALE_WIDTH) + paint.faint(monthMarks(monthCount, monthWidth, barCount)),
    ...wrapText(`Paid back for good: ${words.join(", ")}.`, columnCount, "  "),
  ];
}

/** Numbers of months below their bars, as many as there is room for. */
function monthMarks(monthCount: number, monthWidth: number, barCount: number): string {
  const step = [1, 3, 6, 12, 24, 36].find((months) => months * monthWidth >= 5) ?? 60;
  let line = "";
  for (let month = 0; month < monthCount; month += step) {
    const text = String(month);
    const column = Math.floor(month * monthWidth);
    if (column + text.length <= barCount) line = line.padEnd(column) + text;
  }
  return line;
}
