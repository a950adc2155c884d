import { join } from "node:path";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, describe, expect, it } from "vitest";
import { changesRequestOf } from "../../src/app/changes-question.ts";
import { runChanges } from "../../src/app/run-changes.ts";
import { addDays, dayFromIso, isoFromDay, type Day } from "../../src/core/base/day.ts";
import { actualBookings } from "../../src/core/company/actual-bookings.ts";
import { CALENDAR_YEARS, quarterOf } from "../../src/core/base/period.ts";
import { groupBridges } from "../../src/core/kpi/group-bridges.ts";
import { pipelineBridge } from "../../src/core/kpi/pipeline-bridge.ts";
import { smallFastRandom } from "../../src/core/maths/small-fast-random.ts";
import { importPipeline } from "../../src/files/import-pipeline.ts";
import type { ImportedPipeline } from "../../src/files/import-result.ts";
import { needsRealData, realData } from "../acceptance/real-data.ts";
import { companyOf, historyText, snapshotsText } from "../core/company/written-company.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-changes-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Pairs of days between the first and the last recorded one, the earlier first. */
function randomPairs({ log }: ImportedPipeline, count: number): { from: Day; to: Day }[] {
  const random = smallFastRandom(20, 5);
  const days = Array.from(log.rows.recordedOn).sort((a, b) => a - b);
  const [first, last] = [days[0]!, days.at(-1)!];
  const day = (): number => first + Math.floor(random() * (last - first + 1));
  return Array.from({ length: count }, () => {
    const pair = [day(), day()];
    return { from: Math.min(...pair) as Day, to: Math.max(...pair) as Day };
  });
}

/** Bridges that do not close over 100 random pairs: of everything, of the quarter of each later day and by every attribute. */
function notClosing(imported: ImportedPipeline): unknown[] {
  const { log, funnel } = imported;
  const closeDates = log.attributes.find(({ name }) => name === "close_date");
  return randomPairs(imported, 100).flatMap((days) => {
    const scopes = closeDates === undefined ? [{}] : [{}, { period: quarterOf(days.to, CALENDAR_YEARS) }];
    return scopes.flatMap((scope) => {
      const bridge = pipelineBridge(log, { ...days, ...scope, closeDates, funnel });
      if (!bridge.ok) return [days];
      const { residual, bars } = bridge.value;
      const cuts = log.attributes.filter(({ values }) => values.length < 100);
      const groups = cuts.flatMap((attribute) => groupBridges(bridge.value, attribute));
      const isWrong =
        residual !== 0 ||
        groups.some((group) => group.residual !== 0) ||
        bars.some(({ amount }) => !(amount >= 0));
      return isWrong ? [{ ...days, ...scope, residual }] : [];
    });
  });
}

/** Forecasts of the quarter of the later day between a few pairs: the rest and what rounding came to. */
function forecastBridges(imported: ImportedPipeline, count: number) {
  const late = randomPairs(imported, 400).filter(({ from, to }) => {
    const { recordedOn } = imported.log.rows;
    const first = recordedOn.reduce((a, b) => Math.min(a, b));
    return from > first + 150 && to - from <= 60 && from < quarterOf(to, CALENDAR_YEARS).to;
  });
  return late.slice(0, count).map(({ from, to }) => {
    const options = { from: isoFromDay(from), to: isoFromDay(to), forecast: true };
    const { forecast } = runChanges(changesRequestOf(options, imported), imported);
    const moves = forecast!.terms.reduce((sum, term) => sum + term.count, 0);
    const rounding = Number(forecast!.terms.find(({ kind }) => kind === "rounding")!.change);
    return { residual: forecast!.residual, isSmall: Math.abs(rounding) <= 0.01 * (moves + 3) };
  });
}

describe.skipIf(realData === undefined)(needsRealData("bridges of the public data sets"), () => {
  const sets = [
    "bpi2012/history.csv",
    "bpi2020_domestic/history.csv",
    "bpi2020_rfp/history.csv",
    "bpi2020_rfp/weekly_snapshots.csv",
    "maven_crm/history.csv",
    "maven_crm_raw",
  ];
  it.each(sets)("close to the cent for 100 random pairs of days: %s", async (set) => {
    expect(notClosing(await importPipeline([join(realData!, set)]))).toEqual([]);
  });
  it.each(["bpi2020_rfp/history.csv", "bpi2020_rfp/weekly_snapshots.csv", "maven_crm/history.csv"])(
    "of two forecasts close to the cent, rounding being no more than that: %s",
    async (set) => {
      const bridges = forecastBridges(await importPipeline([join(realData!, set)]), 4);
      expect(bridges.length).toBeGreaterThan(2);
      for (const bridge of bridges) expect(bridge).toEqual({ residual: "0.00", isSmall: true });
    },
  );
});

describe("bridges of a generated company", () => {
  const company = companyOf({ opportunityCount: 3_000, seed: 12 });
  it("book between two days of a quarter what was really booked between them", async () => {
    writeFileSync(join(folder, "all.csv"), historyText(company));
    const imported = await importPipeline([join(folder, "all.csv")]);
    for (const [from, to] of [
      ["2024-07-01", "2024-08-20"],
      ["2025-01-10", "2025-03-31"],
      ["2025-04-30", "2025-06-29"],
    ] as const) {
      const { forecast } = runChanges(changesRequestOf({ from, to, forecast: true }, imported), imported);
      const [first, last] = [dayFromIso(from)!, dayFromIso(to)!];
      const { netAmount } = actualBookings(company, addDays(first, 1), last);
      const booked = Number(forecast!.end.booked) - Number(forecast!.start.booked);
      expect(Math.round(booked * 100)).toBe(netAmount);
    }
  });
  it.each([
    ["history.csv", historyText],
    ["weekly_snapshots.csv", snapshotsText],
  ])("close to the cent for 100 random pairs of days: %s", async (name, textOf) => {
    writeFileSync(join(folder, name), textOf(company));
    expect(notClosing(await importPipeline([join(folder, name)]))).toEqual([]);
  });
});
