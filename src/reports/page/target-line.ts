import { compactMoneyText } from "../figures/money-text.ts";
import type { Shape } from "./chart-svg.ts";
import { LIGHT } from "./palette.ts";

interface TargetPlace {
  readonly left: readonly [number, number];
  readonly right: readonly [number, number];
  /** How far below the line its text stands, in pixels; negative = above. */
  readonly textBelow: number;
}

/** The target of a chart as a dashed line that says its amount. */
export function targetLine(target: number, { left, right, textBelow }: TargetPlace): Shape[] {
  const text = `target ${compactMoneyText(target, true)}`;
  return [
    { kind: "line", points: [left, right], stroke: LIGHT.accent, width: 2, dashed: true },
    { kind: "text", at: [left[0] + 6, left[1] + textBelow], text, fill: LIGHT.accent, align: "left" },
  ];
}
