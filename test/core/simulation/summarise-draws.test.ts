import { describe, expect, it } from "vitest";
import { shareAtLeast } from "../../../src/core/simulation/share-at-least.ts";
import { summariseRow } from "../../../src/core/simulation/summarise-draws.ts";
import { flagsAtLeast, targetSwing } from "../../../src/core/simulation/target-swing.ts";

const row = Float64Array.of(4, 2, 4, 5, 4, 7, 9, 5);

describe("summariseRow()", () => {
  it("reproduces the textbook sample with mean 5 and standard deviation 2", () => {
    const summary = summariseRow(row, [0.5, 0.25]);
    expect(summary).toEqual({ mean: 5, sd: 2, quantiles: Float64Array.of(4.5, 4) });
  });

  it("has no spread for one value", () => {
    expect(summariseRow(Float64Array.of(3), [0.9])).toEqual({
      mean: 3,
      sd: 0,
      quantiles: Float64Array.of(3),
    });
  });

  it("refuses a row without draws", () => {
    expect(() => summariseRow(new Float64Array(0), [])).toThrow(RangeError);
    expect(() => shareAtLeast(new Float64Array(0), 1)).toThrow(RangeError);
  });
});

describe("shareAtLeast()", () => {
  it("counts the level itself", () => {
    expect([4, 4.5, 9, 10, -1].map((level) => shareAtLeast(row, level))).toEqual([0.875, 0.5, 0.125, 0, 1]);
  });
});

describe("targetSwing()", () => {
  const counts = { won: Uint32Array.of(4, 0, 8), wonFlagged: Uint32Array.of(3, 0, 4) };
  const draws = { drawCount: 8, hitCount: 4 };

  it("is the chance to hit given a win less the chance given none", () => {
    expect(targetSwing(counts, 0, draws)).toEqual({ ok: true, value: 3 / 4 - 1 / 4 });
  });

  it("has no answer where one side has no draws", () => {
    expect(targetSwing(counts, 1, draws)).toEqual({ ok: false, reason: "never_won" });
    expect(targetSwing(counts, 2, draws)).toEqual({ ok: false, reason: "always_won" });
  });

  it("takes its flags from the draws that reach the level", () => {
    expect(flagsAtLeast(row, 5)).toEqual(Uint8Array.of(0, 0, 0, 1, 0, 1, 1, 1));
  });
});
