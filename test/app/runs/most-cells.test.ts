import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MOST_CELLS, mostCellsOfTenant } from "../../../src/app/runs/most-cells.ts";

const mostOf = (text?: string): number => mostCellsOfTenant(text === undefined ? {} : { [MOST_CELLS]: text });

describe("mostCellsOfTenant()", () => {
  it("is 64 where nothing else is said", () => {
    expect(mostOf()).toBe(64);
    expect(mostOf("")).toBe(64);
  });

  it("is what the environment says", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (count) => {
        expect(mostOf(String(count))).toBe(count);
      }),
    );
  });

  it("is not guessed from anything but a whole number from 1 on", () => {
    for (const text of ["0", "-3", "2.5", "many", "1e400", "NaN"]) {
      expect(() => mostOf(text)).toThrow(`Cannot read REVCAST_CELLS_PER_TENANT=${text}`);
    }
  });
});
