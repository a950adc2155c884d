import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StrandCounts } from "../../../src/core/simulation/lattice-counter.ts";
import { recombineStrands } from "../../../src/core/simulation/recombine-strands.ts";

/** Draws that fall on lattice values, as counts. */
function countsOf(draws: readonly number[]): StrandCounts {
  const first = Math.min(...draws);
  const counts = new Int32Array(Math.max(...draws) - first + 1);
  for (const draw of draws) counts[draw - first]! += 256;
  return { first, counts };
}

const draws = fc.array(fc.integer({ min: -6, max: 9 }), { minLength: 5, maxLength: 5 });

describe("recombineStrands()", () => {
  it("is the distribution of all combinations of the strands' draws", () => {
    fc.assert(
      fc.property(fc.array(draws, { minLength: 1, maxLength: 5 }), (strands) => {
        const sums = strands.reduce(
          (all, strand) => all.flatMap((sum) => strand.map((draw) => sum + draw)),
          [0],
        );
        const { base, mean } = recombineStrands(strands.map(countsOf), 10);
        const share = (isCounted: (sum: number) => boolean) => sums.filter(isCounted).length / sums.length;
        expect(Math.abs(mean - (10 * sums.reduce((a, b) => a + b, 0)) / sums.length)).toBeLessThan(1e-9);
        expect(Math.abs((base.atoms[0] ?? 0) - share((sum) => sum === 0))).toBeLessThan(1e-12);
        // Half of the mass of a value lies below it: at the ends all of it is inside.
        const least = Math.min(...sums);
        const most = Math.max(...sums);
        if (least === most) return;
        let below = 0;
        base.cells.forEach((mass, cell) => {
          expect(mass).toBeGreaterThanOrEqual(0);
          below += mass;
          const end = Math.round((base.cellLow + (cell + 1) * base.cellStep) / 10);
          const halfAt = end === most ? 1 : 0.5;
          const expected =
            share((sum) => sum < end && sum !== 0) + halfAt * share((sum) => sum === end && sum !== 0);
          expect(Math.abs(below - expected)).toBeLessThan(1e-12);
        });
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("sees that a row hangs on few values, and that another does not", () => {
    const few = Array.from({ length: 4 }, () => countsOf([0, 0, 0, 200, 200]));
    expect(recombineStrands(few, 1).smoothness).toBeLessThan(0.1);
    const many = Array.from({ length: 4 }, (_, strand) =>
      countsOf(Array.from({ length: 1_000 }, (_, draw) => (draw * (7 + strand)) % 101)),
    );
    expect(recombineStrands(many, 1).smoothness).toBeGreaterThan(0.95);
  });

  it("moves the mean of the draws to the one that is expected, and no value", () => {
    const draws = Array.from({ length: 900 }, (_, draw) => (draw * 7) % 31);
    const [one, other] = [countsOf(draws), countsOf(draws.map((draw) => draw * 2))];
    const expected = [15.2, 29.7];
    const { base, mean } = recombineStrands([one, other], 1, expected);
    expect(Math.abs(mean - 44.9)).toBeLessThan(1e-9);
    expect(base.cellLow).toBe(0);
    expect(base.cells.length).toBe(90);
    expect(base.cells.every((mass) => mass >= 0)).toBe(true);
  });

  it("keeps the draws' mean where the expected one is too far away to be the same", () => {
    const counts = countsOf(Array.from({ length: 900 }, (_, draw) => (draw * 7) % 31));
    const { mean } = recombineStrands([counts], 1);
    expect(recombineStrands([counts], 1, [mean + 8]).mean).toBe(mean);
  });
});
