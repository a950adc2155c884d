import type { WaterfallRow } from "../figures/changes-rows.ts";
import type { Chart, PointOf, Shape } from "./chart-svg.ts";
import { box } from "./marks.ts";
import { moneyAxis } from "./nice-axis.ts";
import { LIGHT } from "./palette.ts";

export const WATERFALL_ROW_HEIGHT_PX = 40;
export const WATERFALL_AXIS_HEIGHT_PX = 30;
const BAR_HALF_PX = 7;
const THINNEST_PX = 2;

/** A waterfall lying on its side: each bar begins where the one above ends; the ends are marks. */
export function waterfallChart(rows: readonly WaterfallRow[], isNarrow: boolean): Chart | undefined {
  const ends = rows.flatMap(({ from, to }) => [from, to]);
  const [lowest, highest] = [Math.min(...ends), Math.max(...ends)];
  if (rows.length === 0) return undefined;
  const x = moneyAxis(lowest, highest, isNarrow ? 4 : 7, true);
  return {
    x,
    y: { min: 0, max: rows.length, ticks: [], textOf: String, grid: false, hidden: true },
    margin: { top: 4, right: 30, bottom: WATERFALL_AXIS_HEIGHT_PX - 4, left: 30 },
    shapes: (pointOf) => rows.flatMap((row, index) => rowShapes(row, rows.length - index, x.min, pointOf)),
  };
}

function rowShapes(row: WaterfallRow, place: number, leftEnd: number, pointOf: PointOf): Shape[] {
  const [left, top] = pointOf(leftEnd, place);
  const middle = top + 28;
  const [begin, end] = [pointOf(row.from, place)[0], pointOf(row.to, place)[0]];
  const right = Math.abs(end - begin) < THINNEST_PX ? begin + THINNEST_PX : end;
  const fill = row.to >= row.from ? LIGHT.expected : LIGHT.accent;
  const bar: Shape = row.isEnd
    ? { kind: "line", points: [[begin, middle - BAR_HALF_PX - 2], [begin, middle + BAR_HALF_PX + 2]], stroke: LIGHT.ink, width: 3 } // prettier-ignore
    : box([begin, middle - BAR_HALF_PX], [right, middle + BAR_HALF_PX], fill);
  const text = `${row.label}  ${row.text}`;
  return [{ kind: "text", at: [left, top + 12], text, fill: LIGHT.ink, align: "left" }, bar];
}
