import type { Decimal } from "decimal.js";
import { RootDecimal, type PowerSum } from "./power-sum.ts";

/** Relative step at which a root is known: far below what is shown, well above the rounding of 64 digits. */
const STEP_TOLERANCE = new RootDecimal("1e-50");
const MOST_STEPS = 1_000;

/**
 * All distinct positive roots of a sum of powers, by the turning points of f(x) / x^s level by level (see
 * `positiveRoots`), with 64 digits throughout: slow, but at home with multiple roots.
 * @returns ascending, to about 50 digits
 */
export function rootsByTurns(sum: PowerSum): readonly Decimal[] {
  const slope = sum.slope();
  if (slope === undefined) return [];
  const turns = rootsByTurns(slope);
  const roots: Decimal[] = [];
  let left: Decimal | undefined;
  let leftSign = sum.signNearZero;
  for (const turn of turns) {
    const sign = sum.signAtTurn(turn);
    if (leftSign * sign < 0) roots.push(crossing(sum, left, turn, leftSign));
    if (sign === 0) roots.push(turn);
    left = turn;
    leftSign = sign;
  }
  if (leftSign * sum.signAtInfinity < 0) roots.push(crossing(sum, left, undefined, leftSign));
  return roots;
}

/** The single root between two turning points (undefined: 0 or infinity) at whose ends the signs differ. */
function crossing(
  sum: PowerSum,
  left: Decimal | undefined,
  right: Decimal | undefined,
  signAtLow: number,
): Decimal {
  const low = left ?? outward(sum, right ?? new RootDecimal(1), -1, signAtLow);
  const high = right ?? outward(sum, left ?? new RootDecimal(1), 1, -signAtLow);
  return refinedRoot(sum, { low, high, guess: middle(low, high), signAtLow });
}

/**
 * The single root of a bracket to about 50 digits.
 * @param bracket low < guess < high; the sum has the sign at `low` that is given, and the other one at `high`
 */
export function refinedRoot(
  sum: PowerSum,
  bracket: {
    readonly low: Decimal;
    readonly high: Decimal;
    readonly guess: Decimal;
    readonly signAtLow: number;
  },
): Decimal {
  let { low, high } = bracket;
  let x = bracket.guess;
  let lastStep = new RootDecimal(Infinity);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { value, slopeTimesX } = sum.at(x);
    if (value.isZero()) return x;
    if (value.s === bracket.signAtLow) low = x;
    else high = x;
    // Newton's method, or the middle where it leaves the bracket or does not halve its step.
    const newton = slopeTimesX.isZero() ? undefined : x.minus(value.div(slopeTimesX).times(x));
    const isSafe =
      newton !== undefined &&
      newton.gt(low) &&
      newton.lt(high) &&
      newton.minus(x).abs().times(2).lt(lastStep);
    const next = isSafe ? newton : middle(low, high);
    lastStep = next.minus(x).abs();
    x = next;
    if (lastStep.lte(STEP_TOLERANCE.times(x))) return x;
  }
  return x;
}

/** A point beyond `start` towards 0 or infinity where the sum has the sign that it keeps from there on. */
function outward(sum: PowerSum, start: Decimal, direction: 1 | -1, sign: number): Decimal {
  for (let step = 0; step < 64; step++) {
    const x = start.times(RootDecimal.exp(new RootDecimal(direction * 2 ** step).div(sum.exponentRange)));
    if (sum.at(x).value.s === sign) return x;
  }
  throw new RangeError("Cannot bracket a root: the terms differ beyond 18 orders of 10 in the exponent");
}

/** The middle of the logarithms where the ends lie orders apart, the plain middle where they are near. */
function middle(low: Decimal, high: Decimal): Decimal {
  return high.gt(low.times(2)) ? low.times(high).sqrt() : low.plus(high).div(2);
}
