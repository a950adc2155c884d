import { describe, expect, it } from "vitest";
import { dayFromIso } from "../../../src/core/base/day.ts";
import { viewAsOf } from "../../../src/core/pipeline/pipeline-view.ts";
import { failureOf, importTexts, linesOf } from "../import-texts.ts";

const short = (lines: readonly string[]) => lines.map((line) => line.replace(/ \[.*/, ""));
const codes = (warnings: readonly { readonly code: string }[]) => warnings.map(({ code }) => code).sort();
const PIPELINES =
  "Pipeline ID,Pipeline,Stage ID,Stage label,Probability,Is closed\n" +
  "p1,Sales,11,Talks,0.2,false\np1,Sales,12,Offer,0.6,false\np1,Sales,13,Done,1.0,true\np2,Renewals,11,Due,0.5,false\np2,Renewals,21,Done,0.9,false\np2,Renewals,22,Renewed,1.0,true\n";

describe("importPipeline() of several pipelines side by side", () => {
  it("puts the pipeline before open stages of a HubSpot table, in every visit of a deal that was moved", async () => {
    const { log, funnel, warnings } = await importTexts(
      {
        "deals.csv":
          'Record ID,Deal Name,Deal Stage,Pipeline,Amount,Currency,Close Date,Create Date,"Date entered ""Talks (Sales)""","Date entered ""Offer (Sales)""","Date entered ""Due (Renewals)"""\n' +
          "1,A,Offer,Sales,10,EUR,,2024-01-05 09:00,2024-01-05 09:00,2024-02-01 09:00,\n2,B,Due,Renewals,10,EUR,,2024-01-06 09:00,2024-01-06 09:00,,2024-03-01 09:00\n" +
          "3,C,Closed won,Renewals,10,EUR,2024-04-01 09:00,2024-01-07 09:00,,,2024-01-07 09:00\n",
      },
      { pipeline: "all" },
    );
    expect(short(linesOf(log))).toEqual([
      "1 2024-01-05@32400 Sales / Talks 1000",
      "1 2024-02-01@32400 Sales / Offer 1000",
      "2 2024-01-06@32400 Sales / Talks 1000",
      "2 2024-03-01@32400 Renewals / Due 1000",
      "3 2024-01-07@32400 Renewals / Due 1000",
      "3 2024-04-01@32400 Closed won 1000",
    ]);
    expect(codes(warnings)).toEqual(["amounts_of_today", "pipelines_together", "stage_undated"]);
    const view = viewAsOf(log, dayFromIso("2024-05-01")!, funnel);
    expect(view.ok && [...view.value.openStages].sort()).toEqual([
      "Renewals / Due",
      "Sales / Offer",
      "Sales / Talks",
    ]);
  });
  it("takes a stage by what it means in its own pipeline, ids and labels that two pipelines share among them", async () => {
    const { log, funnel } = await importTexts(
      {
        "deals.csv":
          "hs_object_id,dealname,dealstage,pipeline,amount,closedate,createdate\n1,A,11,p1,10,,2024-01-05T09:00:00Z\n2,B,11,p2,10,,2024-01-05T09:00:00Z\n" +
          "3,C,13,p1,10,2024-02-01T09:00:00Z,2024-01-05T09:00:00Z\n4,D,21,p2,10,,2024-01-05T09:00:00Z\n",
        "pipelines.csv": PIPELINES,
      },
      { pipeline: "ALL" },
    );
    const last = short(linesOf(log)).map((line) => line.replace(/^(\S+) \S+ /, "$1 "));
    expect(last).toEqual(expect.arrayContaining(["1 Sales / Talks 1000", "2 Renewals / Due 1000", "3 Done 1000", "4 Renewals / Done 1000"])); // prettier-ignore
    expect(funnel.stageOrder).toEqual([
      "Renewals / Due",
      "Renewals / Done",
      "Sales / Talks",
      "Sales / Offer",
    ]);
  });
  it("follows a deal from pipeline to pipeline where the API tells its history", async () => {
    const version = (value: string, timestamp: string) => ({ value, timestamp });
    const deal = (id: string, pipeline: string, stage: string, history: object) => ({ id, properties: { dealstage: stage, pipeline, amount: "10", createdate: "2025-09-01T08:00:00Z" }, propertiesWithHistory: history }); // prettier-ignore
    const moved = deal("1", "p2", "21", {
      dealstage: [version("21", "2025-10-01T08:00:00Z"), version("12", "2025-09-01T08:00:00Z")],
      pipeline: [version("p2", "2025-10-01T08:00:00Z"), version("p1", "2025-09-01T08:00:00Z")],
    });
    const other = deal("2", "p1", "11", { dealstage: [version("11", "2025-09-02T08:00:00Z")], pipeline: [version("p1", "2025-09-02T08:00:00Z")] }); // prettier-ignore
    const texts = { "d.json": JSON.stringify({ results: [moved, other] }), "pipelines.csv": PIPELINES };
    expect(short(linesOf((await importTexts(texts, { pipeline: "all" })).log))).toEqual([
      "1 2025-09-01@28800 Sales / Offer 1000",
      "1 2025-10-01@28800 Renewals / Done 1000",
      "2 2025-09-01@28800 Created 1000",
      "2 2025-09-02@28800 Sales / Talks 1000",
    ]);
    expect(short(linesOf((await importTexts(texts, { pipeline: "Renewals" })).log))).toEqual([
      "1 2025-09-01@28800 Created 1000",
      "1 2025-10-01@28800 Done 1000",
    ]);
  });
  it("reads Pipedrive's pipelines side by side, closed ones by their status", async () => {
    const text =
      "ID,Title,Value,Currency of value,Stage,Pipeline,Status,Won time,Deal created\n1,A,10,EUR,Talks,Sales,Open,,2024-01-05 09:00:00\n" +
      "2,B,10,EUR,Talks,Renewals,Open,,2024-01-05 09:00:00\n3,C,10,EUR,Talks,Sales,Won,2024-02-05 09:00:00,2024-01-05 09:00:00\n";
    const { log } = await importTexts({ "d.csv": text }, { pipeline: "all" });
    expect(log.stages).toEqual(["Created", "Renewals / Talks", "Sales / Talks", "Won"]);
  });
  it("says that a file without a CRM's preset has no column of pipelines", async () => {
    const history = "opportunity_id,changed_at,stage,amount\na,2024-01-05,open,1\n";
    const failure = await failureOf(importTexts({ "h.csv": history }, { pipeline: "Sales" }));
    expect([failure.code, failure.message.includes("no column says which pipeline")]).toEqual([
      "usage",
      true,
    ]);
  });
});
