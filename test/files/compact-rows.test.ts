import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CompactRows } from "../../src/files/compact-rows.ts";

const told = (rows: CompactRows) => [...rows].map(({ line, cells }) => [line, cells[0], cells[1]]);

describe("CompactRows", () => {
  it("gives back every cell as it was, whatever it holds", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), text, text)), (rows) => {
        const held = new CompactRows(2);
        for (const [line, a, b] of rows) held.add(line, [a, b]);
        expect(told(held)).toEqual(rows);
        held.sortByLine();
        expect(told(held)).toEqual(rows.toSorted((x, y) => x[0] - y[0]));
      }),
    );
  });
  it("gives them back where a column has a hundred thousand texts, repeated ones among them", () => {
    const held = new CompactRows(2);
    const cells = (row: number): readonly string[] => [
      row % 3 === 0 ? "same" : `täxt ${row}`,
      `${row % 70_000}`,
    ];
    for (let row = 0; row < 150_000; row++) held.add(row, cells(row));
    let wrong = 0;
    for (const { index, cells: told } of held) if (told.join() !== cells(index).join()) wrong++;
    expect([held.length, wrong]).toEqual([150_000, 0]);
    expect(held.at(100_001).cell(0)).toBe("täxt 100001");
  });
});
