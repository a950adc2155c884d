import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellAddress, columnName, onSheet, rowRange } from "../../../src/reports/workbook/cell-address.ts";

describe("columnName()", () => {
  it("counts from A over Z to AA, and ends at XFD", () => {
    expect([0, 25, 26, 51, 52, 701, 702, 16_383].map(columnName)).toEqual(
      "A Z AA AZ BA ZZ AAA XFD".split(" "),
    );
  });

  it("reads back as a number in base 26 without a zero", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16_383 }), (column) => {
        const number = columnName(column)
          .split("")
          .reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
        expect(number - 1).toBe(column);
      }),
    );
  });

  it("refuses a column that no sheet has", () => {
    expect(() => columnName(16_384)).toThrow("Cannot name column 16384: a sheet has 16384");
  });
});

describe("addresses", () => {
  it("name a cell, a row's range and another sheet's cell", () => {
    expect(cellAddress(3, 5)).toBe("D5");
    expect([rowRange(5, 3, 5), rowRange(5, 3, 3)]).toEqual(["D5:F5", "D5"]);
    expect(onSheet("Ada's case", "D5")).toBe("'Ada''s case'!D5");
  });
});
