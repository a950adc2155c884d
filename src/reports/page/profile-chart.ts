import type { BacktestReply, Method } from "../../contracts/backtest.ts";
import { profileWeeks } from "../figures/backtest-columns.ts";
import type { Chart, PointOf, Shape } from "./chart-svg.ts";
import { haloedDot } from "./marks.ts";
import { LIGHT } from "./palette.ts";
import { percentAxis } from "./percent-axis.ts";

/**
 * WAPE by whole weeks of the period that were over, of a method and of a baseline.
 * @returns undefined where there is but one week, or nothing to draw
 */
export function profileChart(
  reply: BacktestReply,
  methods: { readonly method: Method; readonly naive: Method | undefined },
  isNarrow: boolean,
): Chart | undefined {
  const weeks = profileWeeks(reply);
  const own = pointsOf(reply, methods.method);
  const naive = methods.naive === undefined ? [] : pointsOf(reply, methods.naive);
  if (weeks.length < 2 || own.length === 0) return undefined;
  const [first, last] = [weeks[0]!, weeks.at(-1)!];
  const stride = Math.ceil((last - first + 1) / (isNarrow ? 7 : 14));
  return {
    x: {
      min: first,
      max: last,
      ticks: weeks.filter((week) => (week - first) % stride === 0),
      textOf: String,
      grid: false,
    },
    y: percentAxis(Math.max(0.001, ...own.map(([, wape]) => wape), ...naive.map(([, wape]) => wape)), 4),
    margin: { top: 12, right: 26, bottom: 26, left: 56 },
    shapes: (pointOf) => [
      { kind: "line", points: [pointOf(first, 0), pointOf(last, 0)], stroke: LIGHT.muted, width: 1 },
      ...lineOf(naive, pointOf, true),
      ...lineOf(own, pointOf, false),
      ...own.flatMap(([week, wape]) => haloedDot(pointOf(week, wape * 100), 3)),
    ],
  };
}

function pointsOf({ profile }: BacktestReply, method: Method): (readonly [number, number])[] {
  return profile
    .filter((entry) => entry.method === method)
    .flatMap(({ weekOfPeriod, wape }) => (wape.value === null ? [] : [[weekOfPeriod, wape.value] as const]))
    .sort(([one], [other]) => one - other);
}

function lineOf(points: readonly (readonly [number, number])[], pointOf: PointOf, isNaive: boolean): Shape[] {
  if (points.length < 2) return [];
  const drawn = points.map(([week, wape]) => pointOf(week, wape * 100));
  return [
    isNaive
      ? { kind: "line", points: drawn, stroke: LIGHT.muted, width: 1.5, dashed: true }
      : { kind: "line", points: drawn, stroke: LIGHT.ink, width: 2 },
  ];
}
