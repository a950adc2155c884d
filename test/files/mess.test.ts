import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ImportOptions } from "../../src/files/import-result.ts";
import { textCell } from "../../src/reports/workbook/cell.ts";
import { workbookBytes } from "../../src/reports/workbook/workbook-bytes.ts";
import { readParts } from "../reports/workbook/read-parts.ts";
import { failureOf, importTexts, linesOf, type Texts } from "./import-texts.ts";

interface Mess {
  readonly item: string;
  readonly texts: Texts;
  readonly options?: ImportOptions;
  /** Lines of the log without its attributes; a text: the failure that asks. */
  readonly expected: readonly string[] | string;
  /** Codes of warnings that must be among those given. */
  readonly warnings?: readonly string[];
}

const HISTORY = "opportunity_id,changed_at,stage,amount";
const history = (rows: string): Texts => ({ "h.csv": `${HISTORY}\n${rows}` });
const amounts = (...cells: readonly string[]): Texts =>
  history(cells.map((cell, i) => `a${i},2024-01-05,Demo,"${cell}"\n`).join(""));
const days = (...cells: readonly string[]): Texts =>
  history(cells.map((cell, i) => `a${i},${cell},Demo,1\n`).join(""));
const SALESFORCE = "Id,OpportunityId,StageName,Amount,PrevAmount,CreatedDate,IsDeleted,SystemModstamp\n";
const HUBSPOT_MOVE = JSON.stringify({
  results: [
    {
      id: "1",
      properties: { dealstage: "21", pipeline: "p2", amount: "10" },
      propertiesWithHistory: {
        dealstage: [{ value: "21", timestamp: "2024-03-01T09:00:00Z" }, { value: "11", timestamp: "2024-02-01T09:00:00Z" }],
        pipeline: [{ value: "p2", timestamp: "2024-03-01T09:00:00Z" }, { value: "p1", timestamp: "2024-02-01T09:00:00Z" }],
      },
    },
  ],
}); // prettier-ignore
const HUBSPOT_ENDS = JSON.stringify({
  results: [
    { id: "1", archived: true, archivedAt: "2024-03-01T09:00:00Z", properties: { dealstage: "11" }, propertiesWithHistory: { dealstage: [{ value: "11", timestamp: "2024-02-01T09:00:00Z" }] } },
    { id: "2", updatedAt: "2024-04-01T09:00:00Z", properties: { dealstage: "11", hs_merged_object_ids: "3" }, propertiesWithHistory: { dealstage: [{ value: "11", timestamp: "2024-02-01T09:00:00Z" }] } },
    { id: "3", properties: { dealstage: "11" }, propertiesWithHistory: { dealstage: [{ value: "11", timestamp: "2024-02-01T09:00:00Z" }] } },
  ],
}); // prettier-ignore

/** Every item of the list of messes with one fixture; `src/files/README.md` states the rule of each by the same name. */
const MESSES: readonly Mess[] = [
  { item: "currency signs and brackets", texts: amounts("$125,000.00", "(1,200)", "$0", ""), expected: ["a0 2024-01-05 Demo 12500000", "a1 2024-01-05 Demo -120000", "a2 2024-01-05 Demo 0", "a3 2024-01-05 Demo NaN"] },
  { item: "pounds", texts: amounts("£1,001.50", "£1,001"), expected: ["a0 2024-01-05 Demo 100150", "a1 2024-01-05 Demo 100100"] },
  { item: "euros behind a decimal comma", texts: amounts("1.234,56 €"), expected: ["a0 2024-01-05 Demo 123456"] },
  { item: "k, m and b", texts: amounts("250k", "1.5m", "2B"), expected: ["a0 2024-01-05 Demo 25000000", "a1 2024-01-05 Demo 150000000", "a2 2024-01-05 Demo 200000000000"] },
  { item: "semicolons and decimal commas", texts: { "h.csv": "opportunity_id;changed_at;stage;amount\na;2024-01-05;Demo;12,50\n" }, expected: ["a 2024-01-05 Demo 1250"] },
  { item: "byte-order mark, CRLF, newline in quotes", texts: { "h.csv": `\uFEFF${HISTORY},note\r\na,2024-01-05,Demo,1,"two\r\nlines"\r\nb,2024-01-05,Demo,2,x\r\n` }, expected: ["a 2024-01-05 Demo 100", "b 2024-01-05 Demo 200"] },
  { item: "days in the order of the column", texts: days("3/14/2024", "3/4/2024"), expected: ["a0 2024-03-14 Demo 100", "a1 2024-03-04 Demo 100"] },
  { item: "spreadsheet serials", texts: days("45356", "45357.5"), expected: ["a0 2024-03-05 Demo 100", "a1 2024-03-06 Demo 100"] },
  { item: "milliseconds since 1970", texts: days("1709629200000"), expected: ["a0 2024-03-05@32400 Demo 100"] },
  { item: "a column that nothing settles", texts: days("3/4/2024"), expected: "--date-order mdy or --date-order dmy" },
  { item: "instants on the day of the tenant's zone", texts: days("2024-03-05T23:30:00Z"), options: { timeZone: "Asia/Tokyo" }, expected: ["a0 2024-03-06@30600 Demo 100"] },
  { item: "days that a zone would shift", texts: days("2024-03-05T00:00:00.000Z"), options: { timeZone: "America/New_York" }, expected: ["a0 2024-03-05 Demo 100"] },
  { item: "expected close overwritten on the win", texts: { "s.csv": "snapshot_date,opportunity_id,stage,amount,close_date\n2024-01-08,a,Demo,10,2024-03-31\n2024-01-15,a,Won,10,2024-01-10\n" }, expected: ["a 2024-01-08 Demo 1000", "a 2024-01-15 since 2024-01-10 Won 1000"] },
  { item: "lost amount set to zero", texts: { "h.csv": `${SALESFORCE}008A,006A,Demo,15,,2024-01-06T10:00:00Z,false,\n008B,006A,Closed Lost,0,15,2024-02-06T10:00:00Z,false,\n` }, expected: ["006A 2024-01-06@36000 Demo 1500", "006A 2024-02-06@36000 Closed Lost 1500"], warnings: ["lost_amount_zeroed"] },
  { item: "stages renamed, merged or reordered", texts: { ...history("a,2024-01-05,Demo,1\nb,2024-01-05,Trial,1\nb,2024-03-05,Talks,1\n"), "funnel.yaml": "stageMap: [{from: 2024-02-01, stages: {Demo: Talks, Trial: Talks}, stageOrder: [Talks]}]\n" }, expected: ["a 2024-01-05 Talks 100", "b 2024-01-05 Talks 100", "b 2024-03-05 Talks 100"] },
  { item: "move from pipeline to pipeline", texts: { "d.json": HUBSPOT_MOVE, "p.csv": "Pipeline ID,Pipeline,Stage ID,Stage label\np1,Sales,11,Talks\np2,Renewals,21,Due\n" }, expected: ["1 2024-02-01@32400 Created 1000", "1 2024-03-01@32400 Due 1000"], warnings: ["pipeline_move"] },
  { item: "archived and merged", texts: { "d.json": HUBSPOT_ENDS }, expected: ["1 2024-02-01@32400 11 NaN", "1 2024-03-01@32400 Deleted NaN", "2 2024-02-01@32400 11 NaN", "3 2024-02-01@32400 11 NaN", "3 2024-04-01@32400 Merged NaN"] },
  { item: "deleted", texts: { "h.csv": `${SALESFORCE}008A,006A,Demo,15,,2024-01-06T10:00:00Z,true,2024-03-01T10:00:00Z\n` }, expected: ["006A 2024-01-06@36000 Demo 1500", "006A 2024-03-01@36000 Deleted 1500"] },
  { item: "reopened", texts: history("a,2024-01-05,Demo,1\na,2024-02-05,Lost,1\na,2024-03-05,Demo,1\n"), expected: ["a 2024-01-05 Demo 100", "a 2024-02-05 Lost 100", "a 2024-03-05 Demo 100"] },
  { item: "created already closed", texts: { "d.csv": "opportunity_id,stage,amount,created_date,close_date\na,Won,1,,2024-02-05\n" }, expected: ["a 2024-02-05 Won 100"], warnings: ["creation_unknown"] },
  { item: "creation filled in later", texts: { "d.csv": "opportunity_id,stage,amount,created_date,close_date\na,Won,1,2024-05-01,2024-02-05\n" }, expected: ["a 2024-02-05 Created 100", "a 2024-02-05 Won 100"], warnings: ["created_after_close"] },
  { item: "renewals of the same customer", texts: { "h.csv": `${HISTORY},name\na,2023-01-05,Won,10,Acme renewal\nb,2024-01-05,Won,10,Acme renewal\n` }, expected: ["a 2023-01-05 Won 1000", "b 2024-01-05 Won 1000"] },
  { item: "owners who left", texts: { "h.csv": `${HISTORY},owner\na,2024-01-05,Demo,1,Ann (inactive)\na,2024-02-05,Demo,1,Bob\n` }, expected: ["a 2024-01-05 Demo 100", "a 2024-02-05 Demo 100"] },
  { item: "blank currency", texts: { "h.csv": `${HISTORY},currency\na,2024-01-05,Demo,100,EUR\nb,2024-01-05,Demo,100,\nc,2024-01-05,Demo,100,USD\n`, "rates.csv": "currency,from,rate\nUSD,2024-01-01,0.9\n" }, expected: ["a 2024-01-05 Demo 10000", "b 2024-01-05 Demo 10000", "c 2024-01-05 Demo 9000"] },
  { item: "negative and zero amounts", texts: amounts("-5", "0"), expected: ["a0 2024-01-05 Demo -500", "a1 2024-01-05 Demo 0"] },
  { item: "changes of one second", texts: { "h.csv": `${SALESFORCE}008B,006A,Offer,10,,2024-01-06T10:00:00Z,false,\n008A,006A,Demo,10,,2024-01-06T10:00:00Z,false,\n` }, expected: ["006A 2024-01-06@36000 Offer 1000"], warnings: ["same_second"] },
  { item: "history that begins after the creation", texts: { "Opportunity.csv": "Id,Name,StageName,Amount,CloseDate,CreatedDate\n006A,A,Demo,20,2024-05-01,2024-01-01T10:00:00Z\n", "h.csv": `${SALESFORCE}008A,006A,Demo,20,15,2024-02-06T10:00:00Z,false,\n` }, expected: ["006A 2024-01-01@36000 Created 1500", "006A 2024-02-06@36000 Demo 2000"], warnings: ["history_truncated"] },
  { item: "same id twice with differing rows", texts: { "d.csv": "opportunity_id,stage,amount,created_date,close_date\na,Demo,1,2024-01-05,\na,Demo,2,2024-01-05,\n" }, expected: ["a 2024-01-05 Demo 100", "a 2024-01-05 Demo 200"], warnings: ["id_repeated"] },
  { item: "formulas in cells", texts: history("=1+1,2024-01-05,@SUM(A1),1\n+1,2024-01-05,-2,1\n"), expected: ["+1 2024-01-05 -2 100", "=1+1 2024-01-05 @SUM(A1) 100"] },
]; // prettier-ignore

describe("importPipeline() of every mess that is listed", () => {
  it.each(MESSES)("$item", async ({ texts, options = {}, expected, warnings = [] }) => {
    const outcome =
      typeof expected === "string"
        ? (await failureOf(importTexts(texts, options))).message
        : await importTexts(texts, options);
    const told = typeof outcome === "string" ? [] : outcome.warnings.map(({ code }) => code);
    const lines =
      typeof outcome === "string" ? outcome : linesOf(outcome.log).map((line) => line.replace(/ \[[^]*/, ""));
    const isAsked = typeof lines === "string" && typeof expected === "string" && lines.includes(expected);
    expect(isAsked ? expected : lines).toEqual(expected);
    expect(told).toEqual(expect.arrayContaining([...warnings]));
  });
  it("takes 70, 70% and 0.7 by the vote of the column", async () => {
    const probabilities = async (...cells: readonly string[]) => {
      const rows = cells.map((cell, i) => `a${i},2024-01-05,Demo,1,${cell}\n`).join("");
      const { log } = await importTexts({ "h.csv": `${HISTORY},probability\n${rows}` });
      return log.attributes[0]!.values;
    };
    expect(await probabilities("70", "70%", "25")).toEqual(["0.25", "0.7"]);
    expect(await probabilities("0.7", "70%", "1")).toEqual(["0.7", "1"]);
  });
  it("has a rule for each of them in the README of the folder", () => {
    const readme = readFileSync(new URL("../../src/files/README.md", import.meta.url), "utf8");
    expect(MESSES.filter(({ item }) => !readme.includes(`| ${item} `)).map(({ item }) => item)).toEqual([]);
  });
  it("never lets a text of the data become a formula of a workbook that is written", () => {
    const texts = ["=1+1", "+1", "-2", "@SUM(A1)", '=HYPERLINK("x")'];
    const sheet = { name: "One", columnWidths: [20], frozen: { rows: 0, columns: 0 }, rows: [texts.map((text) => textCell(text))] }; // prettier-ignore
    const xml = readParts(workbookBytes([sheet], 2)).get("xl/worksheets/sheet1.xml")!;
    expect(xml).not.toContain("<f>");
    expect(xml).toContain("=1+1");
  });
});
