import type { TornadoBar } from "../figures/lever-columns.ts";
import { cutToWidth } from "../terminal/display-width.ts";
import type { Chart, PointOf, Shape } from "./chart-svg.ts";
import { box } from "./marks.ts";
import { moneyAxis } from "./nice-axis.ts";
import { LIGHT } from "./palette.ts";

export const TORNADO_ROW_HEIGHT_PX = 40;
export const TORNADO_AXIS_HEIGHT_PX = 30;
const BAR_HALF_PX = 7;

/**
 * Mean net present value with each lever at its 10th and at its 90th percentile, around the mean of all draws.
 * @returns undefined where no lever moves it
 */
export function tornadoChart(
  bars: readonly TornadoBar[],
  mean: number,
  isNarrow: boolean,
): Chart | undefined {
  const ends = bars.flatMap(({ low, high }) => [Number(low), Number(high)]);
  const [lowest, highest] = [Math.min(mean, ...ends), Math.max(mean, ...ends)];
  if (bars.length === 0 || lowest === highest) return undefined;
  const x = moneyAxis(lowest, highest, isNarrow ? 4 : 7, true);
  return {
    x,
    y: { min: 0, max: bars.length, ticks: [], textOf: String, grid: false, hidden: true },
    margin: { top: 4, right: 30, bottom: TORNADO_AXIS_HEIGHT_PX - 4, left: 30 },
    shapes: (pointOf) => [
      ...bars.flatMap((bar, index) => barShapes(bar, bars.length - index, mean, x.min, isNarrow, pointOf)),
      { kind: "line", points: [pointOf(mean, 0), pointOf(mean, bars.length)], stroke: LIGHT.ink, width: 2 },
    ],
  };
}

function barShapes(
  { name, low, high }: TornadoBar,
  row: number,
  mean: number,
  leftEnd: number,
  isNarrow: boolean,
  pointOf: PointOf,
): Shape[] {
  const [left, top] = pointOf(leftEnd, row);
  const middle = top + 28;
  const at = (amount: number) => pointOf(amount, row)[0];
  const side = (amount: number, fill: string) =>
    box([at(mean), middle - BAR_HALF_PX], [at(amount), middle + BAR_HALF_PX], fill);
  return [
    { kind: "text", at: [left, top + 12], text: cutToWidth(name, isNarrow ? 36 : 80), fill: LIGHT.ink, align: "left" }, // prettier-ignore
    side(Number(low), LIGHT.expected),
    side(Number(high), LIGHT.booked),
  ];
}
