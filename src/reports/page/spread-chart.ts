import { compactMoneyText } from "../figures/money-text.ts";
import type { Chart, PointOf, Shape } from "./chart-svg.ts";
import { moneyAxis } from "./nice-axis.ts";
import { LIGHT } from "./palette.ts";

/** Farther off than this many times the width of the histogram a mark is not drawn: it would squeeze the rest. */
const REACH = 1;

/** Draws in equal bins, with the ranges that shade them. */
export interface DrawnSpread {
  readonly from: string;
  readonly to: string;
  readonly counts: readonly number[];
  /** The widest first. */
  readonly ranges: readonly { readonly low: string; readonly high: string; readonly fill: string }[];
  readonly median: string;
  readonly mark?: { readonly name: string; readonly amount: string } | undefined;
}

/** Whether an amount can be drawn with the bins. */
export function isNear({ from, to }: Pick<DrawnSpread, "from" | "to">, amount: string): boolean {
  const reach = REACH * (Number(to) - Number(from));
  return Number(amount) >= Number(from) - reach && Number(amount) <= Number(to) + reach;
}

/**
 * A histogram in shades of its ranges, with the median and a mark where it is near.
 * @returns undefined when every draw gives the same amount
 */
export function spreadChart(spread: DrawnSpread, isNarrow: boolean): Chart | undefined {
  const [from, to] = [Number(spread.from), Number(spread.to)];
  const { counts } = spread;
  const highest = Math.max(0, ...counts);
  if (!(to > from) || highest === 0) return undefined;
  const mark = spread.mark !== undefined && isNear(spread, spread.mark.amount) ? spread.mark : undefined;
  const markedAt = mark === undefined ? from : Number(mark.amount);
  const x = moneyAxis(Math.min(from, markedAt), Math.max(to, markedAt), isNarrow ? 4 : 8, false);
  const binWidth = (to - from) / counts.length;
  const bands = [
    [from, to, LIGHT.tail] as const,
    ...spread.ranges.map(({ low, high, fill }) => [Number(low), Number(high), fill] as const),
  ];
  const middle = (x.min + x.max) / 2;
  return {
    x,
    y: { min: 0, max: highest, ticks: [], textOf: String, grid: false, hidden: true },
    margin: { top: mark === undefined ? 22 : 44, right: 24, bottom: 26, left: 24 },
    shapes: (pointOf) => [
      ...bands
        .filter(([low, high]) => high > low)
        .map(([low, high, fill]): Shape => ({
          kind: "area",
          points: stepOutline(counts, from, binWidth, low, high).map(([at, share]) => pointOf(at, share)),
          fill,
        })),
      { kind: "line", points: [pointOf(x.min, 0), pointOf(x.max, 0)], stroke: LIGHT.muted, width: 1 },
      ...markShapes({ name: "median", at: Number(spread.median), row: mark === undefined ? 0 : 1, isLeft: Number(spread.median) <= middle }, pointOf), // prettier-ignore
      ...(mark === undefined ? [] : markShapes({ name: mark.name, at: markedAt, row: 0, isLeft: markedAt <= middle, isAccent: true }, pointOf)), // prettier-ignore
    ],
  };
}

interface Mark {
  readonly name: string;
  readonly at: number;
  /** Which line of texts above the bars. */
  readonly row: number;
  readonly isLeft: boolean;
  readonly isAccent?: boolean;
}

function markShapes({ name, at, row, isLeft, isAccent = false }: Mark, pointOf: PointOf): Shape[] {
  const [left, bottom] = pointOf(at, 0);
  const top = 8 + 18 * row;
  const colour = isAccent ? LIGHT.accent : LIGHT.ink;
  return [
    { kind: "line", points: [[left, bottom], [left, top]], stroke: colour, width: 2, dashed: isAccent }, // prettier-ignore
    {
      kind: "text",
      at: [left + (isLeft ? 6 : -6), top],
      text: `${name} ${compactMoneyText(at, true)}`,
      fill: colour,
      align: isLeft ? "left" : "right",
    },
  ];
}

/** Outline of the histogram between two amounts, closed along the axis. */
function stepOutline(
  counts: readonly number[],
  from: number,
  binWidth: number,
  low: number,
  high: number,
): (readonly [number, number])[] {
  const points: (readonly [number, number])[] = [[low, 0]];
  for (const [bin, share] of counts.entries()) {
    const left = Math.max(low, from + bin * binWidth);
    const right = Math.min(high, from + (bin + 1) * binWidth);
    if (right > left) points.push([left, share], [right, share]);
  }
  points.push([high, 0]);
  return points;
}
