import { describe, expect, it } from "vitest";
import { dayFromCivil } from "../../../src/core/base/day.ts";
import { effectiveWindows } from "../../../src/core/scoring/effective-windows.ts";

describe("effectiveWindows()", () => {
  it("counts one cut-off as one window, and windows that touch as themselves", () => {
    expect(effectiveWindows(10, 10, 30)).toBe(1);
    expect(effectiveWindows(0, 90, 30)).toBe(4);
  });

  it("counts the windows of the maven columns as the protocol does", () => {
    // 26 cut-offs of 30 days and 18 of 90, weekly from 2017-06-04
    const first = dayFromCivil(2017, 6, 4);
    expect(effectiveWindows(first, first + 25 * 7, 30)).toBeCloseTo(6.8, 1);
    expect(effectiveWindows(first, first + 17 * 7, 90)).toBeCloseTo(2.3, 1);
  });

  it("refuses days the wrong way round and windows without days", () => {
    expect(() => effectiveWindows(2, 1, 30)).toThrow(RangeError);
    expect(() => effectiveWindows(1, 2, 0)).toThrow(RangeError);
    expect(() => effectiveWindows(NaN, 2, 30)).toThrow(RangeError);
  });
});
