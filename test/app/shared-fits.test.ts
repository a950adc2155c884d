import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { dayFromIso } from "../../src/core/base/day.ts";
import { CALENDAR_YEARS } from "../../src/core/base/period.ts";
import { cutoffsOf, type Cutoff } from "../../src/core/backtest/cutoffs.ts";
import { LandmarkMemory } from "../../src/core/forecast/landmark-memory.ts";
import { importPipeline } from "../../src/files/import-pipeline.ts";
import { companyOf, historyText, snapshotsText } from "../core/company/written-company.ts";
import {
  digestOfResults,
  jobOf,
  resultsAlone,
  resultsBackwards,
  resultsInTurns,
  resultsTogether,
} from "./backtest-runs.ts";
import { withOtherLaterRows } from "./later-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-shared-fits-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function importText(name: string, text: string): ReturnType<typeof importPipeline> {
  const path = join(folder, name);
  writeFileSync(path, text);
  return importPipeline([path]);
}

function cutoffsFrom(from: string, to: string, everyDays: number, horizon: string): readonly Cutoff[] {
  const cutoffs = cutoffsOf(
    { from: dayFromIso(from)!, to: dayFromIso(to)!, everyDays },
    horizon,
    CALENDAR_YEARS,
  );
  if (!cutoffs.ok) throw new Error(cutoffs.reason);
  return cutoffs.value;
}

describe("cut-offs that share the fits of past days", () => {
  it.each([
    ["weekly, of the quarter", historyText, 23, cutoffsFrom("2024-06-09", "2024-06-30", 7, "quarter")],
    ["of snapshots", snapshotsText, 24, cutoffsFrom("2024-06-05", "2024-06-26", 7, "30d")],
  ])(
    "give the bytes that each gives alone, in any order and shared out in any way: %s",
    async (name, textOf, seed, cutoffs) => {
      const imported = await importText(`${name}.csv`, textOf(companyOf({ opportunityCount: 150, seed })));
      const job = jobOf(imported, cutoffs, ["naive-probabilistic", "full"]);
      const alone = digestOfResults(resultsAlone(job));
      const memory = new LandmarkMemory();
      expect(digestOfResults(resultsTogether(job, memory))).toBe(alone);
      expect(memory.counts.fitted).toBeLessThan(0.7 * memory.counts.asked);
      expect(digestOfResults(resultsBackwards(job))).toBe(alone);
      expect(digestOfResults(resultsInTurns(job, [0, 1, 0, 0, 2]))).toBe(alone);
    },
  );

  it("give the same after a memory has seen the same company with another future", async () => {
    const text = historyText(companyOf({ opportunityCount: 150, seed: 25 }));
    const imported = await importText("own.csv", text);
    const other = await importText("other.csv", withOtherLaterRows(text, "2024-06-09", 3));
    const cutoffs = cutoffsFrom("2024-06-02", "2024-06-30", 7, "60d");
    const job = jobOf(imported, cutoffs, ["full"]);
    const memory = new LandmarkMemory();
    resultsTogether(jobOf(other, cutoffs, ["naive-last"]), memory);
    const { asked, fitted } = memory.counts;
    expect(digestOfResults(resultsBackwards(job, memory))).toBe(digestOfResults(resultsAlone(job)));
    expect(memory.counts.fitted - fitted).toBeLessThan(memory.counts.asked - asked);
  });
});
