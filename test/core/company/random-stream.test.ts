import { describe, expect, it } from "vitest";
import { exponentialAt, normalAt, streamOf, uniformAt } from "../../../src/core/company/random-stream.ts";

const COUNT = 200_000;
const leading = (uniform: number): number => Math.floor(uniform * 65_536);

describe("uniformAt()", () => {
  it("is a function of stream, purpose and index alone", () => {
    expect(uniformAt(streamOf(7, 1), 3, 4)).toBe(uniformAt(streamOf(7, 1), 3, 4));
    expect(streamOf(1, 2)).not.toEqual(streamOf(2, 1));
    expect(streamOf(2 ** 32)).not.toEqual(streamOf(0));
  });

  it("fills 64 cells evenly along the index, the purpose and the stream (chi-squared, 63 degrees, sd 11.2)", () => {
    const one = streamOf(1);
    const along = [
      (index: number) => uniformAt(one, 0, index),
      (index: number) => uniformAt(one, index, 0),
      (index: number) => uniformAt(streamOf(1, 2, index), 0, 0),
      (index: number) => uniformAt(streamOf(index), 10, 17),
    ];
    for (const draw of along) {
      const cells = new Float64Array(64);
      for (let index = 0; index < COUNT; index++) cells[Math.floor(draw(index) * 64)]!++;
      const chiSquared = cells.reduce((sum, cell) => sum + (cell - COUNT / 64) ** 2 / (COUNT / 64), 0);
      expect(Math.abs(chiSquared - 63)).toBeLessThan(4 * Math.sqrt(126));
    }
  });

  it("has no correlation between neighbours in index, purpose or stream (standard error 0.0022)", () => {
    const pairs = [
      (index: number) => [uniformAt(streamOf(1), 0, index), uniformAt(streamOf(1), 0, index + 1)],
      (index: number) => [uniformAt(streamOf(1), 0, index), uniformAt(streamOf(1), 1, index)],
      (index: number) => [uniformAt(streamOf(1, index), 0, 0), uniformAt(streamOf(1, index + 1), 0, 0)],
      (index: number) => [uniformAt(streamOf(index, 5), 0, 0), uniformAt(streamOf(index + 1, 5), 0, 0)],
    ];
    for (const pair of pairs) {
      let sum = 0;
      for (let index = 0; index < COUNT; index++) {
        const [a, b] = pair(index);
        sum += 12 * (a! - 0.5) * (b! - 0.5);
      }
      expect(Math.abs(sum / COUNT)).toBeLessThan(4 / Math.sqrt(COUNT));
    }
  });

  it("changes half of its leading 16 bits when one bit of a name or of the index changes", () => {
    const draws = [
      (value: number) => leading(uniformAt(streamOf(3), 2, value)),
      (value: number) => leading(uniformAt(streamOf(3, value), 2, 0)),
    ];
    for (const draw of draws) {
      for (let bit = 0; bit < 20; bit++) {
        const flips = new Float64Array(16);
        for (let base = 0; base < 2_000; base++) {
          const difference = draw(base * 37) ^ draw((base * 37) ^ (1 << bit));
          for (let output = 0; output < 16; output++) flips[output]! += (difference >> output) & 1;
        }
        // Standard error 0.0112; 5.5 of them for 640 comparisons.
        for (const flip of flips) expect(Math.abs(flip / 2_000 - 0.5)).toBeLessThan(0.0615);
      }
    }
  });
});

describe("normalAt() and exponentialAt()", () => {
  it("have the moments of their distributions (four standard errors)", () => {
    const sums = [0, 0, 0, 0];
    for (let index = 0; index < COUNT; index++) {
      const normal = normalAt(streamOf(9), 5, index);
      const exponential = exponentialAt(streamOf(9), 6, index);
      sums[0]! += normal;
      sums[1]! += normal ** 2;
      sums[2]! += normal ** 4;
      sums[3]! += exponential;
    }
    const means = sums.map((sum) => sum / COUNT);
    const unit = 4 / Math.sqrt(COUNT);
    expect(Math.abs(means[0]!)).toBeLessThan(unit);
    expect(Math.abs(means[1]! - 1)).toBeLessThan(unit * Math.sqrt(2));
    expect(Math.abs(means[2]! - 3)).toBeLessThan(unit * Math.sqrt(96));
    expect(Math.abs(means[3]! - 1)).toBeLessThan(unit);
  });
});
