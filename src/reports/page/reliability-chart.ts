import type { BacktestReply } from "../../contracts/backtest.ts";
import type { Chart, PointOf, Shape } from "./chart-svg.ts";
import { haloedDot } from "./marks.ts";
import { LIGHT } from "./palette.ts";
import { shareAxis } from "./percent-axis.ts";

type Scores = NonNullable<BacktestReply["opportunityScores"]>;

const WHISKER_PX = 4;

/**
 * The share that was won of opportunities by the probability they were given: with calibration and intervals, without
 * it as a line, and the diagonal on which a perfect forecast lies.
 * @returns undefined without groups
 */
export function reliabilityChart({ curve, uncalibrated }: Scores, isNarrow: boolean): Chart | undefined {
  if (curve.length === 0) return undefined;
  return {
    x: shareAxis(true, isNarrow ? 4 : 10),
    y: shareAxis(true, 4),
    margin: { top: 12, right: 30, bottom: 26, left: 50 },
    shapes: (pointOf) => [
      {
        kind: "line",
        points: [pointOf(0, 0), pointOf(1, 1)],
        stroke: LIGHT.accent,
        width: 1.5,
        dashed: true,
      },
      {
        kind: "line",
        points: uncalibrated.curve.map(({ meanProbability, share }) => pointOf(meanProbability, share)),
        stroke: LIGHT.muted,
        width: 1.5,
        dashed: true,
      },
      ...curve.flatMap((group) => groupShapes(group, pointOf)),
    ],
  };
}

function line(from: readonly [number, number], to: readonly [number, number]): Shape {
  return { kind: "line", points: [from, to], stroke: LIGHT.ink, width: 1.5 };
}

function groupShapes(
  { meanProbability, share, low, high }: Scores["curve"][number],
  pointOf: PointOf,
): Shape[] {
  const [x, top] = pointOf(meanProbability, high);
  const bottom = pointOf(meanProbability, low)[1];
  return [
    line([x, top], [x, bottom]),
    line([x - WHISKER_PX, top], [x + WHISKER_PX, top]),
    line([x - WHISKER_PX, bottom], [x + WHISKER_PX, bottom]),
    ...haloedDot(pointOf(meanProbability, share), 3.5),
  ];
}
