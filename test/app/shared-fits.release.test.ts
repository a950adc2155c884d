import { describe, expect, it } from "vitest";
import { forecastCutoffs } from "../../src/app/cutoff-pool.ts";
import type { CutoffResult } from "../../src/core/backtest/run-cutoffs.ts";
import { LandmarkMemory } from "../../src/core/forecast/landmark-memory.ts";
import { accuracyColumns, importedSet, listedCutoffs } from "../acceptance/accuracy-columns.ts";
import { needsRealData, realData } from "../acceptance/real-data.ts";
import { digestOfResults, jobOf, resultsAlone, resultsBackwards, resultsTogether } from "./backtest-runs.ts";

const CUTOFF_COUNT = 5;

describe.skipIf(realData === undefined)(
  needsRealData("cut-offs of the public sets that share the fits of past days"),
  () => {
    it.each(["bpi2012 14d", "maven 90d", "rfp 90d", "domestic 30d"])(
      "give the bytes that each gives alone, in any order and on any number of threads: %s",
      async (name) => {
        const column = accuracyColumns().find((one) => one.name === name)!;
        const cutoffs = listedCutoffs(column).slice(-CUTOFF_COUNT);
        const job = jobOf(await importedSet(column.set), cutoffs, [
          "naive-probabilistic",
          "recalibrated",
          "full",
        ]);
        const alone = digestOfResults(resultsAlone(job));
        const memory = new LandmarkMemory();
        expect(digestOfResults(resultsTogether(job, memory))).toBe(alone);
        expect(memory.counts.fitted).toBeLessThan(0.6 * memory.counts.asked);
        expect(digestOfResults(resultsBackwards(job))).toBe(alone);
        for (const workers of [2, 3]) {
          const results: CutoffResult[] = [];
          await forecastCutoffs(job, { workers }, async (result) => void results.push(result));
          expect(digestOfResults(results)).toBe(alone);
        }
      },
    );
  },
);
