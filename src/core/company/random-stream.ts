import { portableExp } from "../maths/portable-exp.ts";
import { portableLog } from "../maths/portable-log.ts";

/**
 * Names one stream of random numbers: a number of it is a function of the stream's name, of what is drawn (`purpose`) and
 * of a running `index` such as the day, never of what was drawn before. So a setting that changes one thing leaves
 * every other random number as it was.
 */
export interface RandomStream {
  readonly high: number;
  readonly low: number;
  /** Where the numbers of an index and all after it are those of another stream. */
  readonly later: { readonly fromIndex: number; readonly stream: RandomStream } | undefined;
}

const ROUND_COUNT = 4;
/** Purposes of the further tries of `normalAt` lie this far apart; purposes are below it. */
const PURPOSE_LIMIT = 64;

/** Stream named by any number of whole numbers, such as a seed, a day and an ordinal; the order counts. */
export function streamOf(...names: readonly number[]): RandomStream {
  let high = 0x6a09e667;
  let low = 0xbb67ae85 | 0;
  for (const name of names) {
    high ^= Math.floor(name / 2 ** 32) | 0;
    low ^= name | 0;
    for (let round = 0; round < ROUND_COUNT; round++) {
      high = mixWord(high + low + round);
      low = mixWord(low ^ ((high << 13) | (high >>> 19)));
    }
  }
  return { high, low, later: undefined };
}

/** The numbers of one stream up to an index and those of another from it on. */
export function streamUntil(stream: RandomStream, fromIndex: number, later: RandomStream): RandomStream {
  return { ...stream, later: { fromIndex, stream: later } };
}

/**
 * Uniform number above 0 and below 1 with 53 random bits.
 * @param purpose what is drawn, 0..63
 * @param index   running number within the purpose, such as the day
 */
export function uniformAt(stream: RandomStream, purpose: number, index: number): number {
  if (stream.later !== undefined && index >= stream.later.fromIndex)
    return uniformAt(stream.later.stream, purpose, index);
  // For one stream a bijection of (purpose, index), stirred four times: the streams and counters pass a test of avalanche.
  let high = (stream.high + Math.imul(purpose + 1, 0x9e3779b1)) | 0;
  let low = (stream.low + Math.imul(index + 1, 0x85157af5)) | 0;
  for (let round = 0; round < ROUND_COUNT; round++) {
    high = mixWord(high + low + round);
    low = mixWord(low ^ ((high << 13) | (high >>> 19)));
  }
  return ((high >>> 0) * 2_097_152 + (low >>> 11) + 0.5) / 9_007_199_254_740_992;
}

/** Standard normal number by the polar method: logarithm and root only, so the same bits on every runtime. */
export function normalAt(stream: RandomStream, purpose: number, index: number): number {
  for (let attempt = 1; ; attempt++) {
    const x = 2 * uniformAt(stream, purpose + 2 * attempt * PURPOSE_LIMIT, index) - 1;
    const y = 2 * uniformAt(stream, purpose + (2 * attempt + 1) * PURPOSE_LIMIT, index) - 1;
    const square = x * x + y * y;
    if (square < 1) return x * Math.sqrt((-2 * portableLog(square)) / square);
  }
}

/** Exponential number of mean 1. */
export function exponentialAt(stream: RandomStream, purpose: number, index: number): number {
  return -portableLog(uniformAt(stream, purpose, index));
}

/** e^(mean + sd * normal). */
export function lognormalAt(
  stream: RandomStream,
  purpose: number,
  index: number,
  { mean, sd }: { readonly mean: number; readonly sd: number },
): number {
  return portableExp(mean + sd * normalAt(stream, purpose, index));
}

/** A bijection of 32 bits in which every output bit depends on every input bit. */
function mixWord(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
