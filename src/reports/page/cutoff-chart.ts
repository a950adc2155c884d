import type { BacktestReply, Method } from "../../contracts/backtest.ts";
import { dayFromIso } from "../../core/base/day.ts";
import type { Chart, PointOf, Shape } from "./chart-svg.ts";
import { dayAxis } from "./fan-chart.ts";
import { box, diamond, haloedDot } from "./marks.ts";
import { moneyAxis } from "./nice-axis.ts";
import { LIGHT } from "./palette.ts";

type Row = BacktestReply["rows"][number];
type Level = keyof NonNullable<Row["quantiles"]>;

interface Window {
  readonly day: number;
  /** Last day of the period: windows of one period are joined. */
  readonly to: string;
  readonly actual: number;
  readonly median: number;
  /** Amount at a level; the median where the method gives a point. */
  readonly at: (level: Level) => number;
  readonly hasRange: boolean;
}

const BANDS = [
  ["0.025", "0.975", LIGHT.range95],
  ["0.1", "0.9", LIGHT.range80],
  ["0.25", "0.75", LIGHT.range50],
] as const;

/**
 * What a method said at each cut-off, as ranges and a median, against what was really booked, with the median of a
 * baseline.
 * @returns undefined when the method forecast nothing
 */
export function cutoffChart(
  reply: BacktestReply,
  methods: { readonly method: Method; readonly naive: Method | undefined },
  isNarrow: boolean,
): Chart | undefined {
  const windows = windowsOf(reply, methods.method);
  const naive = methods.naive === undefined ? [] : windowsOf(reply, methods.naive);
  if (windows.length === 0) return undefined;
  const days = windows.map(({ day }) => day);
  const [first, last] = [days[0]!, days.at(-1)!];
  const gap = Math.max(1, (last - first) / Math.max(1, windows.length - 1));
  const amounts = [
    ...windows.flatMap(({ at, actual }) => [at("0.025"), at("0.975"), actual]),
    ...naive.map(({ median }) => median),
  ];
  const y = moneyAxis(Math.min(0, ...amounts), Math.max(0, ...amounts), isNarrow ? 4 : 5, true);
  return {
    x: dayAxis(days, first - gap, last + gap, isNarrow ? 4 : 8),
    y,
    margin: { top: 12, right: 30, bottom: 26, left: 56 },
    shapes: (pointOf) => {
      const spacing = pointOf(first + gap, 0)[0] - pointOf(first, 0)[0];
      const radius = Math.max(1.2, Math.min(3, spacing * 0.3));
      return [
        ...periodsOf(windows).flatMap((group) => bandShapes(group, pointOf, Math.min(7, spacing * 0.35))),
        { kind: "line", points: [pointOf(first - gap, 0), pointOf(last + gap, 0)], stroke: LIGHT.muted, width: 1 }, // prettier-ignore
        ...periodsOf(naive).flatMap((group) => medianLine(group, pointOf, spacing * 0.35, true)),
        ...periodsOf(windows).flatMap((group) => medianLine(group, pointOf, spacing * 0.35, false)),
        ...windows.flatMap(({ day, actual, at, hasRange }) =>
          hasRange && (actual < at("0.1") || actual > at("0.9"))
            ? diamond(pointOf(day, actual), radius * 2)
            : haloedDot(pointOf(day, actual), radius),
        ),
      ];
    },
  };
}

function windowsOf({ rows }: BacktestReply, method: Method): Window[] {
  return rows
    .filter((row) => row.method === method)
    .map(({ cutoff, to, actual, median, quantiles }) => ({
      day: Number(dayFromIso(cutoff)),
      to,
      actual: Number(actual),
      median: Number(median),
      at: (level: Level) => Number(quantiles?.[level] ?? median),
      hasRange: quantiles !== null,
    }))
    .sort((one, other) => one.day - other.day);
}

/** Windows of one period are joined; where every window has a period of its own, all of them are. */
function periodsOf(windows: readonly Window[]): Window[][] {
  const isShared = new Set(windows.map(({ to }) => to)).size < windows.length;
  const groups: Window[][] = [];
  for (const window of windows) {
    const group = groups.at(-1);
    if (group !== undefined && (!isShared || group[0]!.to === window.to)) group.push(window);
    else groups.push([window]);
  }
  return groups;
}

function bandShapes(group: readonly Window[], pointOf: PointOf, halfWidthPx: number): Shape[] {
  if (!group.some(({ hasRange }) => hasRange)) return [];
  const [only] = group;
  return BANDS.map(([low, high, fill]) => {
    if (group.length === 1) {
      const [x, top] = pointOf(only!.day, only!.at(high));
      return box([x - halfWidthPx, top], [x + halfWidthPx, pointOf(only!.day, only!.at(low))[1]], fill);
    }
    return {
      kind: "area",
      points: [
        ...group.map(({ day, at }) => pointOf(day, at(low))),
        ...group.toReversed().map(({ day, at }) => pointOf(day, at(high))),
      ],
      fill,
    };
  });
}

function medianLine(
  group: readonly Window[],
  pointOf: PointOf,
  halfWidthPx: number,
  isNaive: boolean,
): Shape[] {
  const points = group.map(({ day, median }) => pointOf(day, median));
  const [x, y] = points[0]!;
  const half = Math.min(9, halfWidthPx);
  const ends: (readonly [number, number])[] = points.length > 1 ? points : [[x - half, y], [x + half, y]]; // prettier-ignore
  return [
    isNaive
      ? { kind: "line", points: ends, stroke: LIGHT.muted, width: 1.5, dashed: true }
      : { kind: "line", points: ends, stroke: LIGHT.ink, width: 2 },
  ];
}
