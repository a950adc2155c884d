import { ensure } from "../base/ensure.ts";

/**
 * Discrete Fourier transform in place: X[k] = sum over j of x[j] * e^(-2 pi i j k / n), without scaling.
 * Iterative radix 2 (Cooley & Tukey), twiddles from one table, so errors grow with log n only.
 * @param re, im shape [n], n a power of two; hold the transform afterwards
 * @throws {RangeError} for other lengths
 */
export function fourierTransform(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  ensure(
    n >= 1 && (n & (n - 1)) === 0 && im.length === n,
    `Cannot transform ${n} numbers: not a power of two`,
  );
  reverseBits(re, im);
  const { cosines, sines } = twiddles(n);
  for (let half = 1, stride = n >> 1; half < n; half <<= 1, stride >>= 1) {
    for (let start = 0; start < n; start += 2 * half) {
      for (let j = 0, twiddle = 0; j < half; j++, twiddle += stride) {
        const low = start + j;
        const high = low + half;
        const c = cosines[twiddle]!;
        const s = sines[twiddle]!;
        const turnedRe = re[high]! * c + im[high]! * s;
        const turnedIm = im[high]! * c - re[high]! * s;
        re[high] = re[low]! - turnedRe;
        im[high] = im[low]! - turnedIm;
        re[low] = re[low]! + turnedRe;
        im[low] = im[low]! + turnedIm;
      }
    }
  }
}

function reverseBits(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let index = 1, reversed = 0; index < n; index++) {
    let bit = n >> 1;
    for (; (reversed & bit) !== 0; bit >>= 1) reversed ^= bit;
    reversed ^= bit;
    if (index >= reversed) continue;
    const keptRe = re[index]!;
    const keptIm = im[index]!;
    re[index] = re[reversed]!;
    im[index] = im[reversed]!;
    re[reversed] = keptRe;
    im[reversed] = keptIm;
  }
}

interface Twiddles {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

/** The tables of the lengths met so far: at most one for each power of two. */
const tables = new Map<number, Twiddles>();

/**
 * e^(2 pi i k / n) for the first half of the circle: a circle is cut in two again and again, each new angle being halfway
 * between two known ones, (a + b) / |a + b|. Roots and divisions only: the same bits on every runtime, which `Math.sin`
 * does not promise. Error a few units in the last place, growing with log n.
 * @see Buneman (1987), "Stable on-line creation of sines or cosines of successive angles"
 */
function twiddles(n: number): Twiddles {
  const known = tables.get(n);
  if (known !== undefined) return known;
  const half = n >> 1;
  const cosines = new Float64Array(half + 1);
  const sines = new Float64Array(half + 1);
  cosines[0] = 1;
  cosines[half] = -1;
  if (half >= 2) sines[half >> 1] = 1;
  let cosine = 0; // of the angle between a known value and the new ones beside it
  for (let gap = half >> 2; gap >= 1; gap >>= 1) {
    cosine = Math.sqrt(0.5 * (1 + cosine));
    const scale = 0.5 / cosine;
    for (let index = gap; index < half; index += 2 * gap) {
      cosines[index] = (cosines[index - gap]! + cosines[index + gap]!) * scale;
      sines[index] = (sines[index - gap]! + sines[index + gap]!) * scale;
    }
  }
  const made = { cosines, sines };
  tables.set(n, made);
  return made;
}

/** The smallest power of two that is at least `count`; `count` <= 2^30. */
export function powerOfTwoAtLeast(count: number): number {
  let power = 1;
  while (power < count) power *= 2;
  return power;
}
