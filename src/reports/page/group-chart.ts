import type { GroupRow } from "../figures/group-rows.ts";
import { cutToWidth } from "../terminal/display-width.ts";
import type { Chart, Shape } from "./chart-svg.ts";
import { moneyAxis } from "./nice-axis.ts";
import { LIGHT } from "./palette.ts";

export const GROUP_ROW_HEIGHT_PX = 40;
export const GROUP_AXIS_HEIGHT_PX = 30;
const BAR_HALF_PX = 7;

/**
 * Bars of groups: what is booked, what is expected on top, and a whisker for the 80 % range of the two together.
 * @returns undefined without groups
 */
export function groupChart(allRows: readonly GroupRow[], isNarrow: boolean): Chart | undefined {
  const rows = allRows.flatMap(({ kind, name, booked, expected, total }) =>
    kind === "group" && total !== undefined
      ? [
          {
            name: cutToWidth(name, isNarrow ? 40 : 90),
            booked: Number(booked),
            mean: Number(booked) + Number(expected),
            low: Number(total.quantiles["0.1"]),
            high: Number(total.quantiles["0.9"]),
          },
        ]
      : [],
  );
  if (rows.length === 0) return undefined;
  const low = Math.min(0, ...rows.flatMap((row) => [row.booked, row.mean, row.low]));
  const high = Math.max(0, ...rows.flatMap((row) => [row.booked, row.mean, row.high]));
  return {
    x: moneyAxis(low, high, isNarrow ? 4 : 7, true),
    y: { min: 0, max: rows.length, ticks: [], textOf: String, grid: false, hidden: true },
    margin: { top: 4, right: 26, bottom: GROUP_AXIS_HEIGHT_PX - 4, left: 14 },
    shapes: (pointOf) =>
      rows.flatMap((row, index): Shape[] => {
        const [left, top] = pointOf(low, rows.length - index);
        const middle = top + 28;
        const at = (amount: number) => pointOf(amount, 0)[0];
        const bar = (from: number, to: number, fill: string): Shape => ({
          kind: "area",
          points: [
            [at(from), middle - BAR_HALF_PX],
            [at(to), middle - BAR_HALF_PX],
            [at(to), middle + BAR_HALF_PX],
            [at(from), middle + BAR_HALF_PX],
          ],
          fill,
        });
        const tick = (amount: number): Shape => ({
          kind: "line",
          points: [
            [at(amount), middle - 4],
            [at(amount), middle + 4],
          ],
          stroke: LIGHT.ink,
          width: 2,
        });
        const origin = low < 0 ? at(0) : left;
        return [
          {
            kind: "text",
            at: [low < 0 ? left : origin, top + 12],
            text: row.name,
            fill: LIGHT.ink,
            align: "left",
          },
          // Booked lies on top: where it is negative the two overlap.
          ...(row.mean === row.booked ? [] : [bar(row.booked, row.mean, LIGHT.expected)]),
          ...(row.booked === 0 ? [] : [bar(0, row.booked, LIGHT.booked)]),
          {
            kind: "line",
            points: [
              [at(row.low), middle],
              [at(row.high), middle],
            ],
            stroke: LIGHT.ink,
            width: 2,
          },
          tick(row.low),
          tick(row.high),
        ];
      }),
  };
}
