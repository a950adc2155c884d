import { describe, expect, it } from "vitest";
import { memoryGrowth } from "../../../bench/api/memory-growth.ts";

/** A sample a second. */
const samplesOf = (seconds: number, megabytesAt: (minute: number, second: number) => number) =>
  Array.from({ length: seconds }, (_, second) => ({
    minute: 3 + second / 60,
    megabytes: megabytesAt(second / 60, second),
  }));

describe("memoryGrowth()", () => {
  it("is the slope of a straight line, without an error", () => {
    const { slope, standardError, leastSlope } = memoryGrowth(samplesOf(400, (minute) => 200 + 2.5 * minute));
    expect(slope).toBeCloseTo(2.5, 9);
    expect(leastSlope).toBeCloseTo(2.5, 9);
    expect(standardError).toBeCloseTo(0, 6);
  });

  it("sees through garbage that comes and goes where least is looked at", () => {
    // A saw of 45 s that rises by 80 MB, over what grows by half a megabyte a minute.
    const saw = samplesOf(600, (minute, second) => 200 + 0.5 * minute + 80 * ((second % 45) / 45));
    const { slope, standardError, leastSlope } = memoryGrowth(saw);
    expect(Math.abs(leastSlope - 0.5)).toBeLessThan(0.5);
    expect(Math.abs(slope - 0.5)).toBeLessThan(4 * standardError);
  });

  it("reproduces the standard error of a worked example by hand", () => {
    // Means of minutes 1, 3, 2 in the middles of minutes: the line is 1.5 + .5 x, residuals -.5, 1, -.5, so sqrt(1.5 / 1 / 2).
    const { slope, standardError } = memoryGrowth(samplesOf(180, (minute) => [1, 3, 2][Math.floor(minute)]!));
    expect(standardError).toBeCloseTo(Math.sqrt(0.75), 9);
    expect(slope).toBeGreaterThan(0);
  });

  it("says nothing about two minutes", () => {
    expect(() => memoryGrowth(samplesOf(100, () => 1))).toThrow(RangeError);
  });
});
