import * as fc from "fast-check";
import readWorkbook from "read-excel-file/node";
import { describe, expect, it } from "vitest";
import { formulaCell, numberCell, textCell } from "../../../src/reports/workbook/cell.ts";
import type { Sheet, SheetRow } from "../../../src/reports/workbook/sheet.ts";
import { workbookBytes } from "../../../src/reports/workbook/workbook-bytes.ts";
import { readCells } from "./read-cells.ts";
import { readParts } from "./read-parts.ts";

const sheetOf = (rows: readonly SheetRow[], name = "One"): Sheet => ({
  name,
  columnWidths: [20],
  frozen: { rows: 2, columns: 1 },
  rows,
});
const bytesOf = (...cells: SheetRow): Uint8Array => workbookBytes([sheetOf([cells])], 2);
const styleOf = (workbook: Uint8Array, address: string): string => {
  const parts = readParts(workbook);
  const sheet = parts.get("xl/worksheets/sheet1.xml")!;
  const number = Number(new RegExp(`<c r="${address}" s="(\\d+)"`).exec(sheet)![1]);
  const xfs = /<cellXfs.*?>(.*)<\/cellXfs>/s.exec(parts.get("xl/styles.xml")!)![1]!;
  return xfs.split("<xf ").slice(1)[number]!;
};

describe("workbookBytes()", () => {
  it("is read by another program's reader: numbers as numbers, what formulas gave as their values", async () => {
    const bytes = bytesOf(
      textCell("Ada & <Bruno>"),
      numberCell("-1234567.89", "money"),
      formulaCell("B1*2", "-2469135.78", "money"),
      formulaCell('IF(B1<0,"No & none","x")', { text: "No & none" }, "general"),
      undefined,
      numberCell(0.1, "percent"),
    );
    const [sheet] = await readWorkbook(Buffer.from(bytes));
    expect(sheet).toEqual({
      sheet: "One",
      data: [["Ada & <Bruno>", -1234567.89, -2469135.78, "No & none", null, 0.1]],
    });
  });

  it("writes what looks like a formula as a text that stays one", () => {
    for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "=cmd|' /C calc'!A0"]) {
      const bytes = bytesOf(textCell(text));
      expect(readCells(bytes).get("One")!.get("A1")).toEqual({
        formula: undefined,
        type: "inlineStr",
        value: text.trim(),
      });
      expect(styleOf(bytes, "A1")).toContain('quotePrefix="1"');
    }
  });

  it("never makes a formula of a text, and gives texts back as they read", async () => {
    const texts = fc.array(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.constantFrom("_x0041_", "_x000D_", "]]>", "<f>1</f>", "</t></is><f>1+1</f>"),
      ),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(texts, async (written) => {
        const bytes = bytesOf(...written.map((text) => textCell(text)));
        const cells = readCells(bytes).get("One")!;
        for (const { formula } of cells.values()) expect(formula).toBeUndefined();
        const shown = written.map((text) => {
          const cell = textCell(text);
          return cell.kind === "text" ? cell.text : "";
        });
        const xml = readParts(bytes).get("xl/worksheets/sheet1.xml")!;
        expect(xml).not.toMatch(/[^\P{Cc}\n]/u);
        const [sheet] = await readWorkbook(Buffer.from(bytes), { trim: false });
        const row = sheet?.data[0] ?? [];
        // This reader leaves the format's own escapes as they are; programs decode `_x005F_` to `_`.
        const read = shown.map((_, index) => String(row[index] ?? "").replaceAll("_x005F_", "_"));
        expect(read).toEqual(shown.map((text) => text.replaceAll("_x005F_", "_")));
      }),
      { numRuns: 60 },
    );
  });

  it("shows money by the decimal places of its currency, red below 0", () => {
    const formatsOf = (digits: number): string =>
      readParts(workbookBytes([sheetOf([[numberCell(1, "money")]])], digits)).get("xl/styles.xml")!;
    expect(formatsOf(2)).toContain('formatCode="#,##0.00;[Red]-#,##0.00"');
    expect(formatsOf(0)).toContain('formatCode="#,##0;[Red]-#,##0"');
    expect(formatsOf(3)).toContain('formatCode="#,##0.000;[Red]-#,##0.000"');
  });

  it("keeps headings in sight and repeats them on paper, under any name of the sheet", () => {
    const parts = readParts(workbookBytes([sheetOf([[textCell("a")]], "Ada's & Co")], 2));
    expect(parts.get("xl/worksheets/sheet1.xml")).toContain(
      '<pane xSplit="1" ySplit="2" topLeftCell="B3" activePane="bottomRight" state="frozen"/>',
    );
    expect(parts.get("xl/workbook.xml")).toContain(
      `localSheetId="0">&#39;Ada&#39;&#39;s &amp; Co&#39;!$A:$A,&#39;Ada&#39;&#39;s &amp; Co&#39;!$1:$2</definedName>`,
    );
  });

  it("cuts a text that no cell can hold", () => {
    const cell = textCell("x".repeat(40_000));
    expect(cell.kind === "text" && cell.text.length).toBe(32_767);
  });

  it("refuses a number that does not exist", () => {
    expect(() => numberCell(Number.NaN, "money")).toThrow("Cannot write NaN into a cell: it is not finite");
  });
});
