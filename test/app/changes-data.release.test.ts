import { join } from "node:path";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, describe, expect, it } from "vitest";
import { changesRequestOf } from "../../src/app/changes-question.ts";
import { runChanges } from "../../src/app/run-changes.ts";
import { addDays, dayFromIso } from "../../src/core/base/day.ts";
import { actualBookings } from "../../src/core/company/actual-bookings.ts";
import { importPipeline } from "../../src/files/import-pipeline.ts";
import { needsRealData, realData } from "../acceptance/real-data.ts";
import { companyOf, historyText } from "../core/company/written-company.ts";
import { COMPANY_SETS, companySet, PUBLIC_SETS } from "./bridge-sets.ts";
import { decompositionProblems, forecastProblems, pipelineProblems, randomPairs } from "./closing-bridges.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-changes-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SEED = 20;

describe.skipIf(realData === undefined)(needsRealData("bridges of the public data sets"), () => {
  it.each(PUBLIC_SETS)("close to the cent for 100 random pairs of days: %s", async (name) => {
    const imported = await importPipeline([join(realData!, name)]);
    expect(pipelineProblems(imported, randomPairs(imported, 100, SEED))).toEqual([]);
  });
  it.each(PUBLIC_SETS)("of forecasts and of KPIs close exactly: %s", async (name) => {
    const imported = await importPipeline([join(realData!, name)]);
    expect(forecastProblems(imported, randomPairs(imported, 8, SEED))).toEqual([]);
    const explained = decompositionProblems(imported, randomPairs(imported, 4, SEED));
    expect(explained.problems).toEqual([]);
    expect(explained.count).toBeGreaterThan(20);
  });
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
  it.each(COMPANY_SETS)("close exactly, those of forecasts and of KPIs too: %s", async (name) => {
    const { imported, told } = await companySet(name, folder);
    expect(pipelineProblems(imported, randomPairs(imported, 100, SEED))).toEqual([]);
    expect(forecastProblems(imported, randomPairs(imported, 8, SEED))).toEqual([]);
    expect(decompositionProblems(imported, randomPairs(imported, 4, SEED), told).problems).toEqual([]);
  });
});
