/** Halvings before an interval that still has several sign changes is taken to hold several roots. */
const MOST_HALVINGS = 40;

/**
 * Counts the distinct roots of a polynomial in (0, 1) or the upper part of it, in Float64, without allocating: first by the
 * sign changes of its running sums (the coefficients of f(x) / (1 - x), which has the same roots there), then, where
 * these leave several possible, by those of its Bernstein coefficients on halved intervals.
 * @see Norstrom (1972), "A sufficient condition for a unique nonnegative internal rate of return"; Farouki (2012), "The
 * Bernstein polynomial basis", section 9
 */
export class UnitRootCounter {
  readonly #degree: number;
  /** Weights C(j, i) / C(degree, i) that turn power into Bernstein coefficients; shape [j x i], i <= j. */
  #weights: Float64Array | undefined;
  /** Bernstein coefficients of intervals still to be looked at, as a stack; shape [level x coefficient]. */
  readonly #stack: Float64Array;
  readonly #levels: Int32Array;

  constructor(degree: number) {
    this.#degree = degree;
    this.#stack = new Float64Array((MOST_HALVINGS + 2) * (degree + 1));
    this.#levels = new Int32Array(MOST_HALVINGS + 2);
  }

  /**
   * Distinct roots in the open interval (from, 1): 0, 1, or 2 for two or more.
   * @param coefficients shape [power] 0..degree, finite
   * @param isZeroAtOne  whether they add up to 0
   * @param from         0 <= from < 1
   */
  count(coefficients: Float64Array, isZeroAtOne: boolean, from: number): number {
    const changes = signChangesOfRunningSums(coefficients);
    // Descartes' rule: as many roots as sign changes, or an even number less. Where 1 itself is a root, those beyond it
    // are counted too, so one sign change proves nothing.
    if (changes === 0 || (changes === 1 && !isZeroAtOne && from === 0)) return changes;
    this.#weights ??= bernsteinWeights(this.#degree);
    toBernstein(coefficients, this.#weights, this.#stack);
    if (from > 0) keepAbove(this.#stack, this.#degree + 1, from);
    return this.#countByHalves();
  }

  /** Of the Bernstein coefficients at the bottom of the stack. */
  #countByHalves(): number {
    const stack = this.#stack;
    const levels = this.#levels;
    const size = this.#degree + 1;
    levels[0] = 0;
    let height = 1;
    let roots = 0;
    while (height > 0 && roots < 2) {
      const first = (height - 1) * size;
      const changes = signChanges(stack, first, size);
      const level = levels[height - 1]!;
      if (changes <= 1 || level === MOST_HALVINGS) {
        // What is left of two roots that halving does not part counts as several.
        roots += changes;
        height--;
        continue;
      }
      halve(stack, first, size);
      // The right half lies in the upper place; both begin and end with the value in the middle.
      if (stack[first + size] === 0) roots++;
      levels[height - 1] = level + 1;
      levels[height] = level + 1;
      height++;
    }
    return Math.min(roots, 2);
  }
}

/** Sign changes of the running sums, zeros left out. */
function signChangesOfRunningSums(coefficients: Float64Array): number {
  let changes = 0;
  let sum = 0;
  let isPositive = false;
  let hasSign = false;
  for (let power = 0; power < coefficients.length; power++) {
    sum += coefficients[power]!;
    if (sum === 0) continue;
    if (hasSign && isPositive !== sum > 0) changes++;
    isPositive = sum > 0;
    hasSign = true;
  }
  return changes;
}

function signChanges(values: Float64Array, first: number, size: number): number {
  let changes = 0;
  let last = 0;
  for (let index = first; index < first + size; index++) {
    const value = values[index]!;
    if (value === 0) continue;
    if ((last > 0 && value < 0) || (last < 0 && value > 0)) changes++;
    last = value;
  }
  return changes;
}

/** De Casteljau's halving: the left half stays in its place, the right half goes to the place above. */
function halve(stack: Float64Array, first: number, size: number): void {
  const above = first + size;
  for (let index = 0; index < size; index++) stack[above + index] = stack[first + index]!;
  // Running from the right, the upper place ends as the right half; what each round leaves first is the left half.
  for (let round = 1; round < size; round++) {
    for (let index = 0; index < size - round; index++) {
      stack[above + index] = 0.5 * (stack[above + index]! + stack[above + index + 1]!);
    }
    stack[first + round] = stack[above]!;
  }
}

/** De Casteljau's cut at a place, in place, of which the part above it is kept. */
function keepAbove(values: Float64Array, size: number, place: number): void {
  for (let round = 1; round < size; round++) {
    for (let index = 0; index < size - round; index++) {
      values[index] = (1 - place) * values[index]! + place * values[index + 1]!;
    }
  }
}

function bernsteinWeights(degree: number): Float64Array {
  const size = degree + 1;
  const weights = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    let weight = 1;
    for (let i = 0; i <= j; i++) {
      weights[j * size + i] = weight;
      weight *= (j - i) / (degree - i);
    }
  }
  return weights;
}

function toBernstein(coefficients: Float64Array, weights: Float64Array, target: Float64Array): void {
  const size = coefficients.length;
  for (let j = 0; j < size; j++) {
    let sum = 0;
    for (let i = 0; i <= j; i++) sum += weights[j * size + i]! * coefficients[i]!;
    target[j] = sum;
  }
}
