import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packDraws, unpackDraws } from "../../src/app/packed-draws.ts";

function again(draws: Float64Array, pieceLength: number): Float64Array {
  const unpacked = new Float64Array(draws.length);
  unpackDraws(packDraws(draws, pieceLength), pieceLength, unpacked);
  return unpacked;
}
const bitsOf = (draws: Float64Array): number[] => [...new Uint8Array(draws.buffer)];

describe("packDraws()", () => {
  it("needs a few bytes for a piece in which nothing happens, and four a draw for amounts of some millions", () => {
    expect(packDraws(new Float64Array(1_024), 1_024)).toHaveLength(9);
    const millions = Float64Array.from({ length: 1_024 }, (_, draw) => 5e8 + draw * 4_000_000);
    expect(packDraws(millions, 1_024)).toHaveLength(9 + 4 * 1_024);
  });

  it("gives back whole numbers of any size, signs included, bit for bit", () => {
    const whole = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -500, max: 500 }), fc.constant(0));
    fc.assert(
      fc.property(fc.array(whole, { maxLength: 60 }), fc.integer({ min: 1, max: 16 }), (values, length) => {
        const draws = Float64Array.from(values);
        expect(bitsOf(again(draws, length))).toEqual(bitsOf(draws));
      }),
    );
  });

  it("gives back any other number bit for bit too", () => {
    fc.assert(
      fc.property(fc.float64Array({ maxLength: 40, noNaN: true }), (draws) => {
        expect(bitsOf(again(draws, 8))).toEqual(bitsOf(draws));
      }),
    );
  });

  it("notices that there are more draws than are wanted", () => {
    const bytes = packDraws(Float64Array.of(1, 2, 3), 3);
    expect(() => unpackDraws(bytes, 3, new Float64Array(2))).toThrow(RangeError);
  });
});
