import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  exampleOf,
  recordLayoutsDocument,
  recordLayoutsMarkdown,
} from "../../../src/files/records/layouts-document.ts";
import { RECORD_LAYOUTS } from "../../../src/files/records/record-layouts.ts";
import { recordTableOf } from "../../../src/files/records/record-table-of.ts";
import { plainName } from "../../../src/files/column-roles.ts";
import { failureOf } from "../import-texts.ts";
import { readTexts } from "./record-texts.ts";

const README = join(import.meta.dirname, "..", "..", "..", "src", "files", "records", "README.md");
const FIRST_MARK = "<!-- layouts: made of record-layouts.ts -->";
const LAST_MARK = "<!-- end of layouts -->";

/** Tables are padded by the formatter: only what stands in the cells is compared. */
const withoutPadding = (markdown: string): string =>
  markdown.replaceAll(/-{3,}/g, "---").replaceAll(/ +/g, " ").replaceAll(/\n+/g, "\n").trim();

const tableOf = (header: string): string | undefined => recordTableOf(header.split(","))?.layout.table;

describe("the layouts of records", () => {
  it("stand in the README as the code has them", () => {
    const readme = readFileSync(README, "utf8");
    const written = readme.slice(readme.indexOf(FIRST_MARK) + FIRST_MARK.length, readme.indexOf(LAST_MARK));
    expect(withoutPadding(written)).toBe(withoutPadding(recordLayoutsMarkdown()));
  });

  it("are printed with every column that is read", () => {
    const document = JSON.stringify(recordLayoutsDocument());
    for (const { table, columns } of RECORD_LAYOUTS) {
      expect(document).toContain(`"table":"${table}"`);
      for (const { name } of columns) expect(document).toContain(`"name":"${name}"`);
    }
  });

  it.each(RECORD_LAYOUTS.map((layout) => [layout.table, layout] as const))(
    "have an example of %s that is read without a complaint",
    async (table, layout) => {
      const { header, row } = exampleOf(layout);
      expect(tableOf(header)).toBe(table);
      const read = await readTexts({ "example.csv": `${header}\n${row}\n` }, { currency: "EUR" });
      expect(read.rejections).toEqual([]);
      expect(read.sources.map((source) => source.layout)).toEqual(table === "costs" ? [] : [table]);
    },
  );

  it("are recognised by each list of columns that they name, whatever the order and the spelling", () => {
    for (const { table, recognisedBy } of RECORD_LAYOUTS) {
      for (const names of recognisedBy) {
        expect(tableOf(names.join(",")), names.join()).toBe(table);
        const shouted = names.toReversed().map((name) => ` ${name.replaceAll("_", " ").toUpperCase()}`);
        expect(tableOf(shouted.join(",")), shouted.join()).toBe(table);
      }
    }
  });

  it("never call one column by the name of another", () => {
    for (const { columns } of RECORD_LAYOUTS) {
      for (const { alsoCalled, name } of columns) {
        const others = columns
          .filter((column) => column.name !== name)
          .map((column) => plainName(column.name));
        expect(others.filter((other) => alsoCalled.includes(other)), name).toEqual([]); // prettier-ignore
      }
    }
  });
});

describe("recordTableOf()", () => {
  it.each([
    ["a change history", "opportunity_id,changed_at,stage,amount,product,region,owner,close_date"],
    [
      "a snapshot series",
      "snapshot_date,opportunity_id,created_date,stage,amount,close_date,closed_date,product",
    ],
    [
      "opportunities with customers",
      "opportunity_id,customer_id,name,segment,created_date,close_date,stage,amount",
    ],
    [
      "Salesforce's Opportunity",
      "Id,AccountId,OwnerId,StageName,Amount,CloseDate,CreatedDate,LeadSource,CampaignId",
    ],
    ["Salesforce's OpportunityHistory", "Id,OpportunityId,StageName,Amount,CloseDate,CreatedDate"],
    ["Salesforce's Account", "Id,Name,Industry,OwnerId,CreatedDate,AnnualRevenue"],
    ["Salesforce's Contact", "Id,AccountId,LeadSource,CreatedDate,OwnerId"],
    ["HubSpot's deals", "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal owner"],
    ["Pipedrive's deals", "Title,Value,Stage,Status,Owner,Won time,Pipedrive System ID,Creation date"],
    ["products", "product,series,sales_price"],
    ["accounts", "account,sector,year_established,revenue,employees,office_location,subsidiary_of"],
    ["rates of exchange", "currency,from,rate"],
  ])("leaves %s to the pipeline", (_, header) => {
    expect(tableOf(header)).toBeUndefined();
  });

  it.each([
    [
      "subscriptions",
      "id,Customer ID,Customer Name,Plan,Quantity,Currency,Interval,Amount,Status,Created (UTC),Start Date (UTC),Current Period Start (UTC),Canceled At (UTC),Ended At (UTC),Cancellation Reason",
    ],
    ["leads", "Id,CreatedDate,LeadSource,Status,IsConverted,ConvertedDate,ConvertedOpportunityId"],
    ["spend", "Day,Campaign,Campaign status,Currency code,Impr.,Clicks,Cost"],
    [
      "spend",
      "Start Date (in UTC),Account Name,Currency,Campaign Group Name,Campaign Name,Total Spent,Impressions",
    ],
    ["spend", "Reporting starts,Reporting ends,Campaign name,Amount spent (USD),Results"],
    ["owners", "sales_agent,manager,regional_office"],
    ["costs", "item,category,month,amount,department"],
  ])("knows %s by the headers of an export", (table, header) => {
    expect(tableOf(header)).toBe(table);
  });

  it("asks when two columns bear one name that it reads", async () => {
    const failure = await failureOf(readTexts({ "c.csv": "customer_id,name,Name\nC-1,Acme,Acorn\n" }));
    expect(failure.code).toBe("ambiguous_input");
    expect(failure.message).toContain(
      'the name of the customers in c.csv: columns 2 and 3 are both called "name"',
    );
  });
});
