import { describe, expect, it } from "vitest";
import { failureOf, importTexts, linesOf } from "../import-texts.ts";

const codes = (warnings: readonly { readonly code: string }[]) => warnings.map(({ code }) => code).sort();

describe("importPipeline() of Pipedrive", () => {
  const text =
    "Deal - ID;Deal - Title;Deal - Value;Deal - Currency of Value;Deal - Stage;Deal - Pipeline;Deal - Status;Deal - Probability;Deal - Expected close date;Deal - Deal created;Deal - Won time;Deal - Lost time;Deal - Lost reason;Deal - Owner\n" +
    '1;Acme;"1.200,50";EUR;Offer;Sales;Won;70;2024-04-30;2024-01-05 09:00:00;2024-03-20 10:00:00;;;Ann\n' +
    "2;Beta;0;EUR;Offer;Sales;Lost;;2024-04-30;2024-01-06 09:00:00;;2024-02-20 10:00:00;price;Bob\n" +
    "3;Core;300;EUR;Talks;Sales;Open;5;2024-04-30;2024-01-07 09:00:00;;;;Bob\n" +
    "4;Gone;300;EUR;Talks;Sales;Deleted;;;2024-01-07 09:00:00;;;;Bob\n";
  it("takes won and lost from the status and their day from its time, and says that no history is there", async () => {
    const { log, warnings, ownerColumn } = await importTexts({ "deals.csv": text });
    expect(log.attributes.map(({ name }) => name).join()).toBe(
      "Deal - Lost reason,Deal - Owner,Deal - Pipeline,Deal - Probability,Deal - Title",
    );
    expect(linesOf(log)).toEqual([
      "1 2024-01-05@32400 Talks 120050 [|Ann|Sales||Acme]",
      "1 2024-03-20@36000 Won 120050 [|Ann|Sales|0.7|Acme]",
      "2 2024-01-06@32400 Talks NaN [|Bob|Sales||Beta]",
      "2 2024-02-20@36000 Lost NaN [price|Bob|Sales||Beta]",
      "3 2024-01-07@32400 Talks 30000 [|Bob|Sales||Core]",
    ]);
    expect(ownerColumn).toBe("Deal - Owner");
    expect(codes(warnings)).toEqual(["deleted_left_out", "history_missing", "lost_amount_zeroed"]);
  });
  it("asks for the id that people have to opt in to", async () => {
    const failure = await failureOf(
      importTexts({ "deals.csv": "Title,Value,Stage,Status,Won time,Lost time\nA,1,Offer,Open,,\n" }),
    );
    expect([failure.code, failure.message.includes('add the column "ID"')]).toEqual(["bad_input", true]);
  });
  it("never mixes pipelines", async () => {
    const mixed = `${text}5;Due;1;EUR;Due;Renewals;Open;;;2024-01-07 09:00:00;;;;Bob\n`;
    expect((await failureOf(importTexts({ "d.csv": mixed }))).message).toContain(
      '"Renewals" (1), "Sales" (4)',
    );
    expect((await importTexts({ "d.csv": mixed }, { pipeline: "Renewals" })).log.opportunityIds).toEqual([
      "5",
    ]);
  });
});

describe("importPipeline() of Zoho", () => {
  const header =
    "Record Id,Deal Name,Deal Owner,Stage,Amount,Closing Date,Probability (%),Created Time,Modified Time";
  it("reads labels, knows its lost stages and dates the close by the change of the stage", async () => {
    const { log, funnel } = await importTexts({
      "Deals.csv":
        `${header},Stage Modified Time\nzcrm_1,A,Ann,Closed Won,10,2024-04-30,100,2024-01-05 09:00:00,2024-05-01 09:00:00,2024-03-20 09:00:00\n` +
        "zcrm_2,B,Bob,Closed-Lost to Competition,10,2024-04-30,0,2024-01-05 09:00:00,2024-05-01 09:00:00,2024-02-20 09:00:00\n" +
        "zcrm_3,C,Bob,Offer,10,2024-04-30,1,2024-01-05 09:00:00,2024-05-01 09:00:00,2024-02-20 09:00:00\n",
    });
    expect(linesOf(log).map((line) => line.replace(/ \[.*/, ""))).toEqual([
      "zcrm_1 2024-01-05@32400 Offer 1000",
      "zcrm_1 2024-03-20@32400 Closed Won 1000",
      "zcrm_2 2024-01-05@32400 Offer 1000",
      "zcrm_2 2024-02-20@32400 Closed-Lost to Competition 1000",
      "zcrm_3 2024-01-05@32400 Offer 1000",
    ]);
    expect(funnel.lost).toEqual(["Closed-Lost to Competition"]);
  });
  it("takes the closing date of closed ones where nothing else tells the close", async () => {
    const { log } = await importTexts({
      "Deals.csv": `${header}\nzcrm_1,A,Ann,Closed Won,10,2024-04-30,100,2024-01-05 09:00:00,2024-05-01 09:00:00\n`,
    });
    expect(linesOf(log).map((line) => line.slice(0, 30))).toEqual(
      ["zcrm_1 2024-01-05@32400 Created", "zcrm_1 2024-04-30 Closed Won 1"].map((line) => line.slice(0, 30)),
    );
  });
});

describe("importPipeline() of Dynamics 365", () => {
  it("reads fields, with what was really won on the day it really was", async () => {
    const { log } = await importTexts({
      "opportunities.csv":
        "opportunityid,name,estimatedvalue,actualvalue,estimatedclosedate,actualclosedate,closeprobability,statecode,stepname,createdon,ownerid\n" +
        "a1,A,10,12,2024-04-30,2024-03-20,70,1,3-Propose,2024-01-05T09:00:00Z,u1\n" +
        "a2,B,10,0,2024-04-30,2024-02-20,5,2,2-Develop,2024-01-05T09:00:00Z,u1\n" +
        "a3,C,10,,2024-04-30,,20,0,1-Qualify,2024-01-06T09:00:00Z,u2\n",
    });
    expect(linesOf(log)).toEqual([
      "a1 2024-01-05@32400 1-Qualify 1000 [|A|u1]",
      "a1 2024-03-20 Won 1200 [0.7|A|u1]",
      "a2 2024-01-05@32400 1-Qualify 1000 [|B|u1]",
      "a2 2024-02-20 Lost 1000 [0.05|B|u1]",
      "a3 2024-01-06@32400 1-Qualify 1000 [|C|u2]",
    ]);
  });
  it("reads the labels of an export", async () => {
    const { log } = await importTexts(
      {
        "export.csv":
          "(Do Not Modify) Opportunity,Topic,Est. revenue,Est. close date,Actual Revenue,Actual Close Date,Status,Sales Stage,Created On,Owner\n" +
          'a1,A,"$1,000.00",4/30/2024,"$1,100.00",3/20/2024,Won,Propose,1/5/2024 9:00 AM,Ann\n',
      },
      { dateOrder: "mdy" },
    );
    expect(linesOf(log)).toEqual([
      "a1 2024-01-05@32400 Created 100000 [Ann|A]",
      "a1 2024-03-20 Won 110000 [Ann|A]",
    ]);
    expect(log.currency).toBe("USD");
  });
});

describe("importPipeline() of a file that fits two CRMs", () => {
  const text =
    "Record ID,Deal Name,Deal Stage,Stage,Closing Date,Amount,Create Date,Created Time\n1,A,Demo,Offer,2024-04-30,10,2024-01-05,2024-01-06\n";
  it("asks, and names the options that settle it", async () => {
    const failure = await failureOf(importTexts({ "d.csv": text }));
    expect(failure.code).toBe("ambiguous_input");
    expect(failure.message).toContain("say --preset hubspot or --preset zoho, or --preset generic");
    expect(linesOf((await importTexts({ "d.csv": text }, { preset: "hubspot" })).log)[0]).toContain("Demo");
    expect(linesOf((await importTexts({ "d.csv": text }, { preset: "zoho" })).log)[0]).toContain("Offer");
  });
  it("leaves a snapshot series alone", async () => {
    const { sources } = await importTexts({
      "s.csv": "snapshot_date,Record ID,Deal Stage,Amount,Close Date\n2024-01-05,1,Demo,10,2024-04-30\n",
    });
    expect(sources[0]!.layout).toBe("snapshot series");
  });
});

describe("importPipeline() of files that only look like those of a CRM", () => {
  it("leaves a change history with the columns of Salesforce's reports alone", async () => {
    const text =
      "id,opportunity_id,changed_at,created_date,stage,amount,close_date,opportunity_owner,probability\n" +
      "1,a,2024-02-05,2024-01-01,Demo,10,2024-05-01,Ann,0.7\n";
    const { log, warnings } = await importTexts({ "h.csv": text });
    expect(linesOf(log)[0]).toMatch(/^a 2024-02-05 Demo 1000 /);
    expect(codes(warnings)).toEqual(["currency_unknown"]);
  });
  it("lets the column vote on probabilities where the header does not say percent", async () => {
    const text =
      "opportunity_id,opportunity_name,stage,amount,close_date,created_date,probability\na,A,Closed Won,10,2024-05-01,2024-01-01,0.7\n";
    const { log } = await importTexts({ "d.csv": text });
    expect(linesOf(log).at(-1)).toContain("0.7");
    expect(linesOf(log).at(-1)).not.toContain("0.007");
  });
});
