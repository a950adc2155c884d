import { fourierTransform, powerOfTwoAtLeast } from "../maths/fft.ts";

/**
 * A row before the common factor: masses at equally spaced values and masses spread evenly over equally wide cells.
 * Together they are 1.
 */
export interface BaseDistribution {
  readonly atomLow: number;
  readonly atomStep: number;
  readonly atoms: Float64Array;
  readonly cellLow: number;
  readonly cellStep: number;
  readonly cells: Float64Array;
}

export const NO_CELLS = { cellLow: 0, cellStep: 1, cells: new Float64Array(0) } as const;

/** A row that cannot vary. */
export function certainBase(value: number): BaseDistribution {
  return { atomLow: value, atomStep: 1, atoms: Float64Array.of(1), ...NO_CELLS };
}

/** What the smooth route found of one row. */
export interface RowWave {
  /** Left end of the range; the cells begin at or below it. */
  readonly low: number;
  /** Length of the range: frequency k is 2 pi k / length. */
  readonly length: number;
  /** Chance that nothing is won at all, kept apart: a mass at 0. */
  readonly zeroMass: number;
  /** Characteristic function without that mass, frequencies 1..count; entry 0 is not used. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly count: number;
  /** How much of it is left at the last frequencies; 0 where it has died. */
  readonly remainder: number;
  readonly sd: number;
  /** Nothing can be below this. */
  readonly least: number;
}

/** Cells in one standard deviation: a linear distribution function within a cell is off by 0.003 % of the sd at most. */
const CELLS_PER_SD = 50;
const MOST_CELLS = 2 ** 16;
/** What a blur leaves of a wave that has not died by the last frequency. */
const BLURRED_REMAINDER = 1e-6;

/**
 * The distribution of one row from its characteristic function: the Fourier series of the distribution function, summed
 * at the ends of the cells by one fast transform. There is no error but for the tails beyond the range, which come back
 * at its other end (1e-12), and the interpolation within a cell.
 *
 * Where the wave has not died by the last frequency (a row that hangs on few amounts), it is blurred by a normal
 * distribution with a standard deviation of up to 0.84 / count of the range, so that steps become short ramps instead of ringing.
 */
export function baseFromWave(wave: RowWave): BaseDistribution {
  const { count, length, zeroMass } = wave;
  const cellCount = Math.min(
    MOST_CELLS,
    powerOfTwoAtLeast(Math.max(256, 2 * count + 2, (CELLS_PER_SD * length) / wave.sd)),
  );
  const cellStep = length / cellCount;
  // Ends of cells are multiples of their width, so that 0 is one of them.
  const cellLow = Math.floor(wave.low / cellStep) * cellStep;
  const blur = length * blurInRanges(count, wave.remainder);
  const re = new Float64Array(cellCount);
  const im = new Float64Array(cellCount);
  for (let k = 1; k <= count; k++) {
    const frequency = (2 * Math.PI * k) / length;
    const weight = Math.exp(-0.5 * (frequency * blur) ** 2) / (Math.PI * k);
    const cosine = Math.cos(frequency * cellLow);
    const sine = Math.sin(frequency * cellLow);
    const turnedRe = wave.re[k]! * cosine + wave.im[k]! * sine;
    const turnedIm = wave.im[k]! * cosine - wave.re[k]! * sine;
    // Integrating e^(-itx) divides by -it; both signs of k together are twice the real part.
    re[k] = -turnedIm * weight;
    im[k] = turnedRe * weight;
  }
  fourierTransform(re, im);
  const smoothMass = 1 - zeroMass;
  const cells = new Float64Array(cellCount);
  let reached = 0;
  for (let cell = 0; cell < cellCount; cell++) {
    const end = cell + 1 < cellCount ? re[cell + 1]! - re[0]! : 0;
    const upTo = end + (smoothMass * (cell + 1)) / cellCount;
    // A blur may reach below what is possible; its mass waits for the first cell that is.
    if (cellLow + (cell + 1) * cellStep <= wave.least) continue;
    const next = Math.min(smoothMass, Math.max(reached, cell + 1 === cellCount ? smoothMass : upTo));
    cells[cell] = next - reached;
    reached = next;
  }
  return {
    atomLow: 0,
    atomStep: 1,
    atoms: zeroMass > 0 ? Float64Array.of(zeroMass) : new Float64Array(0),
    cellLow,
    cellStep,
    cells,
  };
}

/**
 * Standard deviation of the blur, as a share of the range: brings what is left of a wave after `count` frequencies down to
 * `BLURRED_REMAINDER`.
 */
export function blurInRanges(count: number, remainder: number): number {
  if (remainder <= BLURRED_REMAINDER) return 0;
  return Math.sqrt(2 * Math.log(remainder / BLURRED_REMAINDER)) / (2 * Math.PI * count);
}
