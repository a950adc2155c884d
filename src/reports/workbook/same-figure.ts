import type { Decimal } from "decimal.js";

/** Two reals that agree so closely are the same figure, computed alike; a figure has 15 digits, conventions differ in the first. */
const SAME_FIGURE = 1e-9;

/** Whether a figure computed by a convention is the one reported: equal but for the last digits, or missing in both. */
export function sameFigure(ours: Decimal | null, reported: number | null): boolean {
  if (ours === null || reported === null) return ours === reported;
  return ours.minus(reported).abs().lte(ours.abs().plus(1).times(SAME_FIGURE));
}
