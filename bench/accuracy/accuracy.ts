import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { METHODS, type Method } from "../../src/contracts/backtest.ts";
import {
  accuracyColumns,
  figure,
  runColumn,
  type ColumnResult,
} from "../../test/acceptance/accuracy-columns.ts";
import { realData } from "../../test/acceptance/real-data.ts";
import { accuracyReport } from "./accuracy-report.ts";
import { noiseFloor } from "./noise-floor.ts";

const OTHER_SEEDS = [2, 3];
const FEW: readonly Method[] = ["naive-last", "naive-probabilistic", "full"];

/** Scores every method on the eight columns and writes what was found to README.md beside this file. */
export async function benchAccuracy(): Promise<void> {
  if (realData === undefined) {
    console.log("\n# accuracy\n\nNot measured: REVCAST_DATA names no folder of data sets");
    return;
  }
  console.log("\n# accuracy");
  const run = async (seed: number, methods: readonly Method[]): Promise<ColumnResult[]> => {
    const results: ColumnResult[] = [];
    for (const column of accuracyColumns()) {
      const started = Date.now();
      const result = await runColumn(column, { methods, seed, workers: 2 });
      results.push(result);
      const seconds = ((Date.now() - started) / 1_000).toFixed(1);
      const wape = (100 * figure(result, "full", "wape")).toFixed(2);
      console.log(`  seed ${seed}, ${column.name}: WAPE ${wape} %, ${seconds} s`);
    }
    return results;
  };
  const first = { seed: 1, results: await run(1, METHODS) };
  const noiseFloors: number[] = [];
  for (const column of accuracyColumns()) noiseFloors.push(await noiseFloor(column));
  const others = [];
  for (const seed of OTHER_SEEDS) others.push({ seed, results: await run(seed, FEW) });
  const report = accuracyReport({ runs: [first, ...others], noiseFloors });
  const file = new URL("README.md", import.meta.url);
  writeFileSync(file, await format(report, { parser: "markdown", printWidth: 110 }));
  console.log("\nWritten to bench/accuracy/README.md");
}
