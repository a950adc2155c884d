import { Decimal } from "decimal.js";
import { ensure } from "../base/ensure.ts";

/** coefficient * x^exponent */
export interface PowerTerm {
  readonly exponent: number;
  readonly coefficient: Decimal;
}

export const RootDecimal = Decimal.clone({ precision: 64, rounding: Decimal.ROUND_HALF_EVEN });
/**
 * A turning value this small against the sum of its terms' sizes is a root that touches zero without crossing it. Two
 * roots closer than about 1e-20 of each other are reported as one.
 */
const TOUCH_TOLERANCE = new RootDecimal("1e-40");

/** A sum of powers, sorted by exponent and divided by the lowest power, with what its roots need. */
export class PowerSum {
  readonly exponentRange: number;
  readonly signNearZero: number;
  readonly signAtInfinity: number;
  /** Ascending from 0; shape [term]. */
  readonly exponents: readonly number[];
  /** Without zeros; shape [term]. */
  readonly coefficients: readonly Decimal[];
  /** exponent x coefficient */
  readonly #weighted: readonly Decimal[];

  constructor(terms: readonly PowerTerm[]) {
    const inOrder = mergedTerms(terms);
    const lowest = inOrder[0]?.exponent ?? 0;
    this.exponents = inOrder.map(({ exponent }) => exponent - lowest);
    this.coefficients = inOrder.map(({ coefficient }) => coefficient);
    this.#weighted = this.coefficients.map((coefficient, index) => coefficient.times(this.exponents[index]!));
    this.exponentRange = this.exponents.at(-1) ?? 0;
    this.signNearZero = this.coefficients[0]?.s ?? 0;
    this.signAtInfinity = this.coefficients.at(-1)?.s ?? 0;
  }

  /** The sum and x times its slope, both divided by x to the lowest power. */
  at(x: Decimal): { readonly value: Decimal; readonly slopeTimesX: Decimal } {
    const powers = this.#gapPowers(x);
    let value: Decimal = new RootDecimal(0);
    let slopeTimesX: Decimal = new RootDecimal(0);
    for (let index = this.exponents.length - 1; index >= 0; index--) {
      value = value.plus(this.coefficients[index]!);
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
    for (let index = this.exponents.length - 1; index >= 0; index--) {
      size = size.plus(this.coefficients[index]!.abs());
      if (index > 0) size = size.times(powers.get(this.#gap(index))!);
    }
    return value.abs().lte(TOUCH_TOLERANCE.times(size)) ? 0 : value.s;
  }

  #gap(index: number): number {
    return this.exponents[index]! - this.exponents[index - 1]!;
  }

  #gapPowers(x: Decimal): ReadonlyMap<number, Decimal> {
    const powers = new Map<number, Decimal>();
    for (let index = 1; index < this.exponents.length; index++) {
      const gap = this.#gap(index);
      if (!powers.has(gap)) powers.set(gap, x.pow(gap));
    }
    return powers;
  }

  /**
   * The slope of f(x) / x^s up to a positive factor, for an s between two neighbouring terms of different sign; undefined
   * without a sign change.
   */
  slope(): PowerSum | undefined {
    const change = this.coefficients.findIndex(
      (coefficient, index) => index > 0 && coefficient.s !== this.coefficients[index - 1]!.s,
    );
    if (change < 0) return undefined;
    const between = (this.exponents[change - 1]! + this.exponents[change]!) / 2;
    return new PowerSum(
      this.exponents.map((exponent, index) => ({
        exponent,
        coefficient: this.coefficients[index]!.times(exponent - between),
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
