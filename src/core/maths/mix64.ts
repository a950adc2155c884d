/**
 * A 64-bit word as two halves [low, high] in an Int32Array, the layout of a little-endian u64. Random streams are keyed
 * by such words; BigInt would cost 100 times as much.
 */
export type Word64 = Int32Array;

/** 2^64 / golden ratio, made odd: steps of this size spread consecutive numbers over all words. */
const GOLDEN_LOW = 0x7f4a7c15;
const GOLDEN_HIGH = 0x9e3779b9;

/**
 * Replaces a word by its scramble: the finaliser of splitmix64, a bijection in which each bit depends on all.
 * @see Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators"; Stafford's variant 13
 */
export function mix64(word: Word64): void {
  let low = word[0]!;
  let high = word[1]!;
  low ^= (low >>> 30) | (high << 2);
  high ^= high >>> 30;
  high = (multiplyHigh(low, 0x1ce4e5b9) + Math.imul(high, 0x1ce4e5b9) + Math.imul(low, 0xbf58476d | 0)) | 0;
  low = Math.imul(low, 0x1ce4e5b9);
  low ^= (low >>> 27) | (high << 5);
  high ^= high >>> 27;
  high = (multiplyHigh(low, 0x133111eb) + Math.imul(high, 0x133111eb) + Math.imul(low, 0x94d049bb | 0)) | 0;
  low = Math.imul(low, 0x133111eb);
  word[0] = low ^ ((low >>> 31) | (high << 1));
  word[1] = high ^ (high >>> 31);
}

/** word = key + count * golden step, modulo 2^64; `count` is an integer 0..2^32-1. */
export function offsetWord(word: Word64, keyLow: number, keyHigh: number, count: number): void {
  const stepLow = Math.imul(count, GOLDEN_LOW);
  const stepHigh = (multiplyHigh(count | 0, GOLDEN_LOW) + Math.imul(count, GOLDEN_HIGH)) | 0;
  const low = (keyLow + stepLow) | 0;
  word[0] = low;
  word[1] = (keyHigh + stepHigh + (low >>> 0 < keyLow >>> 0 ? 1 : 0)) | 0;
}

/** High 32 bits of the product of two unsigned 32-bit numbers, from products of their 16-bit halves. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + (Math.imul(aLow, bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + (middle >>> 16) + (carry >>> 16)) | 0;
}
