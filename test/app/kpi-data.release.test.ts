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
});
