import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { isoFromDay, type Day } from "../../src/core/base/day.ts";
import type { ChangeLog } from "../../src/core/pipeline/change-log.ts";
import { importPipeline } from "../../src/files/import-pipeline.ts";
import { failureOf } from "./import-texts.ts";

const data = process.env["REVCAST_DATA"] ?? "";

function read(name: string): string[][] {
  return parse(readFileSync(join(data, name))).slice(1);
}

/** Rows of a log as `id day stage amount`, in the units of the file. */
function rowsOf(log: ChangeLog): string[] {
  const rows: string[] = [];
  log.opportunityIds.forEach((id, opportunity) => {
    for (let row = log.rowStart[opportunity]!; row < log.rowStart[opportunity + 1]!; row++) {
      const day = isoFromDay(log.rows.recordedOn[row] as Day);
      rows.push(`${id} ${day} ${log.stages[log.rows.stage[row]!]} ${log.rows.amount[row]! / 100}`);
    }
  });
  return rows.sort();
}

/** Day and amount of every win of each opportunity. */
const wonOn = (from: ChangeLog) =>
  from.opportunityIds.map((_, i) => {
    const rows = Array.from(
      { length: from.rowStart[i + 1]! - from.rowStart[i]! },
      (_, k) => from.rowStart[i]! + k,
    );
    const won = rows.filter((row) => from.stages[from.rows.stage[row]!] === "Closed Won");
    return won.map((row) => `${from.rows.effectiveOn[row]} ${from.rows.amount[row]}`).join();
  });

describe.skipIf(data === "")("the public data sets (skipped: REVCAST_DATA is not set)", () => {
  it.each([
    ["bpi2012/history.csv", 13_087, "2011-10-01", "2012-03-14"],
    ["bpi2020_domestic/history.csv", 10_357, "2017-01-09", "2019-01-07"],
    ["bpi2020_rfp/history.csv", 6_760, "2017-01-09", "2019-01-07"],
    ["maven_crm/history.csv", 8_300, "2016-10-20", "2017-12-31"],
  ])("%s loads as it is, row by row what csv-parse reads", async (name, opportunityCount, first, last) => {
    const { log, rejectionCount } = await importPipeline([join(data, name)]);
    expect(rejectionCount).toBe(0);
    expect(log.opportunityIds).toHaveLength(opportunityCount);
    const expected = read(name).map(([id, day, stage, amount]) => `${id} ${day} ${stage} ${Number(amount)}`);
    expect(rowsOf(log)).toEqual([...new Set(expected)].sort());
    const days = rowsOf(log).map((row) => row.split(" ")[1]!);
    expect(days.reduce((a, b) => (a < b ? a : b))).toBe(first);
    expect(days.reduce((a, b) => (a > b ? a : b))).toBe(last);
  });

  it("weekly snapshots hold every opportunity of the history, with its creation", async () => {
    const { log, sources } = await importPipeline([join(data, "bpi2020_rfp/weekly_snapshots.csv")]);
    const history = await importPipeline([join(data, "bpi2020_rfp/history.csv")]);
    expect(sources[0]!.layout).toBe("snapshot series");
    expect(log.opportunityIds).toEqual(history.log.opportunityIds);
    expect(log.snapshotDays).toHaveLength(
      new Set(read("bpi2020_rfp/weekly_snapshots.csv").map(([day]) => day)).size,
    );
    const [fromSnapshots, fromHistory] = [wonOn(log), wonOn(history.log)];
    const differing = fromSnapshots.filter((won, i) => won !== "" && won !== fromHistory[i]);
    expect(differing).toEqual([]);
  });

  it("the folder of the requests for payment is read from its history", async () => {
    const { log, warnings } = await importPipeline([join(data, "bpi2020_rfp")]);
    expect(log.files).toEqual(["history.csv"]);
    expect(warnings.some(({ message }) => message.startsWith("weekly_snapshots.csv"))).toBe(true);
  });

  it("the raw CRM tables give the states of the prepared history: days, stages and amounts", async () => {
    const { log, warnings, ownerColumn } = await importPipeline([join(data, "maven_crm_raw")], {
      segmentColumn: "product",
    });
    const names: Record<string, string> = {
      engaging: "Engaging",
      "Closed Won": "Won",
      "Closed Lost": "Lost",
    };
    const expected = read("maven_crm/history.csv").map(
      ([id, day, stage, amount]) => `${id} ${day} ${names[stage!]} ${Number(amount)}`,
    );
    expect(rowsOf(log)).toEqual(expected.sort());
    expect(log.opportunityIds).toHaveLength(8_300);
    expect(log.undated).toHaveLength(500);
    expect(warnings.find(({ code }) => code === "undated")?.count).toBe(500);
    const attributes = Object.fromEntries(log.attributes.map(({ name, values }) => [name, values]));
    expect(attributes["product"]).toContain("GTX Pro");
    expect(attributes["product"]).not.toContain("GTXPro");
    expect(Object.keys(attributes)).toEqual(
      expect.arrayContaining(["sales_agent", "manager", "regional_office", "series", "sector"]),
    );
    expect(Object.keys(attributes)).not.toContain("close_value");
    expect(ownerColumn).toBe("sales_agent");
  });

  it("a table of something else is refused with the columns that are needed", async () => {
    const failure = await failureOf(importPipeline([join(data, "reference_forecasts.csv")]));
    expect(failure.code).toBe("bad_input");
    expect(failure.message).toContain("opportunity_id, changed_at, stage, amount");
  });
});
