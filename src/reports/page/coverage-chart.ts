import type { MethodScores } from "../../contracts/backtest.ts";
import { COVERAGE_LEVELS } from "../figures/coverage-sentences.ts";
import type { Chart, PointOf, Shape } from "./chart-svg.ts";
import { box, haloedDot } from "./marks.ts";
import { LIGHT } from "./palette.ts";
import { shareAxis } from "./percent-axis.ts";

const HALF_BAR_PX = 8;
const HALF_TICK_PX = 13;

/**
 * For each range the share of windows it held, with its interval, against the share that it promises.
 * @returns undefined where the method gives no ranges
 */
export function coverageChart({ coverage }: MethodScores, isNarrow: boolean): Chart | undefined {
  if (coverage === null) return undefined;
  const rowCount = COVERAGE_LEVELS.length;
  return {
    x: shareAxis(true, isNarrow ? 5 : 10),
    y: { min: 0, max: rowCount, ticks: [], textOf: String, grid: false, hidden: true },
    margin: { top: 8, right: 26, bottom: 26, left: 62 },
    shapes: (pointOf) =>
      COVERAGE_LEVELS.flatMap((key, index) =>
        levelShapes(Number(key), coverage[key], rowCount - index - 0.5, pointOf),
      ),
  };
}

function levelShapes(
  level: number,
  { share, low, high }: NonNullable<MethodScores["coverage"]>["0.5"],
  row: number,
  pointOf: PointOf,
): Shape[] {
  const [left, y] = pointOf(low, row);
  const [promised] = pointOf(level, row);
  return [
    box([left, y - HALF_BAR_PX], [pointOf(high, row)[0], y + HALF_BAR_PX], LIGHT.range80),
    { kind: "line", points: [[promised, y - HALF_TICK_PX], [promised, y + HALF_TICK_PX]], stroke: LIGHT.accent, width: 2.5 }, // prettier-ignore
    ...haloedDot(pointOf(share, row), 4),
    { kind: "text", at: [pointOf(0, row)[0] - 10, y], text: `${Math.round(level * 100)} %`, fill: LIGHT.ink, align: "right" }, // prettier-ignore
  ];
}
