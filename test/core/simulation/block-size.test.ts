import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawBlocksOf } from "../../../src/core/simulation/block-size.ts";

describe("drawBlocksOf()", () => {
  it.each([
    [1, 8, 8],
    [640, 8, 640],
    [10_000, 64, 10_048],
    [10_240, 128, 10_240],
    [50_000, 512, 50_176],
    [100_000, 1_024, 100_352],
    [102_400, 1_024, 102_400],
    [2_000_000, 1_024, 2_000_896],
  ])("cuts %d draws into blocks of %d: %d in all", (requested, blockSize, drawCount) => {
    expect(drawBlocksOf(requested)).toEqual({ blockSize, drawCount, blockCount: drawCount / blockSize });
  });

  it("takes the largest power of two up to 1,024 that leaves 80 blocks, and less than one block too many", () => {
    fc.assert(
      fc.property(fc.integer({ min: 640, max: 5_000_000 }), (requested) => {
        const { blockSize, blockCount, drawCount } = drawBlocksOf(requested);
        expect(blockCount).toBeGreaterThanOrEqual(80);
        expect(blockSize === 1_024 || Math.ceil(requested / (2 * blockSize)) < 80).toBe(true);
        expect(drawCount - requested).toBeGreaterThanOrEqual(0);
        expect(drawCount - requested).toBeLessThan(blockSize);
      }),
    );
  });

  it.each([0, -5, 1.5, Number.NaN, 2 ** 40])("refuses %d draws", (drawCount) => {
    expect(() => drawBlocksOf(drawCount)).toThrow(RangeError);
  });
});
