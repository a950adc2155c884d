import type { MoneyWriter } from "../figures/exact-money-text.ts";
import type { TornadoBar } from "../figures/lever-columns.ts";
import { columnWidth } from "./column-width.ts";
import { cutToWidth } from "./display-width.ts";
import type { Paint } from "./paint.ts";
import { tableLines } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

const WIDEST_NAME = 26;
const NARROWEST_TRACK = 12;
const GAP = 2;

/**
 * The mean net present value with each lever at its 10th and 90th percentile, in figures and on a track.
 * @param mean of the net present value with all levers simulated; undefined where there is none
 */
export function tornadoLines(
  bars: readonly TornadoBar[],
  mean: string | undefined,
  money: MoneyWriter,
  columnCount: number,
  paint: Paint,
): string[] {
  const write = money(bars.flatMap(({ low, high }) => [low, high]));
  const right = (header: string, cells: string[]) => ({ header, cells, align: "right" as const });
  const columns = [
    { header: "Lever", cells: bars.map(({ name }) => cutToWidth(name, WIDEST_NAME)), align: "left" as const, minWidth: 10 }, // prettier-ignore
    right("NPV at p10", bars.map(({ low }) => write(low))), // prettier-ignore
    right("NPV at p90", bars.map(({ high }) => write(high))), // prettier-ignore
  ];
  const taken = columns.reduce((sum, column) => sum + columnWidth(column) + GAP, 0);
  const width = columnCount - taken;
  const ends = bars.flatMap(({ low, high }) => [Number(low), Number(high)]);
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  if (width < NARROWEST_TRACK || !(to > from)) return tableLines(columns, columnCount, paint);
  const at = (amount: string) =>
    Math.max(0, Math.min(width - 1, Math.round(((Number(amount) - from) / (to - from)) * (width - 1))));
  const track = {
    header: "",
    cells: bars.map((bar) => trackOf(bar, mean, at, width)),
    align: "left" as const,
  };
  return [
    ...tableLines([...columns, track], columnCount, paint),
    ...wrapText("○ the lever at its 10th percentile, ● at its 90th, │ mean of all draws", columnCount).map(
      paint.faint,
    ),
  ];
}

function trackOf(
  { low, high }: TornadoBar,
  mean: string | undefined,
  at: (amount: string) => number,
  width: number,
): string {
  const [left, right] = [Math.min(at(low), at(high)), Math.max(at(low), at(high))];
  const cells: string[] = Array.from({ length: width }, (_, column) =>
    column > left && column < right ? "━" : "·",
  );
  if (mean !== undefined) cells[at(mean)] = "│";
  cells[at(low)] = "○";
  cells[at(high)] = "●";
  return cells.join("");
}
