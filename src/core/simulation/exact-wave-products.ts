import { fixedAmountWave, spreadAmountWave, WAVE_STRIDE, type AmountWave } from "./exact-amount-waves.ts";
import type { CoarsePool } from "./exact-coarse-pools.ts";
import type { ExactParts } from "./exact-parts.ts";
import { poolWave, type PoolWave } from "./exact-pool-wave.ts";

/** Below this the product of the waves counts as 0; opportunities that follow could only make it smaller. */
const NOTHING = 1e-13;
/** Opportunities between two looks whether the product has died. */
const LOOK_EVERY = 64;

/** Evaluates characteristic functions; holds the tables and two numbers of scratch, so that nothing is made per frequency. */
export interface WaveProducts {
  /**
   * The characteristic functions of some rows at frequency number k, that is at k * step; fastest for one k after another.
   * @param rows   which rows of the parts
   * @param re, im shape [row of the parts]: the entries of `rows` are written
   */
  evaluate(k: number, rows: Int32Array, re: Float64Array, im: Float64Array): void;
  /**
   * An upper bound of |characteristic function| of one row from fixed amounts alone: random ones are taken as smeared
   * out. Tells whether waves that died come back, as they do where all amounts are multiples of a large unit.
   */
  boundByFixedAmounts(k: number, row: number): number;
}

/** Tables for the spread classes of some parts. */
export function wavesByClass(
  multipliers: readonly (Float64Array | undefined)[],
  spreadSigmas: Float64Array,
): AmountWave[] {
  const fixed = fixedAmountWave();
  return multipliers.map((table, index) =>
    table === undefined ? fixed : spreadAmountWave(table, spreadSigmas[index]!),
  );
}

/**
 * @param pools the new wins, in place of the parts' own
 * @param waves by spread class
 * @param step  distance of two frequencies, radians per minor unit
 */
export function waveProducts(
  parts: ExactParts,
  pools: readonly CoarsePool[],
  waves: readonly AmountWave[],
  step: number,
): WaveProducts {
  const { chances, rowCount, sizes, spreadClasses } = parts;
  const poolWaves = pools.map((pool) => poolWave(pool.amounts, pool.weights, step));
  const value = new Float64Array(2);
  const largestByClass = new Float64Array(waves.length);
  for (let index = 0; index < sizes.length; index++) {
    const spreadClass = spreadClasses[index]!;
    largestByClass[spreadClass] = Math.max(largestByClass[spreadClass]!, Math.abs(sizes[index]!));
  }

  function multiplyOpportunities(
    frequency: number,
    rows: Int32Array,
    re: Float64Array,
    im: Float64Array,
  ): void {
    waves.forEach((wave, index) => wave.reachTo(frequency * largestByClass[index]!));
    for (let index = 0; index < sizes.length; index++) {
      waveAt(waves[spreadClasses[index]!]!, frequency * sizes[index]!, value);
      const lessOne = value[0]! - 1;
      const sine = value[1]!;
      for (let at = 0; at < rows.length; at++) {
        const row = rows[at]!;
        const chance = chances[index * rowCount + row]!;
        const a = 1 + chance * lessOne;
        const b = chance * sine;
        const x = re[row]!;
        const y = im[row]!;
        re[row] = x * a - y * b;
        im[row] = x * b + y * a;
      }
      if (index % LOOK_EVERY === LOOK_EVERY - 1 && allDead(rows, re, im)) return;
    }
  }

  function multiplyOneRow(frequency: number, row: number, re: Float64Array, im: Float64Array): void {
    waves.forEach((wave, index) => wave.reachTo(frequency * largestByClass[index]!));
    let x = re[row]!;
    let y = im[row]!;
    for (let index = 0; index < sizes.length; index++) {
      const chance = chances[index * rowCount + row]!;
      waveAt(waves[spreadClasses[index]!]!, frequency * sizes[index]!, value);
      const a = 1 + chance * (value[0]! - 1);
      const b = chance * value[1]!;
      const turned = x * a - y * b;
      y = x * b + y * a;
      x = turned;
      if (index % LOOK_EVERY === LOOK_EVERY - 1 && Math.abs(x) + Math.abs(y) < NOTHING) break;
    }
    re[row] = x;
    im[row] = y;
  }

  function multiplyPool(
    pool: CoarsePool,
    wave: PoolWave,
    k: number,
    rows: Int32Array,
    re: Float64Array,
    im: Float64Array,
  ): void {
    wave.evaluate(k, value);
    const lessOne = value[0]! - 1;
    const sine = value[1]!;
    for (const row of rows) {
      const rate = pool.rates[row]!;
      if (rate === 0) continue;
      const size = Math.exp(rate * lessOne);
      const a = size * Math.cos(rate * sine);
      const b = size * Math.sin(rate * sine);
      const x = re[row]!;
      const y = im[row]!;
      re[row] = x * a - y * b;
      im[row] = x * b + y * a;
    }
  }

  return {
    evaluate(k, rows, re, im) {
      const frequency = k * step;
      for (const row of rows) {
        re[row] = 1;
        im[row] = 0;
      }
      if (rows.length === 1) multiplyOneRow(frequency, rows[0]!, re, im);
      else multiplyOpportunities(frequency, rows, re, im);
      for (let pool = 0; pool < pools.length && !allDead(rows, re, im); pool++) {
        multiplyPool(pools[pool]!, poolWaves[pool]!, k, rows, re, im);
      }
      for (const row of rows) {
        if (Math.abs(re[row]!) + Math.abs(im[row]!) < NOTHING) re[row] = im[row] = 0;
      }
    },
    boundByFixedAmounts(k, row) {
      const frequency = k * step;
      let bound = 1;
      for (let index = 0; index < sizes.length && bound > NOTHING; index++) {
        const chance = chances[index * rowCount + row]!;
        const wave = waves[spreadClasses[index]!]!;
        if (!wave.isPeriodic) {
          bound *= 1 - chance;
          continue;
        }
        waveAt(wave, frequency * sizes[index]!, value);
        bound *= Math.hypot(1 + chance * (value[0]! - 1), chance * value[1]!);
      }
      pools.forEach(({ rates }, pool) => {
        if (bound <= NOTHING || rates[row] === 0) return;
        poolWaves[pool]!.evaluate(k, value);
        bound *= Math.exp(rates[row]! * (value[0]! - 1));
      });
      return bound;
    },
  };
}

function waveAt(wave: AmountWave, u: number, value: Float64Array): void {
  const x = (u < 0 ? -u : u) * wave.nodesPerUnit;
  let node = Math.floor(x + 0.5);
  const d = x - node;
  if (wave.isPeriodic) node -= Math.floor(node / wave.nodeCount) * wave.nodeCount;
  else if (node >= wave.nodeCount) {
    value[0] = 0;
    value[1] = 0;
    return;
  }
  const c = wave.coefficients;
  const at = node * WAVE_STRIDE;
  const re = c[at]! + d * (c[at + 2]! + d * (c[at + 4]! + d * (c[at + 6]! + d * (c[at + 8]! + d * c[at + 10]!)))); // prettier-ignore
  const im = c[at + 1]! + d * (c[at + 3]! + d * (c[at + 5]! + d * (c[at + 7]! + d * (c[at + 9]! + d * c[at + 11]!)))); // prettier-ignore
  value[0] = re;
  value[1] = u < 0 ? -im : im;
}

function allDead(rows: Int32Array, re: Float64Array, im: Float64Array): boolean {
  for (const row of rows) if (Math.abs(re[row]!) + Math.abs(im[row]!) >= NOTHING) return false;
  return true;
}
