import { Decimal } from "decimal.js";
import { ensure } from "../base/ensure.ts";
import { UnitRootCounter } from "./unit-root-counter.ts";

const MOST_STEPS = 200;
/** Two units in the last place of a number near 1. */
const STEP_TOLERANCE = 4e-16;
/** Where Newton's method begins: the discount factor of a month at about 27 % a year. Any place would do. */
const FIRST_GUESS = 0.98;

/**
 * Finds the yearly rate at which monthly flows are worth nothing, where there is one single rate above the lowest: a positive
 * root of the polynomial of the flows in the monthly discount factor. Rates above 0 are its roots in (0, 1), rates below
 * 0 those of the polynomial with its coefficients in reverse. Holds its own working space, so a solution allocates
 * nothing; each solution depends on its own flows alone.
 */
export class SingleRootFinder {
  /** Shape [month]: the flows; to be filled before `solve`. */
  readonly coefficients: Float64Array;
  /** The rate that the last `solve` found; -1 < rate, or -1 and Infinity beyond Float64. */
  ratePerYear = 0;
  readonly #monthCount: number;
  readonly #reversed: Float64Array;
  readonly #counter: UnitRootCounter;
  /** Growth of a month at the lowest rate. */
  readonly #lowestGrowth: number;

  /**
   * @param monthCount        last month, 0..1000
   * @param lowestRatePerYear -1 <= rate < 0; rates at or below it are left out
   */
  constructor(monthCount: number, lowestRatePerYear: number) {
    ensure(
      lowestRatePerYear >= -1 && lowestRatePerYear < 0,
      `Cannot look for rates above ${lowestRatePerYear} a year: the lowest must lie between -1 and 0`,
    );
    this.#lowestGrowth = new Decimal(lowestRatePerYear).plus(1).pow(new Decimal(1).div(12)).toNumber();
    ensure(monthCount >= 0 && monthCount <= 1_000, `Cannot solve for the rate of ${monthCount} months`);
    this.#monthCount = monthCount;
    this.coefficients = new Float64Array(monthCount + 1);
    this.#reversed = new Float64Array(monthCount + 1);
    this.#counter = new UnitRootCounter(monthCount);
  }

  /** Number of distinct rates above the lowest: 0, 1, or 2 for several. With 1, `ratePerYear` holds it. */
  solve(): number {
    const { coefficients } = this;
    const monthCount = this.#monthCount;
    const reversed = this.#reversed;
    for (let month = 0; month <= monthCount; month++) reversed[month] = coefficients[monthCount - month]!;
    let sum = 0;
    for (let month = 0; month <= monthCount; month++) sum += coefficients[month]!;
    if (sum === 0) return this.#solveAtZero();
    // Both polynomials end at the same value at 1, whose sign is that of the sum.
    const above = this.#counter.count(coefficients, false, 0);
    if (above > 1) return 2;
    const below = this.#counter.count(reversed, false, this.#lowestGrowth);
    if (above + below !== 1) return above + below === 0 ? 0 : 2;
    const root =
      above === 1
        ? rootBelowOne(coefficients, 0, sum > 0)
        : rootBelowOne(reversed, this.#lowestGrowth, sum > 0);
    const power = twelfthPower(root);
    this.ratePerYear = above === 1 ? 1 / power - 1 : power - 1;
    return 1;
  }

  /** The flows add up to 0, so a rate of 0 fits; any other makes it several. */
  #solveAtZero(): number {
    const hasOthers =
      this.#counter.count(this.coefficients, true, 0) > 0 ||
      this.#counter.count(this.#reversed, true, this.#lowestGrowth) > 0;
    this.ratePerYear = 0;
    if (hasOthers) return 2;
    return this.coefficients.some((amount) => amount !== 0) ? 1 : 0;
  }
}

/** Bracketed Newton's method for a polynomial with one single root in (from, 1). */
function rootBelowOne(coefficients: Float64Array, from: number, isPositiveAtOne: boolean): number {
  let low = from;
  let high = 1;
  let x = Math.max(FIRST_GUESS, (1 + from) / 2);
  let lastStep = 1;
  for (let step = 0; step < MOST_STEPS; step++) {
    let value = 0;
    let slope = 0;
    for (let power = coefficients.length - 1; power >= 0; power--) {
      slope = slope * x + value;
      value = value * x + coefficients[power]!;
    }
    if (value === 0) return x;
    if (value > 0 === isPositiveAtOne) high = x;
    else low = x;
    let next = x - value / slope;
    const newtonStep = Math.abs(next - x);
    // Not inside (also for a slope of 0), or too slow: the middle, of the logarithms where the ends lie orders apart.
    if (!(next > low && next < high && newtonStep < 0.5 * lastStep)) {
      next = low > 0 && high > 4 * low ? Math.sqrt(low * high) : low === 0 ? high / 16 : (low + high) / 2;
    }
    lastStep = Math.abs(next - x);
    x = next;
    if (lastStep <= STEP_TOLERANCE * x) return x;
  }
  return x;
}

/** By multiplication: the same bits on every runtime. */
function twelfthPower(x: number): number {
  const square = x * x;
  const fourth = square * square;
  return fourth * fourth * fourth;
}
