import type { InvestmentReply } from "../../contracts/investment.ts";
import { numberedNames } from "../figures/scenario-columns.ts";
import { cutToWidth } from "../terminal/display-width.ts";
import type { Chart, Shape } from "./chart-svg.ts";
import { box } from "./marks.ts";
import { moneyAxis } from "./nice-axis.ts";
import { LIGHT } from "./palette.ts";

export const SCENARIO_ROW_HEIGHT_PX = 40;
export const SCENARIO_AXIS_HEIGHT_PX = 30;
const BAR_HALF_PX = 7;

/**
 * The ranges of the net present value of all scenarios below each other, with 0 as the line between loss and gain.
 * @returns undefined where no scenario has one
 */
export function scenarioChart(reply: InvestmentReply, isNarrow: boolean): Chart | undefined {
  const names = numberedNames(reply);
  const rows = reply.scenarios.flatMap(({ figures }, index) => {
    const { distribution } = figures.netPresentValue;
    if (distribution === null) return [];
    const at = (level: "0.05" | "0.25" | "0.5" | "0.75" | "0.95") => Number(distribution.quantiles[level]);
    return [{ name: names[index]!, at }];
  });
  const lowest = Math.min(0, ...rows.map(({ at }) => at("0.05")));
  const highest = Math.max(0, ...rows.map(({ at }) => at("0.95")));
  if (rows.length === 0 || lowest === highest) return undefined;
  const x = moneyAxis(lowest, highest, isNarrow ? 4 : 7, true);
  return {
    x,
    y: { min: 0, max: rows.length, ticks: [], textOf: String, grid: false, hidden: true },
    margin: { top: 4, right: 30, bottom: SCENARIO_AXIS_HEIGHT_PX - 4, left: 30 },
    shapes: (pointOf) => [
      ...rows.flatMap(({ name, at }, index): Shape[] => {
        const [left, top] = pointOf(x.min, rows.length - index);
        const middle = top + 28;
        const bar = (low: number, high: number, fill: string) =>
          box([pointOf(low, 0)[0], middle - BAR_HALF_PX], [pointOf(high, 0)[0], middle + BAR_HALF_PX], fill);
        const median = pointOf(at("0.5"), 0)[0];
        return [
          { kind: "text", at: [left, top + 12], text: cutToWidth(name, isNarrow ? 36 : 80), fill: LIGHT.ink, align: "left" }, // prettier-ignore
          bar(at("0.05"), at("0.95"), LIGHT.range95),
          bar(at("0.25"), at("0.75"), LIGHT.range50),
          { kind: "line", points: [[median, middle - 9], [median, middle + 9]], stroke: LIGHT.ink, width: 2 }, // prettier-ignore
        ];
      }),
      { kind: "line", points: [pointOf(0, 0), pointOf(0, rows.length)], stroke: LIGHT.accent, width: 1.5, dashed: true }, // prettier-ignore
    ],
  };
}
