import { blurInRanges, type RowWave } from "./exact-base.ts";
import { coarsePools, type CoarsePool } from "./exact-coarse-pools.ts";
import type { RowMoments } from "./exact-moments.ts";
import type { ExactParts } from "./exact-parts.ts";
import type { RowRange } from "./exact-range.ts";
import type { AmountWave } from "./exact-amount-waves.ts";
import { waveProducts, type WaveProducts } from "./exact-wave-products.ts";

/** A wave below this for so many frequencies on end has died; what is left out moves probabilities by less than 1e-8. */
const DEAD = 1e-9;
const DEAD_FREQUENCIES = 12;
/** Where waves that died may come back, every so many frequencies are looked at: a returning peak is wider. */
const PROBE_STEP = 12;
const RETURNED = 1e-8;
/** Waves that do not die may cost so many opportunities times frequencies; what an amount or a further row takes of it. */
const LARGEST_WORK = 4_000_000;
const WORK_OF_AMOUNT = 0.3;
const WORK_OF_ROW = 0.15;
const FEWEST_FREQUENCIES = 1024;
const MOST_FREQUENCIES = 8192;
/** In standard deviations of the row. */
const LITTLE_BLUR = 0.01;
const FINE_BLUR = 0.0025;
const SMALL_REMAINDER = 1e-4;
/** From here on it is looked now and then whether a blur that nobody notices would do. */
const FIRST_LOOK = 256;
/** Room on both sides of the range for the blur. */
const MARGIN = 0.02;

/**
 * Characteristic functions of rows of similar width, on one set of frequencies: what an opportunity adds is looked up
 * once for all of them.
 * @param rows   rows of the parts, not empty
 * @param ranges shape [row of the parts]
 */
export function rowWaves(
  parts: ExactParts,
  waves: readonly AmountWave[],
  moments: RowMoments,
  rows: readonly number[],
  ranges: readonly RowRange[],
): Map<number, RowWave> {
  const length = (1 + 2 * MARGIN) * Math.max(...rows.map((row) => ranges[row]!.high - ranges[row]!.low));
  const pools = coarsePools(parts.pools, rows, moments.variances.map(Math.sqrt));
  const products = waveProducts(parts, pools, waves, (2 * Math.PI) / length);
  const mostFrequencies = Math.round(
    Math.min(
      MOST_FREQUENCIES,
      Math.max(FEWEST_FREQUENCIES, LARGEST_WORK / workOf(parts, pools, rows.length)),
    ),
  );
  const collected = rows.map(
    (row) => new CollectedWave(row, zeroMassOf(parts, row), length / Math.sqrt(moments.variances[row]!)),
  );
  collect(collected, products, parts.rowCount, mostFrequencies);
  const returned = collected.filter((wave) => wave.isDead && returns(wave, products, mostFrequencies));
  for (const wave of returned) wave.mayDie = false;
  collect(returned, products, parts.rowCount, mostFrequencies);
  return new Map(
    collected.map((wave) => [
      wave.row,
      {
        low: ranges[wave.row]!.low - MARGIN * length,
        length,
        zeroMass: wave.zeroMass,
        re: wave.re,
        im: wave.im,
        count: wave.count,
        remainder: wave.isDead ? 0 : wave.remainder(),
        sd: Math.sqrt(moments.variances[wave.row]!),
        least: ranges[wave.row]!.least,
      },
    ]),
  );
}

/** The wave of one row while its frequencies come in. */
class CollectedWave {
  readonly row: number;
  readonly zeroMass: number;
  /** Length of the range in standard deviations. */
  readonly #lengthInSds: number;
  re = new Float64Array(64);
  im = new Float64Array(64);
  count = 0;
  mayDie = true;
  isBlurredEnough = false;
  #quiet = 0;

  constructor(row: number, zeroMass: number, lengthInSds: number) {
    this.row = row;
    this.zeroMass = zeroMass;
    this.#lengthInSds = lengthInSds;
  }

  get isDead(): boolean {
    return this.mayDie && this.#quiet >= DEAD_FREQUENCIES;
  }

  add(re: number, im: number): void {
    this.count++;
    if (this.count >= this.re.length) {
      this.re = grown(this.re);
      this.im = grown(this.im);
    }
    const rest = re - this.zeroMass;
    this.re[this.count] = rest;
    this.im[this.count] = im;
    this.#quiet = Math.abs(rest) + Math.abs(im) < DEAD ? this.#quiet + 1 : 0;
    if (this.count % FIRST_LOOK === 0) this.isBlurredEnough = this.#needsLittleBlur();
  }

  /**
   * Whether the blur that the wave needs if it ends here widens the row by less than 0.005 %; where single amounts stand
   * out of the distribution the blur must be finer.
   */
  #needsLittleBlur(): boolean {
    const remainder = this.remainder();
    const blurInSds = this.#lengthInSds * blurInRanges(this.count, remainder);
    return blurInSds <= (remainder < SMALL_REMAINDER ? LITTLE_BLUR : FINE_BLUR);
  }

  isFinished(mostFrequencies: number): boolean {
    return this.isDead || this.isBlurredEnough || this.count >= mostFrequencies;
  }

  /** The largest value among the last eighth of the frequencies. */
  remainder(): number {
    let most = 0;
    for (let k = Math.ceil(0.875 * this.count); k <= this.count; k++) {
      most = Math.max(most, Math.hypot(this.re[k]!, this.im[k]!));
    }
    return most;
  }
}

/** Adds frequency after frequency until every wave has died or has `mostFrequencies`. */
function collect(
  waves: readonly CollectedWave[],
  products: WaveProducts,
  rowCount: number,
  mostFrequencies: number,
): void {
  const re = new Float64Array(rowCount);
  const im = new Float64Array(rowCount);
  let alive = waves.filter((wave) => !wave.isFinished(mostFrequencies));
  let rows = Int32Array.from(alive, (wave) => wave.row);
  let k = Math.min(...alive.map((wave) => wave.count));
  while (alive.length > 0) {
    k++;
    products.evaluate(k, rows, re, im);
    let hasChanged = false;
    for (const wave of alive) {
      if (wave.count < k) wave.add(re[wave.row]!, im[wave.row]!);
      hasChanged ||= wave.isFinished(mostFrequencies);
    }
    if (hasChanged) {
      alive = alive.filter((wave) => !wave.isFinished(mostFrequencies));
      rows = Int32Array.from(alive, (wave) => wave.row);
    }
  }
}

/** Whether the wave of a row comes back after it died, as where most amounts are multiples of one large unit. */
function returns(wave: CollectedWave, products: WaveProducts, mostFrequencies: number): boolean {
  for (let k = wave.count + PROBE_STEP; k <= mostFrequencies; k += PROBE_STEP) {
    if (products.boundByFixedAmounts(k, wave.row) > RETURNED) return true;
  }
  return false;
}

function workOf(parts: ExactParts, pools: readonly CoarsePool[], rowCount: number): number {
  const amountCount = pools.reduce((count, { amounts }) => count + amounts.length, 0);
  return 1 + parts.sizes.length * (1 + WORK_OF_ROW * (rowCount - 1)) + amountCount * WORK_OF_AMOUNT;
}

/** Chance that nothing at all is won in a row. */
function zeroMassOf(parts: ExactParts, row: number): number {
  let mass = 1;
  for (let index = 0; index < parts.sizes.length && mass > 0; index++) {
    if (parts.sizes[index] !== 0) mass *= 1 - parts.chances[index * parts.rowCount + row]!;
  }
  for (const { amounts, rates } of parts.pools) {
    const nonzero = amounts.reduce((count, amount) => count + (amount === 0 ? 0 : 1), 0);
    mass *= Math.exp((-rates[row]! * nonzero) / amounts.length);
  }
  return mass < DEAD ? 0 : mass;
}

function grown(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * values.length);
  larger.set(values);
  return larger;
}
