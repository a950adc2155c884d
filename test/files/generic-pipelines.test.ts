import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayFromIso } from "../../src/core/base/day.ts";
import { viewAsOf } from "../../src/core/pipeline/pipeline-view.ts";
import { failureOf, importTexts, linesOf } from "./import-texts.ts";

const short = (lines: readonly string[]) => lines.map((line) => line.replace(/ \[.*/, ""));
const HEADER = "opportunity_id,changed_at,stage,amount,Pipeline\n";
const HISTORY =
  `${HEADER}a,2024-01-05,Talks,10,Sales\na,2024-02-01,Closed Won,10,Sales\n` +
  "b,2024-01-06,Due,20,Renewals\nb,2024-01-20,Talks,20,Sales\nb,2024-03-01,Due,20,Renewals\n" +
  "c,2024-01-07,Due,30,Renewals\nc,2024-02-07,Closed Lost,30,Renewals\nd,2024-01-08,Talks,40,\n";
const codes = (warnings: readonly { readonly code: string }[]) => warnings.map(({ code }) => code);

describe("importPipeline() of a file without a preset that holds several pipelines", () => {
  it("reads one by its name: what was before it is left out, what moved to another one is removed", async () => {
    const { log, warnings } = await importTexts({ "h.csv": HISTORY }, { pipeline: "sales", currency: "EUR" });
    expect(short(linesOf(log))).toEqual([
      "a 2024-01-05 Talks 1000",
      "a 2024-02-01 Closed Won 1000",
      "b 2024-01-20 Talks 2000",
      "b 2024-03-01 Deleted 2000",
    ]);
    expect(log.stages).toEqual(["Closed Won", "Deleted", "Talks"]);
    expect(codes(warnings)).toEqual(["pipelines_left_out"]);
  });
  it("puts the pipeline before open stages when all are read", async () => {
    const { log, funnel, warnings } = await importTexts({ "h.csv": HISTORY }, { pipeline: "all", currency: "EUR" }); // prettier-ignore
    const view = viewAsOf(log, dayFromIso("2024-05-01")!, funnel);
    expect(view.ok && view.value.openStages.toSorted()).toEqual(["Renewals / Due", "Sales / Talks", "Talks"]);
    expect(short(linesOf(log)).filter((line) => line.includes("Closed"))).toEqual([
      "a 2024-02-01 Closed Won 1000",
      "c 2024-02-07 Closed Lost 3000",
    ]);
    expect(codes(warnings)).toEqual(["pipelines_together"]);
  });
  it("takes them for one funnel without a choice, and says so", async () => {
    const { log, warnings } = await importTexts({ "h.csv": HISTORY }, { currency: "EUR" });
    expect(log.opportunityIds).toEqual(["a", "b", "c", "d"]);
    expect(codes(warnings)).toEqual(["pipelines_mixed"]);
  });
  it("chooses in tables of opportunities, in snapshots and of what has no date, and keeps currencies beside their rows", async () => {
    const table = "opportunity_id,created_date,stage,amount,pipeline name\na,2024-01-05,Talks,10,Sales\nb,2024-01-05,Due,10,Renewals\nc,,Talks,5,Sales\nd,,Due,5,Renewals\n"; // prettier-ignore
    const one = (await importTexts({ "o.csv": table }, { pipeline: "Sales", currency: "EUR" })).log;
    expect([one.opportunityIds, one.undated.map(({ opportunityId }) => opportunityId)]).toEqual([["a"], ["c"]]); // prettier-ignore
    const snapshots = "snapshot_date,opportunity_id,stage,amount,pipeline,currency\n2024-01-08,a,Talks,10,Sales,EUR\n2024-01-08,b,Due,20,Renewals,USD\n2024-01-08,c,Talks,30,Sales,USD\n2024-01-15,a,Talks,10,Sales,EUR\n2024-01-15,b,Talks,20,Sales,USD\n"; // prettier-ignore
    const rates = "currency,from,rate\nUSD,2024-01-01,0.5\n";
    const two = (await importTexts({ "s.csv": snapshots, "rates.csv": rates }, { pipeline: "Sales" })).log;
    expect(short(linesOf(two))).toEqual([
      "a 2024-01-08 Talks 1000",
      "b 2024-01-15 Talks 1000",
      "c 2024-01-08 Talks 1500",
      "c 2024-01-15 Removed 1500",
    ]);
    expect([...two.exchange!.amount]).toEqual([1000, 2000, 3000, 3000]);
  });
  it("names the pipelines there are when the chosen one is none of them, and the columns when none tells", async () => {
    const typo = await failureOf(importTexts({ "h.csv": HISTORY }, { pipeline: "Sale" }));
    expect([typo.code, typo.message]).toEqual([
      "usage",
      'Cannot read pipeline "Sale": no opportunity is in it; did you mean "Sales"?',
    ]);
    const none = await failureOf(importTexts({ "h.csv": HISTORY.replace("Pipeline", "Region") }, { pipeline: "Sales" })); // prettier-ignore
    expect([none.code, none.message]).toEqual([
      "usage",
      'Cannot choose the pipeline "Sales": no column says which pipeline a row is of (columns without another meaning: Region); call it "pipeline"',
    ]);
  });
  it("gives of one pipeline, as of any day, what the rows up to that day give", async () => {
    const row = fc.tuple(
      fc.constantFrom("a", "b", "c"),
      fc.integer({ min: 1, max: 28 }),
      fc.constantFrom("Talks", "Offer", "Closed Won"),
      fc.constantFrom("Sales", "Renewals", ""),
    );
    const textOf = (rows: readonly (readonly [string, number, string, string])[]): string =>
      HEADER +
      rows.map(([id, day, stage, of]) => `${id},2024-01-${String(day).padStart(2, "0")},${stage},10,${of}\n`).join(""); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 15 }), fc.integer({ min: 1, max: 28 }), async (rows, day) => {
        const first = ["z", 1, "Talks", "Sales"] as const;
        const asOf = dayFromIso(`2024-01-${String(day).padStart(2, "0")}`)!;
        const linesAsOf = async (some: typeof rows): Promise<unknown> => {
          const { log } = await importTexts({ "h.csv": textOf([first, ...some]) }, { pipeline: "Sales", currency: "EUR" });
          const view = viewAsOf(log, asOf, { stageOrder: ["Talks", "Offer"], won: [], lost: [], removed: [], crmProbabilities: {} });
          if (!view.ok) return [];
          const { opportunityIds, stateStart, stateDay, stateStage, openStages, wonCode } = view.value;
          const name = (code: number): string => openStages[code] ?? ["won", "lost", "removed"][code - wonCode]!;
          return opportunityIds.map((id, i) => [id, ...Array.from(stateDay.subarray(stateStart[i], stateStart[i + 1]), (at, s) => `${at} ${name(stateStage[stateStart[i]! + s]!)}`)]);
        };
        expect(await linesAsOf(rows)).toEqual(await linesAsOf(rows.filter(([, at]) => at <= day)));
      }),
      { numRuns: 25 },
    ); // prettier-ignore
  });
});
