import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sheetNames } from "../../../src/reports/workbook/sheet-names.ts";

const TAKEN = ["Summary", "Assumptions"];
const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom("a", "b", ":", "\\", "/", "?", "*", "[", "]", "'", " ", "\u{1f600}", "\t", "="),
    maxLength: 60,
  }),
  fc.constantFrom("", "'", "SUMMARY", "History", "same name", "Same Name", "x".repeat(40)),
);

describe("sheetNames()", () => {
  it("keeps a plain name", () => expect(sheetNames(["Hire analysts"], TAKEN)).toEqual(["Hire analysts"]));

  it("tells equal names apart, whatever their case, and keeps off the names taken", () => {
    expect(sheetNames(["CPQ", "cpq", "summary", "History"], TAKEN)).toEqual([
      "CPQ",
      "cpq (2)",
      "summary (2)",
      "History (2)",
    ]);
  });

  it("tells names apart that only differ after what fits", () => {
    const long = "A".repeat(31);
    expect(sheetNames([`${long}1`, `${long}2`], [])).toEqual([long, `${"A".repeat(27)} (2)`]);
  });

  it("gives any names as spreadsheet programs take them: short, plain, each once", () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 12 }), (names) => {
        const given = sheetNames(names, TAKEN);
        expect(given).toHaveLength(names.length);
        const folded = [...given, ...TAKEN].map((name) => name.toLowerCase());
        expect(new Set(folded).size).toBe(folded.length);
        for (const name of given) {
          expect(name).not.toBe("");
          expect(name.length).toBeLessThanOrEqual(31);
          expect(name).not.toMatch(/[:\\/?*[\]\p{Cc}]|^'|'$|^\s|\s$/u);
          expect(name.isWellFormed()).toBe(true);
          expect(name.toLowerCase()).not.toBe("history");
        }
      }),
    );
  });
});
