import type { BacktestReply, MethodScores } from "../../contracts/backtest.ts";
import { verdictText } from "../figures/backtest-columns.ts";
import { MISSING, ratioText } from "../figures/score-text.ts";
import type { Axis, Chart, PointOf, Shape } from "./chart-svg.ts";
import { haloedDot, ring } from "./marks.ts";
import { LIGHT } from "./palette.ts";

export const RATIO_ROW_HEIGHT_PX = 30;
export const RATIO_AXIS_HEIGHT_PX = 34;
/** Ratios beyond these powers of two lie on the edge of the picture; the table has their numbers. */
const FURTHEST = 6;

/** Each method's CRPS over that of the naive one, with the bootstrap interval of the paired comparison. */
export function ratioChart({ methods }: BacktestReply, isNarrow: boolean): Chart | undefined {
  const ratios = methods.flatMap(({ crpsRatioToNaive, comparison }) => [
    ...(crpsRatioToNaive.value === null ? [] : [crpsRatioToNaive.value]),
    ...(comparison === null ? [] : [comparison.low, comparison.high]),
  ]);
  if (ratios.length === 0) return undefined;
  const x = doublingAxis(ratios, isNarrow ? 4 : 8);
  return {
    x,
    y: { min: 0, max: methods.length, ticks: [], textOf: String, grid: false, hidden: true },
    margin: { top: 4, right: isNarrow ? 16 : 120, bottom: 26, left: isNarrow ? 130 : 150 },
    shapes: (pointOf) => {
      const even = pointOf(0, 0)[0];
      return [
        { kind: "line", points: [[even, pointOf(0, methods.length)[1]], [even, pointOf(0, 0)[1]]], stroke: LIGHT.accent, width: 2, dashed: true }, // prettier-ignore
        ...methods.flatMap((scores, index) =>
          methodShapes(scores, methods, { row: methods.length - index - 0.5, x, pointOf, isNarrow }),
        ),
      ];
    },
  };
}

/** Where a method is drawn. */
interface Place {
  readonly row: number;
  readonly x: Axis;
  readonly pointOf: PointOf;
  readonly isNarrow: boolean;
}

function position(ratio: number): number {
  return Math.min(FURTHEST, Math.max(-FURTHEST, Math.log2(Math.max(ratio, 2 ** -FURTHEST))));
}

/** Half as good and twice as good lie equally far from 1. */
function doublingAxis(ratios: readonly number[], markCount: number): Axis {
  const min = Math.floor(Math.min(-1, ...ratios.map(position)));
  const max = Math.ceil(Math.max(1, ...ratios.map(position)));
  const step = Math.ceil((max - min) / markCount);
  const ticks = Array.from({ length: max - min + 1 }, (_, index) => min + index).filter((power) => power % step === 0); // prettier-ignore
  return {
    min,
    max,
    ticks,
    textOf: (power) => String(2 ** power).replace(/^(0\.\d{3}).*/, "$1"),
    grid: true,
  };
}

function methodShapes(
  scores: MethodScores,
  methods: readonly MethodScores[],
  { row, x, pointOf, isNarrow }: Place,
): Shape[] {
  const { method, crpsRatioToNaive, comparison } = scores;
  const edge = pointOf(0, row)[1];
  const text = (left: number, words: string, fill: string, align: "left" | "right"): Shape => ({
    kind: "text",
    at: [left, edge],
    text: words,
    fill,
    align,
  });
  const ratio = crpsRatioToNaive.value ?? comparison?.ratio;
  const at = (value: number) => pointOf(position(value), row);
  return [
    text(pointOf(x.min, row)[0] - 10, method, LIGHT.ink, "right"),
    ...(comparison === null
      ? []
      : [
          {
            kind: "line",
            points: [at(comparison.low), at(comparison.high)],
            stroke: LIGHT.ink,
            width: 2,
          } as const,
        ]),
    ...(ratio === undefined
      ? [text(pointOf(0, row)[0] + 8, MISSING, LIGHT.muted, "left")]
      : comparison?.verdict === "no proven skill"
        ? ring(at(ratio), 5)
        : haloedDot(at(ratio), 4)),
    ...(isNarrow ? [] : [text(pointOf(x.max, row)[0] + 10, ratio === undefined ? "" : verdictWords(scores, methods, ratio), LIGHT.muted, "left")]), // prettier-ignore
  ];
}

function verdictWords(scores: MethodScores, methods: readonly MethodScores[], ratio: number): string {
  const verdict = verdictText(scores, methods);
  return verdict === "better" || verdict === "worse" ? `${verdict}, ${ratioText(ratio)}` : verdict;
}
