import { Decimal } from "decimal.js";
import { ensure } from "../base/ensure.ts";

/** coefficient * x^exponent */
export interface PowerTerm {
  readonly exponent: number;
  readonly coefficient: Decimal;
}

const RootDecimal = Decimal.clone({ precision: 64, rounding: Decimal.ROUND_HALF_EVEN });
/** Relative step at which a root is known: far below what is shown, well above the rounding of 64 digits. */
const STEP_TOLERANCE = new RootDecimal("1e-50");
/**
 * A turning value this small against the sum of its terms' sizes is a root that touches zero without crossing it. Two
 * roots closer than about 1e-20 of each other are reported as one.
 */
const TOUCH_TOLERANCE = new RootDecimal("1e-40");
const MOST_STEPS = 1_000;

/**
 * All distinct x > 0 at which a sum of powers with real exponents is zero, multiple roots once each.
 *
 * No root is missed, by the proof of Descartes' rule of signs: let s lie between two neighbouring exponents whose
 * coefficients differ in sign. The slope of f(x) / x^s has the coefficients (exponent - s) * coefficient, hence one sign
 * change fewer, and f(x) / x^s is monotone between the zeros of its slope. So the zeros of the slope, found the same way
 * until no sign change is left, cut x > 0 into pieces with at most one root each, and signs at their ends tell which.
 * @param terms any order; terms of one exponent are added up; at most a few hundred
 * @returns     ascending, to about 50 digits; none where the coefficients have no sign change
 * @see Jameson (2006), "Counting zeros of generalised polynomials: Descartes' rule of signs and Laguerre's extensions"
 */
export function positiveRoots(terms: readonly PowerTerm[]): readonly Decimal[] {
  return rootsOf(new PowerSum(terms));
}

function rootsOf(sum: PowerSum): readonly Decimal[] {
  const { slope } = sum;
  if (slope === undefined) return [];
  const turns = rootsOf(slope);
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
  leftSign: number,
): Decimal {
  let low = left ?? outward(sum, right ?? new RootDecimal(1), -1, leftSign);
  let high = right ?? outward(sum, left ?? new RootDecimal(1), 1, -leftSign);
  let x = middle(low, high);
  let lastStep = new RootDecimal(Infinity);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { value, slopeTimesX } = sum.at(x);
    if (value.isZero()) return x;
    if (value.s === leftSign) low = x;
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

/** A sum of powers, sorted by exponent and divided by the lowest power, with what its roots need. */
class PowerSum {
  readonly exponentRange: number;
  readonly signNearZero: number;
  readonly signAtInfinity: number;
  /** The slope of f(x) / x^s up to a positive factor; undefined without a sign change. */
  readonly slope: PowerSum | undefined;
  readonly #exponents: readonly number[];
  readonly #coefficients: readonly Decimal[];
  /** exponent x coefficient */
  readonly #weighted: readonly Decimal[];

  constructor(terms: readonly PowerTerm[]) {
    const inOrder = mergedTerms(terms);
    const lowest = inOrder[0]?.exponent ?? 0;
    this.#exponents = inOrder.map(({ exponent }) => exponent - lowest);
    this.#coefficients = inOrder.map(({ coefficient }) => coefficient);
    this.#weighted = this.#coefficients.map((coefficient, index) =>
      coefficient.times(this.#exponents[index]!),
    );
    this.exponentRange = this.#exponents.at(-1) ?? 0;
    this.signNearZero = this.#coefficients[0]?.s ?? 0;
    this.signAtInfinity = this.#coefficients.at(-1)?.s ?? 0;
    this.slope = this.#slope();
  }

  /** The sum and x times its slope, both divided by x to the lowest power. */
  at(x: Decimal): { readonly value: Decimal; readonly slopeTimesX: Decimal } {
    const powers = this.#gapPowers(x);
    let value: Decimal = new RootDecimal(0);
    let slopeTimesX: Decimal = new RootDecimal(0);
    for (let index = this.#exponents.length - 1; index >= 0; index--) {
      value = value.plus(this.#coefficients[index]!);
      slopeTimesX = slopeTimesX.plus(this.#weighted[index]!);
      if (index === 0) break;
      const power = powers.get(this.#gap(index))!;
      value = value.times(power);
      slopeTimesX = slopeTimesX.times(power);
    }
    return { value, slopeTimesX };
  }

  /** -1, 0 or 1 at a zero of the slope. */
  signAtTurn(x: Decimal): number {
    const { value } = this.at(x);
    const powers = this.#gapPowers(x);
    let size: Decimal = new RootDecimal(0);
    for (let index = this.#exponents.length - 1; index >= 0; index--) {
      size = size.plus(this.#coefficients[index]!.abs());
      if (index > 0) size = size.times(powers.get(this.#gap(index))!);
    }
    return value.abs().lte(TOUCH_TOLERANCE.times(size)) ? 0 : value.s;
  }

  #gap(index: number): number {
    return this.#exponents[index]! - this.#exponents[index - 1]!;
  }

  #gapPowers(x: Decimal): ReadonlyMap<number, Decimal> {
    const powers = new Map<number, Decimal>();
    for (let index = 1; index < this.#exponents.length; index++) {
      const gap = this.#gap(index);
      if (!powers.has(gap)) powers.set(gap, x.pow(gap));
    }
    return powers;
  }

  #slope(): PowerSum | undefined {
    const change = this.#coefficients.findIndex(
      (coefficient, index) => index > 0 && coefficient.s !== this.#coefficients[index - 1]!.s,
    );
    if (change < 0) return undefined;
    const between = (this.#exponents[change - 1]! + this.#exponents[change]!) / 2;
    return new PowerSum(
      this.#exponents.map((exponent, index) => ({
        exponent,
        coefficient: this.#coefficients[index]!.times(exponent - between),
      })),
    );
  }
}

function mergedTerms(terms: readonly PowerTerm[]): readonly PowerTerm[] {
  const byExponent = new Map<number, Decimal>();
  for (const { exponent, coefficient } of terms) {
    ensure(
      Number.isFinite(exponent) && coefficient.isFinite(),
      "Cannot find roots of terms that are not finite",
    );
    byExponent.set(exponent, (byExponent.get(exponent) ?? new RootDecimal(0)).plus(coefficient));
  }
  return [...byExponent]
    .map(([exponent, coefficient]) => ({ exponent, coefficient }))
    .filter(({ coefficient }) => !coefficient.isZero())
    .sort((left, right) => left.exponent - right.exponent);
}
