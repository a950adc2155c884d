import { Decimal } from "decimal.js";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { kpiFiles } from "../../src/app/kpi-files.ts";
import { KpiReply } from "../../src/contracts/kpi.ts";
import { kpiAsHtml } from "../../src/reports/kpi-as-html.ts";
import { kpiAsText } from "../../src/reports/kpi-as-text.ts";
import { tagsOf } from "../reports/tags-of.ts";

const data = process.env["REVCAST_DATA"] ?? "";

describe.skipIf(data === "")("KPIs of the public data sets (skipped: REVCAST_DATA is not set)", () => {
  it.each([
    ["bpi2012/history.csv", "2012-02-29", "2012-02", "2012-01"],
    ["bpi2020_domestic/history.csv", "2018-09-30", "2018-Q3", "2018-Q2"],
    ["bpi2020_rfp/history.csv", "2018-09-30", "2018-Q3", "2018-Q2"],
    ["bpi2020_rfp/weekly_snapshots.csv", "2018-09-30", "2018-Q3", "2018-Q2"],
    ["maven_crm/history.csv", "2017-12-31", "2017-Q4", "2017-Q3"],
    ["maven_crm_raw", "2017-12-31", "2017-Q4", "2017-Q3"],
  ])("%s: keep their contract, and what moved them adds up exactly", async (name, asOf, period, compare) => {
    const { reply } = await kpiFiles({
      paths: [join(data, name)],
      asOf,
      period,
      compare,
      series: "month",
      reading: {},
    });
    expect(KpiReply.parse(JSON.parse(JSON.stringify(reply)))).toEqual(reply);
    const wins = reply.kpis.find(({ id }) => id === "won_count")!;
    expect(Number(wins.value)).toBeGreaterThan(50);
    for (const { id, value, unit, explained } of reply.kpis) {
      const isShare = unit === "share" && value !== null;
      expect(!isShare || (Number(value) >= 0 && Number(value) <= 1), id).toBe(true);
      for (const { groups, total } of explained) {
        const sum = groups.reduce((all, { mix, rate }) => all.plus(mix).plus(rate), new Decimal(0));
        expect(sum.equals(total), id).toBe(true);
      }
    }
    const lines = kpiAsText(reply, { width: 80, colour: false }).split("\n");
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(tagsOf(await kpiAsHtml(reply)).get("h1")).toBe(1);
  });

  it("rolls the sales teams of maven_crm_raw up to the company, by its table and by its columns", async () => {
    const ask = {
      paths: [join(data, "maven_crm_raw")],
      asOf: "2017-12-20",
      period: "2017-Q3",
      owner: "sales_agent",
      pacing: "workdays",
      reading: {},
    } as const;
    const valueOf = ({ kpis }: KpiReply, id: string) => kpis.find((kpi) => kpi.id === id)!.value;
    const byTable = (await kpiFiles({ ...ask, rollUp: true })).reply;
    const byColumns = (await kpiFiles({ ...ask, rollUp: "manager,regional_office" })).reply;
    for (const reply of [byTable, byColumns]) {
      const { rows } = reply.rollUp!.asOf;
      expect(rows[0]!.team.booked.amount).toBe(valueOf(reply, "won_amount"));
      expect(rows[0]!.team.open.amount).toBe(valueOf(reply, "open_pipeline"));
      expect(rows.filter(({ kind }) => kind === "stranger")).toEqual([]);
    }
    const names = (reply: KpiReply, depth: number) =>
      reply.rollUp!.asOf.rows.filter((row) => row.depth === depth).map(({ name }) => name);
    expect(names(byTable, 1)).toEqual([
      "Cara Losch",
      "Celia Rouche",
      "Dustin Brinkmann",
      "Melvin Marxen",
      "Rocco Neubert",
      "Summer Sewald",
    ]);
    expect(names(byTable, 2)).toHaveLength(35);
    expect(names(byColumns, 1)).toEqual(["Central", "East", "West"]);
    expect(byTable.rollUp!.today!.rows[0]!.team.booked.amount).toBe(
      byTable.rollUp!.asOf.rows[0]!.team.booked.amount,
    );
    expect(byTable.pacing!.past.map(({ label }) => label)).toEqual(["2017-Q2", "2017-Q1"]);
  });

  it("rolls bpi2020_rfp up by its segments and paces a week of it beside other weeks", async () => {
    const { reply } = await kpiFiles({
      paths: [join(data, "bpi2020_rfp/history.csv")],
      asOf: "2018-09-30",
      period: "2018-W30",
      owner: "segment",
      rollUp: true,
      pacing: "days",
      reading: {},
    });
    expect(reply.rollUp!.hierarchy).toBe("none");
    expect(reply.rollUp!.asOf.rows[0]!.team.booked.amount).toBe(reply.pacing!.booked);
    expect(reply.pacing!.past).toHaveLength(13);
    expect(reply.pacing!.past[0]!.label).toBe("2018-W29");
  });
});
