import { describe, expect, it } from "vitest";
import { failureOf, importTexts, linesOf } from "../import-texts.ts";

const PATH_HEADER =
  '\uFEFFRecord ID,Deal Name,Deal Stage,Pipeline,Amount,Currency,Close Date,Create Date,Deal owner,Deal probability,Closed Lost Reason,"Date entered ""Qualified (Sales)""","Date entered ""Offer (Sales)""","Date entered ""Closed won (Sales)""","Date entered ""Closed lost (Sales)"""\r\n';
const PATH_ROWS =
  '101,Acme,Closed won,Sales,"1,200.50",EUR,2024-03-31 00:00,2024-01-05 09:00,Ann,1,,2024-01-05 09:00,2024-02-01 10:00,2024-03-20 11:00,\r\n' +
  "102,Beta,Closed lost,Sales,0,EUR,2024-02-20 12:00,2024-01-10 09:00,Bob,0,price,2024-01-12 09:00,,,2024-02-20 12:00\r\n" +
  "103,Core,Offer,Sales,300,,2024-05-31 00:00,2024-01-11 09:00,Bob,0.4,,2024-01-11 09:00,2024-02-02 08:00,2024-02-05 08:00,\r\n";
const codes = (warnings: readonly { readonly code: string }[]) => warnings.map(({ code }) => code).sort();

describe("importPipeline() of a HubSpot table", () => {
  it("makes a state of every stage that was entered, closed on the day of the change and not on the close date", async () => {
    const { log, warnings, ownerColumn } = await importTexts({ "deals.csv": PATH_HEADER + PATH_ROWS });
    expect(log.attributes.map(({ name }) => name).join()).toBe(
      "Closed Lost Reason,Deal Name,Deal owner,Deal probability,Pipeline",
    );
    expect(linesOf(log)).toEqual([
      "101 2024-01-05@32400 Qualified 120050 [|Acme|Ann||Sales]",
      "101 2024-02-01@36000 Offer 120050 [|Acme|Ann||Sales]",
      "101 2024-03-20@39600 Closed won 120050 [|Acme|Ann|1|Sales]",
      "102 2024-01-10@32400 Created NaN [|Beta|Bob||Sales]",
      "102 2024-01-12@32400 Qualified NaN [|Beta|Bob||Sales]",
      "102 2024-02-20@43200 Closed lost NaN [price|Beta|Bob|0|Sales]",
      "103 2024-01-11@32400 Qualified 30000 [|Core|Bob||Sales]",
      "103 2024-02-02@28800 Offer 30000 [|Core|Bob||Sales]",
    ]);
    expect([log.currency, ownerColumn]).toEqual(["EUR", "Deal owner"]);
    expect(codes(warnings)).toEqual(["amounts_of_today", "lost_amount_zeroed"]);
  });
  it("resolves internal ids of stages and pipelines where a file of pipelines is there", async () => {
    const { log, funnel } = await importTexts({
      "deals.csv":
        "hs_object_id,dealname,dealstage,pipeline,amount,closedate,createdate,hs_v2_date_entered_11,hs_v2_date_entered_12\n" +
        "1,A,12,default,10,2024-03-31T00:00:00Z,2024-01-05T09:00:00Z,2024-01-05T09:00:00Z,2024-02-01T09:00:00Z\n",
      "pipelines.csv":
        "Pipeline ID,Pipeline,Stage ID,Stage label,Probability,Is closed\n" +
        "default,Sales,11,Talks,0.2,false\ndefault,Sales,12,Signed,1.0,true\nother,Partners,11,Else,0.2,false\n",
    });
    expect(linesOf(log).map((line) => line.replace(/ \[.*/, ""))).toEqual([
      "1 2024-01-05@32400 Talks 1000",
      "1 2024-02-01@32400 Signed 1000",
    ]);
    expect([funnel.stageOrder, funnel.won]).toEqual([["Talks"], ["Signed"]]);
  });
  it("never mixes pipelines: lists them, and reads the chosen one", async () => {
    const text = `${PATH_HEADER}${PATH_ROWS}104,Del,Offer,Renewals,1,EUR,,2024-01-05 09:00,Ann,,,,2024-01-05 10:00,,\r\n`;
    const failure = await failureOf(importTexts({ "deals.csv": text }));
    expect(failure.code).toBe("ambiguous_input");
    expect(failure.message).toContain(
      'the files hold "Renewals" (1), "Sales" (3) opportunities; choose one with --pipeline "Renewals"',
    );
    const { log, warnings } = await importTexts({ "deals.csv": text }, { pipeline: "sales" });
    expect(log.opportunityIds).toEqual(["101", "102", "103"]);
    expect(warnings.find(({ code }) => code === "pipelines_left_out")?.count).toBe(1);
    const unknown = await failureOf(importTexts({ "deals.csv": text }, { pipeline: "Renewal" }));
    expect([unknown.code, unknown.message.includes('did you mean "Renewals"')]).toEqual(["usage", true]);
  });
  it("lists rows whose stages cannot be dated, with the column that is at fault", async () => {
    const { rejections, log } = await importTexts({
      "deals.csv":
        `${PATH_HEADER}${PATH_ROWS}105,E,Offer,Sales,1,EUR,,soon,Ann,,,,,,\r\n106,F,Closed won,Sales,1,EUR,,2024-01-05 09:00,Ann,,,,,,\r\n` +
        "107,G,Offer,Sales,much,EUR,,2024-01-05 09:00,Ann,,,2024-01-05 09:00,2024-01-06 09:00,,\r\n108,H,,Sales,1,EUR,,2024-01-05 09:00,Ann,,,,,,\r\n",
    });
    expect(rejections.map(({ line, column }) => `${line} ${column}`)).toEqual([
      "5 Create Date",
      "6 Close Date",
      "7 Amount",
      "8 Deal Stage",
    ]);
    expect(log.opportunityIds).toHaveLength(3);
  });
});
