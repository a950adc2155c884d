import { describe, expect, it } from "vitest";
import { importTexts } from "../import-texts.ts";
import { fuzzPresets, WHOLE } from "./fuzz-files.ts";

describe("importPipeline() of broken files", () => {
  it("ends with a log or a reason, soon, whatever became of the file", async () => {
    const ends = await fuzzPresets(60, 1);
    expect(ends.get("log")).toBeGreaterThan(10);
  });
});

/** Columns whose cell, spoilt in the second line of the file, makes the row unusable. */
const SPOILT = [
  ["salesforce", "History.csv", "CreatedDate"],
  ["salesforce", "History.csv", "Amount"],
  ["salesforce", "History.csv", "OpportunityId"],
  ["salesforce", "Fields.csv", "CreatedDate"],
  ["hubspot", "deals.csv", "Create Date"],
  ["hubspot", "deals.csv", "Amount"],
  ["hubspot", "deals.csv", "Deal Stage"],
  ["pipedrive", "deals.csv", "Won time"],
  ["pipedrive", "deals.csv", "Deal created"],
  ["pipedrive", "deals.csv", "Value"],
  ["pipedrive", "deals.csv", "ID"],
  ["zoho", "Deals.csv", "Stage Modified Time"],
  ["zoho", "Deals.csv", "Created Time"],
  ["zoho", "Deals.csv", "Amount"],
  ["dynamics", "opportunities.csv", "actualclosedate"],
  ["dynamics", "opportunities.csv", "actualvalue"],
  ["dynamics", "opportunities.csv", "createdon"],
  ["generic", "snapshots.csv", "date_snapshot"],
  ["generic", "snapshots.csv", "net_revenue"],
] as const;

describe("a row that cannot be used", () => {
  it.each(SPOILT)("of %s in %s is listed with its line for the column %s", async (crm, file, column) => {
    const texts = WHOLE[crm]!;
    const [header, first, ...rest] = String(texts[file]).split("\n") as [string, string, ...string[]];
    const delimiter = header.includes(";") ? ";" : ",";
    const cells = first.split(delimiter);
    const isNeeded = ["OpportunityId", "ID", "Deal Stage"].includes(column);
    cells[header.split(delimiter).indexOf(column)] = isNeeded ? "" : "spoilt";
    const { rejections } = await importTexts({
      ...texts,
      [file]: [header, cells.join(delimiter), ...rest].join("\n"),
    });
    expect(rejections.map((rejection) => [rejection.file, rejection.line, rejection.column])).toEqual([
      [file, 2, column],
    ]);
  });
});
