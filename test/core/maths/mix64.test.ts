import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mix64, offsetWord } from "../../../src/core/maths/mix64.ts";

const MASK = 2n ** 64n - 1n;
const word64 = fc.bigInt({ min: 0n, max: MASK });
const halvesOf = (word: bigint) =>
  Int32Array.of(Number(BigInt.asIntN(32, word)), Number(BigInt.asIntN(32, word >> 32n)));
const wordOf = (halves: Int32Array) =>
  (BigInt.asUintN(32, BigInt(halves[1]!)) << 32n) | BigInt.asUintN(32, BigInt(halves[0]!));

/** Splitmix64's finaliser in whole 64-bit numbers. */
function mixedBig(word: bigint): bigint {
  let mixed = ((word ^ (word >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
  mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & MASK;
  return mixed ^ (mixed >> 31n);
}

describe("mix64()", () => {
  it("is splitmix64's finaliser on any word", () => {
    fc.assert(
      fc.property(word64, (word) => {
        const halves = halvesOf(word);
        mix64(halves);
        expect(wordOf(halves)).toBe(mixedBig(word));
      }),
      { numRuns: 2_000 },
    );
  });

  it("reproduces the first numbers of splitmix64 with seed 0", () => {
    const first = [1, 2, 3].map((count) => {
      const word = new Int32Array(2);
      offsetWord(word, 0, 0, count);
      mix64(word);
      return wordOf(word);
    });
    // As published with the reference implementation and used by Java's SplittableRandom.
    expect(first).toEqual([0xe220a8397b1dcdafn, 0x6e789e6aa1b965f4n, 0x06c45d188009454fn]);
  });
});

describe("offsetWord()", () => {
  it("adds multiples of the golden step modulo 2^64", () => {
    fc.assert(
      fc.property(word64, fc.nat(2 ** 31 - 1), (key, count) => {
        const halves = halvesOf(key);
        offsetWord(halves, halves[0]!, halves[1]!, count);
        expect(wordOf(halves)).toBe((key + BigInt(count) * 0x9e3779b97f4a7c15n) & MASK);
      }),
      { numRuns: 2_000 },
    );
  });
});
