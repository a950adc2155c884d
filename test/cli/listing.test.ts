import { describe, expect, it } from "vitest";
import { displayWidth } from "../../src/reports/terminal/display-width.ts";
import { listing } from "../../src/cli/listing.ts";

interface Key {
  readonly id: string;
  readonly name: string;
  readonly made: string;
}
const columns = [
  { header: "Id", cell: ({ id }: Key) => id },
  { header: "Name", cell: ({ name }: Key) => name, minWidth: 10 },
  { header: "Made", cell: ({ made }: Key) => made, rank: 1 },
];
const key = { id: "7cf13bc3", name: "Helena Brandt of the very long house", made: "2026-11-22" };
const linesOf = (text: string) => text.split("\n");

describe("listing()", () => {
  it("fits any width: names are cut first, then columns with a rank are left out, ids never are", () => {
    for (let width = 20; width <= 120; width++) {
      const lines = linesOf(listing([key], columns, () => "", { width, colour: false }));
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
      expect(lines[2]).toContain(key.id);
    }
  });

  it("says the words below an item in full, broken to the width", () => {
    const note = "two renewals signed verbally, the third one waits for legal and comes in the week after";
    const lines = linesOf(listing([key, key], columns, () => note, { width: 60, colour: false }));
    expect(lines.slice(3, 5).map((line) => line.trim()).join(" ")).toBe(note); // prettier-ignore
    expect(lines.every((line) => line.length <= 60)).toBe(true);
  });

  it("shows texts of users without control characters, and no rows as the head alone", () => {
    const text = listing([{ ...key, name: "a\u001B[31mb" }], columns, () => "", { width: 80, colour: false });
    expect(text).not.toContain("\u001B");
    expect(linesOf(listing<Key>([], columns, () => "", { width: 80, colour: false }))).toHaveLength(3);
  });
});
