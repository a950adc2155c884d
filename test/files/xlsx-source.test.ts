import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { zipArchive } from "../../src/reports/workbook/zip-archive.ts";
import { failureOf, importTexts, linesOf } from "./import-texts.ts";
import { makeWorkbook } from "./make-workbook.ts";

const HEADER = ["opportunity_id", "changed_at", "stage", "amount"];
const AT_10_15 = (10 * 60 + 15) / 1440;
const rows = [
  HEADER,
  ["a", { serial: 45_296 + AT_10_15 }, "Demo", 1234.5],
  [null, null, null, null],
  ["a", { serial: 45_323 + 0.5 }, "Won", { formula: "1/0", value: 1.234 }],
];

describe("importPipeline() of a workbook", () => {
  it("reads what a CSV file of the same cells gives, formulas by the values that were saved", async () => {
    const { log, sources } = await importTexts({ "history.xlsx": makeWorkbook({ Sheet1: rows }) });
    expect(linesOf(log, { source: true })).toEqual([
      "a 2024-01-05@36900 Demo 123450 history.xlsx:2",
      "a 2024-02-01@43200 Won 123 history.xlsx:4",
    ]);
    expect(sources).toMatchObject([{ layout: "change history", rowCount: 2 }]);
  });
  it("counts serials from 1904 where the workbook says so", async () => {
    const moved = rows.map((row) => row.map((cell) => (typeof cell === "object" && cell !== null && "serial" in cell ? { serial: cell.serial - 1462 } : cell))); // prettier-ignore
    const { log } = await importTexts({ "history.xlsx": makeWorkbook({ Sheet1: moved }, { is1904: true }) });
    expect(linesOf(log)[0]).toBe("a 2024-01-05@36900 Demo 123450");
  });
  it("takes every sheet that holds something for a file of its own, presets included", async () => {
    const { log, sources } = await importTexts({
      "export.xlsx": makeWorkbook({
        Opportunity: [["Id", "Name", "StageName", "Amount", "CloseDate", "CreatedDate"], ["006A", "Acme", "Offer", 80, "2024-09-01", "2024-01-02T10:00:00Z"]],
        Empty: [],
        History: [["Id", "OpportunityId", "StageName", "Amount", "CreatedDate"], ["008A", "006A", "Demo", 70, "2024-01-02T10:00:00Z"], ["008B", "006A", "Offer", 80, "2024-02-02T10:00:00Z"]],
      }),
    }); // prettier-ignore
    expect(linesOf(log, { source: true })).toEqual([
      "006A 2024-01-02@36000 Demo 7000 [Acme] export.xlsx [History]:2",
      "006A 2024-02-02@36000 Offer 8000 [Acme] export.xlsx [History]:3",
    ]);
    expect(sources).toHaveLength(2);
  });
  it("lists rows with their line in the sheet", async () => {
    const { rejections } = await importTexts({
      "history.xlsx": makeWorkbook({
        S: [...rows, ["b", "soon", "Demo", 1], ["b", { serial: 45_296.5 }, "Demo", 1, "x"]],
      }),
    });
    expect(rejections.map(({ line, column }) => `${line} ${column}`)).toEqual(["5 changed_at", "6 "]);
  });
  it("takes what looks like a formula for text", async () => {
    const { log } = await importTexts({
      "h.xlsx": makeWorkbook({ S: [HEADER, ["=1+1", "2024-01-05", "@SUM(A1)", 1]] }),
    });
    expect(linesOf(log)).toEqual(["=1+1 2024-01-05 @SUM(A1) 100"]);
  });
  it("refuses bombs, broken archives, entities and other files with a reason", async () => {
    const reasonOf = async (content: Buffer) => {
      const { code, message } = await failureOf(importTexts({ "h.xlsx": content }));
      return `${code}: ${message.replace(/^.*?h\.xlsx: /, "")}`;
    };
    const sheet = (xml: string) => makeWorkbook({ S: [] }, { extra: { "xl/worksheets/sheet1.xml": xml } });
    expect(await reasonOf(sheet('<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'))).toContain("span more than 20000000 cells"); // prettier-ignore
    expect(await reasonOf(sheet('<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'))).toContain(
      "declares entities",
    );
    expect(await reasonOf(makeWorkbook({ S: [] }))).toContain("no sheet holds anything");
    expect(await reasonOf(makeWorkbook({ S: rows }).subarray(0, 900))).toContain("no whole ZIP archive");
    expect(await reasonOf(Buffer.from("a,b\n1,2\n"))).toContain("no whole ZIP archive");
    expect(await reasonOf(Buffer.from(zipArchive([{ path: "a.txt", text: "a" }])))).toContain(
      "no XLSX workbook",
    );
    const bomb = deflateRawSync(Buffer.alloc(600 * 2 ** 20), { level: 1 });
    expect(await reasonOf(archiveOf(bomb))).toContain("larger than what is read");
  });
});

/** An archive of one file that says it is small and is not. */
function archiveOf(packed: Buffer): Buffer {
  const name = Buffer.from("xl/workbook.xml");
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(10, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, entry, name, end]);
}
