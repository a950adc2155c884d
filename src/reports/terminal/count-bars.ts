import type { Paint } from "./paint.ts";

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;
const LONGEST_BAR = 40;

/** Counts as bars, one a line, each with its name and number. */
export function countBars(
  bars: readonly { readonly name: string; readonly count: number }[],
  columnCount: number,
  paint: Paint,
): string[] {
  const nameRoom = Math.max(...bars.map(({ name }) => name.length));
  const countRoom = Math.max(...bars.map(({ count }) => String(count).length));
  const barRoom = Math.max(1, Math.min(LONGEST_BAR, columnCount - nameRoom - countRoom - 4));
  const highest = Math.max(1, ...bars.map(({ count }) => count));
  return bars.map(({ name, count }) => {
    const eighths = Math.max(count > 0 ? 1 : 0, Math.round((count / highest) * barRoom * 8));
    const bar = "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
    return `${name.padStart(nameRoom)}  ${String(count).padStart(countRoom)}  ${paint.accent(bar)}`.trimEnd();
  });
}
