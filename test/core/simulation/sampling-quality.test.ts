import { describe, expect, it } from "vitest";
import { drawRow } from "../../../src/core/simulation/draws.ts";
import { permutationLibrary } from "../../../src/core/simulation/permutations.ts";
import { summariseRow } from "../../../src/core/simulation/summarise-draws.ts";
import { samplePlan } from "./sample-plans.ts";
import { replayInline, simulateInline } from "./simulate-inline.ts";

describe("sampling by permutations", () => {
  it.each([128, 1_024])(
    "lets two opportunities' wins overlap like random sets: blocks of %d",
    (blockSize) => {
      // Two opportunities with chance 0.3; the flags of the replay are the wins of the first.
      const plan = samplePlan({ opportunityCount: 2, periodCount: 1, newWins: 0, spreadSigmas: [0] });
      plan.winProbabilities.set([0.3, 0.3]);
      const blockCount = 80;
      const drawCount = blockCount * blockSize;
      const overlaps: number[] = [];
      const seedCount = blockSize === 128 ? 60 : 40;
      for (let seed = 0; seed < seedCount; seed++) {
        const rows = simulateInline("wasm", overlapPlan(plan), { drawCount, seed });
        for (let block = 0; block < blockCount; block++) {
          let overlap = 0;
          const total = drawRow(rows, 2).subarray(block * blockSize, (block + 1) * blockSize);
          for (const wins of total) if (wins === 2) overlap++;
          overlaps.push(overlap);
        }
      }
      // Hypergeometric: two sets of n of B draws; n is rounded to one of two neighbours, which changes little.
      const winCount = 0.3 * blockSize;
      const mean = winCount ** 2 / blockSize;
      const variance = (mean * (1 - winCount / blockSize) * (blockSize - winCount)) / (blockSize - 1);
      const found = summariseRow(Float64Array.from(overlaps), []);
      const standardError = Math.sqrt(variance / overlaps.length);
      expect(Math.abs(found.mean - mean)).toBeLessThan(4 * standardError);
      // Relative standard error of a variance: sqrt(2 / 3,200) = 2.5 %; the rounding of n adds up to 1 % at 128.
      expect(Math.abs(found.sd ** 2 / variance - 1)).toBeLessThan(4 * 0.025 + 0.01);
    },
  );

  it("wins every draw equally often and every pair of draws independently", () => {
    const plan = samplePlan({ opportunityCount: 400, periodCount: 1, newWins: 0, spreadSigmas: [0] });
    plan.winProbabilities.fill(0.25);
    const drawCount = 640;
    const flags = new Uint8Array(drawCount).fill(1, 0, 320);
    const counts = replayInline("wasm", plan, flags, { drawCount, seed: 1 });
    counts.won.forEach((won) => expect(Math.abs(won - 160)).toBeLessThanOrEqual(80));
    const flagged = counts.wonFlagged.reduce((sum, count) => sum + count, 0);
    const won = counts.won.reduce((sum, count) => sum + count, 0);
    expect(won).toBe(64_000); // 0.25 of 8 draws is 2 in each block, without rounding
    expect(flagged).toBe(32_000);
  });

  it("has a mean and quantiles that vary far less than those of plain Monte Carlo", () => {
    const plan = samplePlan({ opportunityCount: 400, newWins: 20 });
    const spreadOf = (kernel: "wasm" | "plain") => {
      const summaries = Array.from({ length: 20 }, (_, seed) =>
        summariseRow(drawRow(simulateInline(kernel, plan, { drawCount: 5_000, seed }), 2), [0.1, 0.5, 0.9]),
      );
      return {
        mean: sdOf(summaries.map(({ mean }) => mean)),
        quantiles: [0, 1, 2].map((level) => sdOf(summaries.map(({ quantiles }) => quantiles[level]!))),
      };
    };
    const [kernel, plain] = [spreadOf("wasm"), spreadOf("plain")];
    // A ratio of two standard deviations from 20 seeds is known to 23 %: about 0.25 for the mean and 0.5 for quantiles.
    expect(kernel.mean / plain.mean).toBeLessThan(0.4);
    const ratios = kernel.quantiles.map((sd, level) => sd / plain.quantiles[level]!);
    expect(Math.hypot(...ratios) / Math.sqrt(3)).toBeLessThan(0.7);
  });
});

describe("permutationLibrary()", () => {
  it("holds 64 different permutations, each twice", () => {
    const library = permutationLibrary(64);
    const rows = Array.from({ length: 64 }, (_, row) => library.subarray(row * 128, row * 128 + 128));
    for (const row of rows) {
      expect(row.subarray(0, 64).toSorted()).toEqual(Uint16Array.from({ length: 64 }, (_, draw) => draw));
      expect(row.subarray(64)).toEqual(row.subarray(0, 64));
    }
    expect(new Set(rows.map((row) => row.join())).size).toBe(64);
  });
});

const sdOf = (values: readonly number[]) => summariseRow(Float64Array.from(values), []).sd;

/** Each win counts 1, whatever the factor. */
function overlapPlan(plan: ReturnType<typeof samplePlan>) {
  return { ...plan, amounts: Float64Array.of(1, 1), openScale: 1, factorSigma: 0 };
}
