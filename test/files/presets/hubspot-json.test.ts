import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importPipeline } from "../../../src/files/import-pipeline.ts";
import { failureOf, importTexts, linesOf, withFolder } from "../import-texts.ts";

const version = (value: string | null, timestamp: string) => ({
  value,
  timestamp,
  sourceType: "CRM_UI",
  sourceId: "userId:1",
  updatedByUserId: 1,
});
const deal = (id: string, properties: object, propertiesWithHistory: object, more: object = {}) => ({
  id,
  properties: { hs_object_id: id, ...properties },
  propertiesWithHistory,
  createdAt: "2025-09-01T08:00:00.000Z",
  updatedAt: "2025-10-02T08:00:00.000Z",
  archived: false,
  ...more,
});
const page = (results: readonly object[], after?: string) =>
  JSON.stringify({ results, ...(after === undefined ? {} : { paging: { next: { after, link: "?" } } }) });

const won = deal(
  "1",
  { dealname: "A", amount: "1200", dealstage: "closedwon", pipeline: "default", closedate: "2025-12-31T00:00:00Z", createdate: "2025-09-01T08:00:00Z", closed_lost_reason: null }, // prettier-ignore
  {
    dealstage: [
      version("closedwon", "2025-10-01T10:00:00.000Z"),
      version("22", "2025-09-28T22:15:00.500Z"),
      version("11", "2025-09-01T08:00:00.000Z"),
    ],
    amount: [version("1200", "2025-09-28T22:15:00.700Z"), version("1000", "2025-09-01T08:00:00.000Z")],
    hubspot_owner_id: [version("8", "2025-09-10T08:00:00Z"), version("7", "2025-09-01T08:00:00Z")],
  },
);
const lost = deal(
  "2",
  { dealname: "B", amount: "0", dealstage: "closedlost", pipeline: "default", createdate: "2025-09-02T08:00:00Z", closed_lost_reason: "price" }, // prettier-ignore
  {
    dealstage: [version("closedlost", "2025-10-01T10:00:00Z"), version("11", "2025-09-02T08:00:00Z")],
    amount: [version("0", "2025-10-01T10:00:00Z"), version("300", "2025-09-02T08:00:00Z")],
  },
);
const PIPELINES = JSON.stringify({
  results: [
    {
      id: "default",
      label: "Sales",
      stages: [
        { id: "22", label: "Offer", displayOrder: 1, metadata: { isClosed: "false", probability: "0.6" } },
        { id: "11", label: "Talks", displayOrder: 0, metadata: { isClosed: "false", probability: "0.2" } },
        {
          id: "closedwon",
          label: "Done",
          displayOrder: 2,
          metadata: { isClosed: "true", probability: "1.0" },
        },
        { id: "closedlost", label: "Not done", displayOrder: 3, metadata: { isClosed: "true", probability: "0.0" } }, // prettier-ignore
      ],
    },
    { id: "99", label: "Renewals", stages: [{ id: "31", label: "Due", displayOrder: 0, metadata: { isClosed: "false", probability: "0.5" } }] }, // prettier-ignore
  ],
});
const codes = (warnings: readonly { readonly code: string }[]) => warnings.map(({ code }) => code).sort();
const short = (lines: readonly string[]) => lines.map((line) => line.replace(/ \[.*/, ""));

describe("importPipeline() of pages of HubSpot's API", () => {
  it("makes states of newest-first histories, in one page or several, with labels and owners of their time", async () => {
    const texts = { "page1.json": page([won], "1"), "page2.json": page([lost]), "pipelines.json": PIPELINES };
    const { log, funnel, warnings, sources } = await importTexts(texts, { timeZone: "Europe/Berlin" });
    expect(log.attributes.map(({ name }) => name)).toEqual([
      "closed_lost_reason",
      "dealname",
      "hubspot_owner_id",
      "pipeline",
    ]);
    expect(linesOf(log, { source: true })).toEqual([
      "1 2025-09-01@36000 Talks 100000 [|A|7|default] page1.json:1",
      "1 2025-09-10@36000 Talks 100000 [|A|8|default] page1.json:1",
      "1 2025-09-29@900 Offer 120000 [|A|8|default] page1.json:1",
      "1 2025-10-01@43200 Done 120000 [|A|8|default] page1.json:1",
      "2 2025-09-02@36000 Talks 30000 [|B||default] page2.json:1",
      "2 2025-10-01@43200 Not done 30000 [price|B||default] page2.json:1",
    ]);
    expect([funnel.stageOrder, funnel.won, funnel.lost]).toEqual([
      ["Talks", "Offer"],
      ["Done"],
      ["Not done"],
    ]);
    expect(codes(warnings)).toEqual(["currency_unknown", "lost_amount_zeroed"]);
    expect(sources.map(({ file, layout }) => `${file}: ${layout}`)).toEqual([
      "page1.json: change history",
      "page2.json: change history",
      "pipelines.json: hubspot pipelines",
    ]);
    const together = await importTexts({ "all.json": page([lost, won]), "pipelines.json": PIPELINES }, { timeZone: "Europe/Berlin" }); // prettier-ignore
    expect(linesOf(together.log)).toEqual(linesOf(log));
  });
  it("says when the last page is missing and when stages are internal ids", async () => {
    const open = deal("3", { dealname: "C", dealstage: "11", createdate: "2025-09-02T08:00:00Z" }, { dealstage: [version("11", "2025-09-02T08:00:00Z")] }); // prettier-ignore
    const { warnings } = await importTexts({ "page1.json": page([open], "1") });
    expect(codes(warnings)).toEqual(expect.arrayContaining(["pages_missing", "stage_ids"]));
  });
  it("reads archived, merged and moved opportunities by rule", async () => {
    const archived = deal("4", { dealstage: "11", pipeline: "default" }, { dealstage: [version("11", "2025-09-02T08:00:00Z")] }, { archived: true, archivedAt: "2025-09-20T08:00:00Z" }); // prettier-ignore
    const merged = deal("5", { dealstage: "11", pipeline: "default" }, { dealstage: [version("11", "2025-09-02T08:00:00Z")] }); // prettier-ignore
    const survivor = deal("6", { dealstage: "22", pipeline: "default", hs_merged_object_ids: "5;7" }, {
      dealstage: [version("22", "2025-09-12T08:00:00Z"), version("31", "2025-09-03T08:00:00Z")],
      pipeline: [version("default", "2025-09-12T08:00:00Z"), version("99", "2025-09-03T08:00:00Z")],
      hs_merged_object_ids: [version("5;7", "2025-09-25T08:00:00Z")],
    }); // prettier-ignore
    const { log, warnings } = await importTexts({
      "deals.json": page([archived, merged, survivor]),
      "pipelines.json": PIPELINES,
    });
    expect(short(linesOf(log))).toEqual([
      "4 2025-09-02@28800 Talks NaN",
      "4 2025-09-20@28800 Deleted NaN",
      "5 2025-09-02@28800 Talks NaN",
      "5 2025-09-25@28800 Merged NaN",
      "6 2025-09-03@28800 Created NaN",
      "6 2025-09-12@28800 Offer NaN",
      "6 2025-09-25@28800 Offer NaN",
    ]);
    expect(codes(warnings)).toContain("pipeline_move");
  });
  it("reads pages without histories as they stand, and lists records that are no deals", async () => {
    const { log, rejections } = await importTexts({
      "deals.json": JSON.stringify({
        results: [
          { id: "1", properties: { dealstage: "closedwon", amount: "10", createdate: "2025-09-01T08:00:00Z", closedate: "2025-10-01T08:00:00Z" } }, // prettier-ignore
          "nothing",
          { id: "2", properties: { dealstage: "qualified", amount: 5, createdate: "soon" } },
        ],
      }),
    });
    expect(short(linesOf(log))).toEqual([
      "1 2025-09-01@28800 qualified 1000",
      "1 2025-10-01@28800 closedwon 1000",
    ]);
    expect(rejections.map(({ line, column }) => `${line} ${column}`)).toEqual([
      "2 hs_object_id",
      "3 createdate",
    ]);
  });
  it("lists a deal whose timestamps cannot be read", async () => {
    const broken = deal("8", {}, { dealstage: [version("11", "yesterday")] });
    const { rejections } = await importTexts({ "deals.json": page([won, broken]) });
    expect(rejections).toEqual([
      { file: "deals.json", line: 2, column: "dealstage", reason: "not a timestamp", value: "yesterday" },
    ]);
  });
  it("refuses JSON that is broken or of another kind, and leaves it alone in a folder", async () => {
    const broken = await failureOf(importTexts({ "a.json": '{"results": [' }));
    expect([broken.code, broken.message.includes("as JSON")]).toEqual(["bad_input", true]);
    expect((await failureOf(importTexts({ "a.json": '{"truth": 1}' }))).code).toBe("bad_input");
    await withFolder(
      {
        "truth.json": '{"truth": 1}',
        "h.csv": "opportunity_id,changed_at,stage,amount\na,2024-01-05,open,1 €\n",
      },
      async (folder) => expect((await importPipeline([join(folder)])).warnings).toEqual([]),
    );
  });
});
