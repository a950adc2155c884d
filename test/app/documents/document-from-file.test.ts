import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkDocument } from "../../../src/app/documents/check-document.ts";
import { documentFromFile } from "../../../src/app/documents/document-from-file.ts";
import { makeWorkbook } from "../../files/make-workbook.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-document-file-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fileOf = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const HEADER = ["category", "name", "2026-01", "2026-02"];

describe("documentFromFile()", () => {
  it("makes CSV with the same costs of a workbook, whatever its texts hold", async () => {
    const rows = [HEADER, ["staff", 'Analyst, "senior"', 5000.5, 5100.25], ["training", "=Core", 10, 1]];
    const text = await documentFromFile(fileOf("costs.xlsx", makeWorkbook({ Costs: rows })), "costs");
    expect(text.split("\n")).toEqual([
      "category,name,2026-01,2026-02",
      'staff,"Analyst, ""senior""",5000.5,5100.25',
      "training,=Core,10,1",
      "",
    ]);
    await expect(checkDocument("costs", "costs", text)).resolves.toBeUndefined();
  });

  it("refuses a workbook that is none of costs, or of several sheets, and says what to do", async () => {
    const one = fileOf("one.xlsx", makeWorkbook({ Costs: [HEADER, ["staff", "Analyst", 1, 2]] }));
    await expect(documentFromFile(one, "policy")).rejects.toMatchObject({ code: "bad_input" });
    const rows = [HEADER, ["staff", "Analyst", 1, 2]];
    const two = fileOf("two.xlsx", makeWorkbook({ Costs: rows, Notes: rows }));
    await expect(documentFromFile(two, "costs")).rejects.toThrow("save the one as a workbook of its own");
  });

  it("takes text as it is, and none that is not UTF-8", async () => {
    const text = "category,name,2026-01\nstaff,Büro,1\n";
    expect(await documentFromFile(fileOf("utf8.csv", text), "costs")).toBe(text);
    const latin = fileOf("latin.csv", Buffer.from(text, "latin1"));
    await expect(documentFromFile(latin, "costs")).rejects.toThrow("save it as UTF-8");
    await expect(documentFromFile(join(folder, "none.csv"), "costs")).rejects.toMatchObject({ code: "not_found" }); // prettier-ignore
  });
});
