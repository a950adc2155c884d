import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dayFromCivil } from "../../src/core/base/day.ts";
import { importCostTable } from "../../src/files/cost-table.ts";
import { readTexts } from "./records/record-texts.ts";
import { failureOf, importTexts, withFolder } from "./import-texts.ts";
import { makeWorkbook } from "./make-workbook.ts";

const HISTORY = "opportunity_id,changed_at,stage,amount\na,2024-01-05,Talks,10\n";
const GOOGLE =
  'Campaign report\n"January 1, 2024 - January 31, 2024"\nDay,Campaign,Currency code,Cost\n2024-01-05,Brand,EUR,12.50\n2024-01-06,Brand,EUR,7.50\n';
const LINKEDIN =
  'Campaign Performance Report (in UTC)\nReport Start: January 1, 2024, 12:00 AM\nReport End: January 31, 2024, 11:59 PM\nDate Generated: February 1, 2024, 9:00 AM\n\n' +
  "Start Date (in UTC)\tCampaign Name\tCurrency\tTotal Spent\n01/25/2024\tBrand\tEUR\t20.00\n01/26/2024\tBrand\tEUR\t5.00\n"; // prettier-ignore
const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]); // prettier-ignore

describe("lines above the header of an export", () => {
  it.each([
    ["google.csv", Buffer.from(GOOGLE), "line 3", 2],
    ["linkedin.csv", utf16(LINKEDIN), "line 6", 2],
  ])("are left out with a warning where the header is found for sure: %s", async (name, bytes, line, rowCount) => {
    const { warnings } = await importTexts({ "h.csv": HISTORY, [name]: bytes }, { currency: "EUR" });
    const skipped = warnings.find(({ code }) => code === "preamble_skipped");
    expect(skipped?.message).toContain(`${name}: the header is in ${line}; what stands above it is left out: "Campaign`); // prettier-ignore
    const { sources, rejections } = await readTexts({ [name]: bytes }, { currency: "EUR" });
    expect(rejections).toEqual([]);
    expect(sources.map(({ layout, rowCount: count }) => [layout, count])).toEqual([["spend", rowCount]]);
  }); // prettier-ignore
  it("names the line of a row by the file, whatever stands above the header", async () => {
    const { rejections } = await readTexts({ "g.csv": GOOGLE.replace("7.50", "much") }, { currency: "EUR" });
    expect(rejections.map(({ file, line, column }) => [file, line, column])).toEqual([["g.csv", 5, "Cost"]]);
  });
  it.each([
    ["a first line as wide as a header", GOOGLE.replace("Campaign report", "a,b,c,d")],
    ["rows of another width", GOOGLE.replaceAll(",EUR,", ",EUR,x,")],
    ["no rows", GOOGLE.split("\n").slice(0, 3).join("\n")],
    ["headers that no table has", GOOGLE.replace("Cost", "Clicks")],
    ["two lines that could be the header", GOOGLE.replace("2024-01-05,Brand,EUR,12.50", "Day,Campaign,Currency code,Cost")], // prettier-ignore
  ])("stay the header where there is doubt: %s", async (_, text) => {
    const { warnings } = await importTexts({ "h.csv": HISTORY, "g.csv": text }, { currency: "EUR" });
    const codes = warnings.map(({ code }) => code);
    expect(codes).not.toContain("preamble_skipped");
  });
});

describe("importCostTable() of a workbook", () => {
  const rows = [
    ["item", "category", "month", "amount"],
    ["CPQ", "technology", "2026-01", 1200.5],
    ["CPQ", "technology", "2026-02", 80],
  ] as const;
  const inFolder = (sheets: Parameters<typeof makeWorkbook>[0]) =>
    withFolder({ "costs.xlsx": makeWorkbook(sheets) }, (folder) =>
      importCostTable(join(folder, "costs.xlsx"), { caseStart: dayFromCivil(2026, 1, 1), currency: "EUR" }),
    );
  it("gives what the same table in CSV gives", async () => {
    const { plan, rowCount, layout } = await inFolder({ Costs: rows, Notes: [] });
    const csv = rows.map((cells) => cells.join(",")).join("\n");
    const text = await withFolder({ "costs.csv": csv }, (folder) => importCostTable(join(folder, "costs.csv"), { caseStart: dayFromCivil(2026, 1, 1), currency: "EUR" })); // prettier-ignore
    const amounts = (items: typeof plan.fixed) => items.map(({ name, entries }) => [name, ...entries.map(({ month, amount }) => [month, amount.toFixed(2)])]); // prettier-ignore
    expect(amounts(plan.fixed)).toEqual(amounts(text.plan.fixed));
    expect([layout, rowCount, amounts(plan.fixed)]).toEqual(["long", 2, [["CPQ", [1, "1200.50"], [2, "80.00"]]]]); // prettier-ignore
  });
  it("asks which sheet is meant where several hold something", async () => {
    const failure = await failureOf(inFolder({ Costs: rows, Old: rows }));
    expect([failure.code, failure.message]).toEqual([
      "ambiguous_input",
      'Cannot tell which sheet of costs.xlsx is the cost table: "Costs", "Old" all hold something; save the one as a workbook of its own',
    ]);
  });
});
