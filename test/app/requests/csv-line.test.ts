import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine } from "../../../src/app/requests/csv-line.ts";

const read = (line: string): string[] => parse(line, { relax_column_count: true })[0]!;

describe("csvLine()", () => {
  it("is read back as it was, but for an apostrophe before what would be a formula", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 2, maxLength: 6 }), (cells) => {
        const back = read(csvLine(cells));
        expect(back).toHaveLength(cells.length);
        back.forEach((cell, index) => expect([cells[index], `'${cells[index]}`]).toContain(cell));
      }),
    );
  });

  it("leaves no cell that a spreadsheet takes for a formula", () => {
    const formulas = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "|cmd", "%0A=1"];
    fc.assert(
      fc.property(fc.constantFrom(...formulas), fc.string(), (start, rest) => {
        expect(read(csvLine([start + rest, "x"]))[0]).toMatch(/^'/);
      }),
    );
  });

  it("keeps numbers as numbers, negative ones too", () => {
    expect(csvLine(["-3.00", "1234.50", "0"])).toBe("-3.00,1234.50,0\r\n");
  });
});
