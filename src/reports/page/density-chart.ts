import type { ForecastReply } from "../../contracts/forecast.ts";
import { compactMoneyText } from "../figures/money-text.ts";
import type { Chart, PointOf, Shape } from "./chart-svg.ts";
import { moneyAxis } from "./nice-axis.ts";
import { LIGHT } from "./palette.ts";

/** Farther off than this many times the width of the histogram a target is not drawn: it would squeeze the rest. */
const REACH = 1;

/** Whether the target can be drawn with the distribution of the total. */
export function targetIsNear(reply: ForecastReply): boolean {
  if (reply.target === undefined) return false;
  const [from, to] = [Number(reply.histogram.from), Number(reply.histogram.to)];
  const target = Number(reply.target);
  return target >= from - REACH * (to - from) && target <= to + REACH * (to - from);
}

/**
 * The distribution of the total: its histogram in shades of the 50, 80 and 95 % ranges, with median and target.
 * @returns undefined when every draw gives the same total
 */
export function densityChart(reply: ForecastReply, isNarrow: boolean): Chart | undefined {
  const [from, to] = [Number(reply.histogram.from), Number(reply.histogram.to)];
  const { counts } = reply.histogram;
  const highest = Math.max(0, ...counts);
  if (!(to > from) || highest === 0) return undefined;
  const target = targetIsNear(reply) ? Number(reply.target) : undefined;
  const x = moneyAxis(Math.min(from, target ?? from), Math.max(to, target ?? to), isNarrow ? 4 : 8, false);
  const { quantiles } = reply.total;
  const binWidth = (to - from) / counts.length;
  const steps = (low: number, high: number) => stepOutline(counts, from, binWidth, low, high);
  const bands = [
    [from, to, LIGHT.tail],
    [Number(quantiles["0.025"]), Number(quantiles["0.975"]), LIGHT.range95],
    [Number(quantiles["0.1"]), Number(quantiles["0.9"]), LIGHT.range80],
    [Number(quantiles["0.25"]), Number(quantiles["0.75"]), LIGHT.range50],
  ] as const;
  const median = Number(quantiles["0.5"]);
  const middle = (x.min + x.max) / 2;
  const marked = (
    at: number,
    row: number,
    name: string,
    colour: string,
    dashed: boolean,
    pointOf: PointOf,
  ) => {
    const [left, bottom] = pointOf(at, 0);
    const top = 8 + 18 * row;
    const side = at <= middle ? 1 : -1;
    return [
      { kind: "line", points: [[left, bottom], [left, top]], stroke: colour, width: 2, dashed }, // prettier-ignore
      {
        kind: "text",
        at: [left + 6 * side, top],
        text: `${name} ${compactMoneyText(at, true)}`,
        fill: colour,
        align: side === 1 ? "left" : "right",
      },
    ] satisfies Shape[];
  };
  return {
    x,
    y: { min: 0, max: highest, ticks: [], textOf: String, grid: false, hidden: true },
    margin: { top: target === undefined ? 22 : 44, right: 24, bottom: 26, left: 24 },
    shapes: (pointOf) => [
      ...bands
        .filter(([low, high]) => high > low)
        .map(([low, high, fill]): Shape => ({
          kind: "area",
          points: steps(low, high).map(([at, share]) => pointOf(at, share)),
          fill,
        })),
      { kind: "line", points: [pointOf(x.min, 0), pointOf(x.max, 0)], stroke: LIGHT.muted, width: 1 },
      ...marked(median, target === undefined ? 0 : 1, "median", LIGHT.ink, false, pointOf),
      ...(target === undefined ? [] : marked(target, 0, "target", LIGHT.accent, true, pointOf)),
    ],
  };
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
