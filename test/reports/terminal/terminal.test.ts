import { assert, constantFrom, integer, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { cutToWidth, displayWidth, fitToWidth } from "../../../src/reports/terminal/display-width.ts";
import { paintFor } from "../../../src/reports/terminal/paint.ts";
import { tableLines } from "../../../src/reports/terminal/table.ts";
import { wrapText } from "../../../src/reports/terminal/wrap-text.ts";

const anyText = string({ unit: constantFrom("a", "Z", " ", "é", "e\u{301}", "日", "한", "ｱ", "…", "👍", "ㄱ", "─"), maxLength: 60 }); // prettier-ignore

describe("displayWidth()", () => {
  it.each([
    ["plain", 5],
    ["日本", 4],
    ["한국", 4],
    ["ﾊﾝｶｸ", 4],
    ["ＡＢ", 4],
    ["e\u{301}", 1],
    ["👍", 2],
    ["a\u{200d}b", 2],
    ["", 0],
    ["Łódź €", 6],
  ])("counts the columns of %j", (text, columns) => expect(displayWidth(text)).toBe(columns));

  it("cuts at the end of a character and its marks, with an ellipsis", () => {
    expect(cutToWidth("日本語", 5)).toBe("日本…");
    expect(cutToWidth("日本語", 4)).toBe("日…");
    expect(cutToWidth("ae\u{301}io", 3)).toBe("ae\u{301}…");
    expect(cutToWidth("abc", 3)).toBe("abc");
    expect(cutToWidth("abc", 0)).toBe("");
  });

  it("fits any text into exactly the columns there are", () => {
    assert(
      property(
        anyText,
        integer({ min: 0, max: 40 }),
        constantFrom("left" as const, "right" as const),
        (text, columns, align) => {
          // prettier-ignore
          expect(displayWidth(fitToWidth(text, columns, align))).toBe(columns);
        },
      ),
    );
  });
});

describe("wrapText()", () => {
  it("loses no word and fills no line over its width, whatever the text", () => {
    assert(
      property(anyText, integer({ min: 6, max: 40 }), (text, columns) => {
        const lines = wrapText(text, columns, "- ", "  ");
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        const joined = lines.map((line) => line.slice(2)).join("");
        expect(joined.replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });
});

describe("tableLines()", () => {
  const columns = [
    { header: "Name", cells: ["a very long name indeed", "日本語の名前"], align: "left", minWidth: 8 },
    { header: "Rank 1", cells: ["1", "2"], align: "right", rank: 1 },
    { header: "Amount", cells: ["1,234", "-5"], align: "right" },
  ] as const;
  const paint = paintFor(false);

  it("aligns columns by what is seen", () => {
    expect(tableLines(columns, 80, paint)).toEqual([
      "Name                     Rank 1  Amount",
      "───────────────────────────────────────",
      "a very long name indeed       1   1,234",
      "日本語の名前                  2      -5",
    ]);
  });

  it("cuts names first, then leaves out columns by their rank", () => {
    expect(tableLines(columns, 30, paint)[2]).toBe("a very long n…       1   1,234");
    expect(tableLines(columns, 20, paint)[0]).toBe("Name          Amount");
  });

  it("is never wider than asked, however narrow", () => {
    for (let width = 1; width < 50; width++) {
      for (const line of tableLines(columns, width, paint))
        expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  });
});
