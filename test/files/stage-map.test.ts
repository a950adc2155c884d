import { describe, expect, it } from "vitest";
import { dayFromIso } from "../../src/core/base/day.ts";
import { pipelineBridge } from "../../src/core/kpi/pipeline-bridge.ts";
import { presentStageName } from "../../src/core/pipeline/stage-map.ts";
import { viewAsOf } from "../../src/core/pipeline/pipeline-view.ts";
import { importTexts, linesOf } from "./import-texts.ts";

const day = (text: string) => dayFromIso(text)!;
const HEADER = "opportunity_id,changed_at,stage,amount\n";
const HISTORY = `${HEADER}a,2024-01-05,Demo,10\na,2024-02-05,Offer,10\nb,2024-01-10,Trial,20\nb,2024-03-05,Demo,20\nc,2024-01-12,Parked,30\n`;
const MAP = `stageMap:
  - {from: 2024-03-01, stages: {demo: Discovery, Trial: Discovery}}
  - {from: 2024-04-01, stages: {Discovery: Talks, Parked: Closed Lost}}
`;

describe("importPipeline() with a stage map", () => {
  it("gives states that were recorded before a renaming or a merger their present names, one renaming after the other", async () => {
    const { log } = await importTexts({ "h.csv": HISTORY, "funnel.yaml": MAP });
    expect(linesOf(log)).toEqual([
      "a 2024-01-05 Talks 1000",
      "a 2024-02-05 Offer 1000",
      "b 2024-01-10 Talks 2000",
      "b 2024-03-05 Demo 2000",
      "c 2024-01-12 Closed Lost 3000",
    ]);
    expect(log.stages).toEqual(["Closed Lost", "Demo", "Offer", "Talks"]);
  });
  it("makes no state of a renaming between two snapshots", async () => {
    const text =
      "snapshot_date,opportunity_id,stage,amount\n2024-02-05,a,Demo,10\n2024-03-05,a,Discovery,10\n2024-03-12,a,Offer,10\n";
    const { log } = await importTexts({
      "s.csv": text,
      "funnel.yaml": "stageMap: [{from: 2024-03-01, stages: {Demo: Discovery}}]\n",
    });
    expect(linesOf(log)).toEqual(["a 2024-02-05 Discovery 1000", "a 2024-03-12 Offer 1000"]);
  });
  it("shows what a new meaning did to the pipeline in a bar of its own, and closes", async () => {
    const { log, funnel } = await importTexts({ "h.csv": HISTORY, "funnel.yaml": MAP });
    const bridge = pipelineBridge(log, { from: day("2024-02-10"), to: day("2024-05-01"), funnel });
    if (!bridge.ok) throw new Error("There are rows");
    const bars = bridge.value.bars.filter(({ count }) => count > 0);
    expect([bridge.value.start.amount, bridge.value.end.amount, bridge.value.residual]).toEqual([
      60_00, 30_00, 0,
    ]);
    expect(bars).toEqual([{ kind: "stageMapOut", count: 1, amount: 30_00 }]);
    // Both days after the renaming, or both before it: the stages mean the same on both.
    for (const [from, to] of [["2024-04-02", "2024-05-01"], ["2024-02-10", "2024-02-20"]] as const) {
      const plain = pipelineBridge(log, { from: day(from), to: day(to), funnel });
      expect(plain.ok && plain.value.bars.filter(({ count }) => count > 0)).toEqual([]);
    } // prettier-ignore
  });
  it("orders stages as they were ordered on the as-of day", async () => {
    const { log, funnel } = await importTexts({
      "h.csv": HISTORY,
      "funnel.yaml":
        "stageOrder: [Trial, Demo, Offer, Parked]\nstageMap: [{from: 2024-03-01, stageOrder: [Offer, Demo, Trial, Parked]}]\n",
    });
    const orderOn = (text: string) => {
      const view = viewAsOf(log, day(text), funnel);
      return view.ok ? view.value.openStages : [];
    };
    expect(orderOn("2024-02-28")).toEqual(["Trial", "Demo", "Offer", "Parked"]);
    expect(orderOn("2024-03-01")).toEqual(["Offer", "Demo", "Trial", "Parked"]);
  });
});

describe("presentStageName()", () => {
  const map = [{ from: "2024-03-01", stages: { Old: "New", New: "Newer" } }];
  it("takes each renaming once, and leaves what was recorded on its day or later alone", () => {
    expect(presentStageName(map, "old ", day("2024-02-29"))).toBe("New");
    expect(presentStageName(map, "New", day("2024-02-29"))).toBe("Newer");
    expect(presentStageName(map, "Old", day("2024-03-01"))).toBe("Old");
  });
});
