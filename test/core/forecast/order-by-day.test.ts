import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderByDay } from "../../../src/core/forecast/order-by-day.ts";

describe("orderByDay()", () => {
  it("puts earlier days first and keeps the order within a day", () => {
    expect([...orderByDay(Int32Array.of(7, -2, 7, 3, -2))]).toEqual([1, 4, 3, 0, 2]);
    expect([...orderByDay(new Int32Array())]).toEqual([]);
  });

  it("is what a stable sort gives", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -40, max: 20_000 })), (days) => {
        const sorted = [...days.keys()].sort((a, b) => days[a]! - days[b]!);
        expect([...orderByDay(Int32Array.from(days))]).toEqual(sorted);
      }),
    );
  });
});
