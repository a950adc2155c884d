import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { METHODS, BacktestReply } from "../../src/contracts/backtest.ts";
import { dayFromIso } from "../../src/core/base/day.ts";
import { CALENDAR_YEARS } from "../../src/core/base/period.ts";
import { cutoffsOf, QUARTER_HORIZON } from "../../src/core/backtest/cutoffs.ts";
import { LandmarkMemory } from "../../src/core/forecast/landmark-memory.ts";
import { accuracyColumns, importedSet, runColumn } from "../../test/acceptance/accuracy-columns.ts";
import { realData } from "../../test/acceptance/real-data.ts";
import { digestOfResults, jobOf, resultsAlone, resultsTogether } from "../../test/app/backtest-runs.ts";
import { processorTimeOf } from "../tools/processor-time.ts";
import { Results } from "../tools/results.ts";
import { runCommand } from "../tools/run-command.ts";

const WORKERS = 2;

/** Backtests on the public sets: the eight columns with all methods, and one whole command. */
export async function benchBacktest(): Promise<void> {
  if (realData === undefined) {
    console.log("\n# backtest\n\nNot measured: REVCAST_DATA names no folder of data sets");
    return;
  }
  const results = new Results("backtest");
  await benchColumns(results);
  await benchSharing(results);
  await benchCommand(results, realData);
  await results.finish();
}

async function benchColumns(results: Results): Promise<void> {
  const rows = [];
  for (const column of accuracyColumns()) {
    const startedAt = performance.now();
    const { scored } = await runColumn(column, { methods: METHODS, seed: 1, workers: WORKERS });
    rows.push({
      column: column.name,
      "cut-offs": scored.length,
      seconds: (performance.now() - startedAt) / 1_000,
    });
  }
  results.table(`the eight columns, all ${METHODS.length} methods, ${WORKERS} threads`, rows);
  const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
  results.target({ what: "the eight columns, seconds", found: seconds, goal: 120, isUpperLimit: true });
}

/** Set, first and last cut-off, days between two, horizon. */
const SHARING_CASES = [
  ["bpi2020_rfp", "2018-01-07", "2018-09-30", 7, "90d"],
  ["bpi2020_domestic", "2018-01-07", "2018-09-30", 7, QUARTER_HORIZON],
  ["bpi2012", "2011-12-04", "2012-02-15", 3.5, "14d"],
  ["maven_crm", "2017-06-04", "2017-11-26", 7, "30d"],
] as const;

/** What it saves that cut-offs share the fits of past days: processor time of one thread. */
async function benchSharing(results: Results): Promise<void> {
  const rows = [];
  for (const [set, from, to, everyDays, horizon] of SHARING_CASES) {
    const days = { from: dayFromIso(from)!, to: dayFromIso(to)!, everyDays };
    const cutoffs = cutoffsOf(days, horizon, CALENDAR_YEARS);
    if (!cutoffs.ok) throw new Error(cutoffs.reason);
    const job = { ...jobOf(await importedSet(set), cutoffs.value, METHODS), drawCount: 10_000 };
    const memory = new LandmarkMemory();
    let alone = "";
    let shared = "";
    const aloneMs = await processorTimeOf(() => void (alone = digestOfResults(resultsAlone(job))));
    const sharedMs = await processorTimeOf(
      () => void (shared = digestOfResults(resultsTogether(job, memory))),
    );
    if (alone !== shared) throw new Error(`${set}: sharing changed a result`);
    const { asked, fitted, windowsAsked, windowsForecast } = memory.counts;
    rows.push({
      set,
      horizon,
      "cut-offs": cutoffs.value.length,
      "days fitted": `${fitted} of ${asked}`,
      "windows forecast": `${windowsForecast} of ${windowsAsked}`,
      "alone, ms a cut-off": aloneMs / cutoffs.value.length,
      "shared, ms a cut-off": sharedMs / cutoffs.value.length,
      saved: 1 - sharedMs / aloneMs,
    });
  }
  results.table("fits of past days shared by cut-offs, all methods, one thread's processor time", rows);
}

async function benchCommand(results: Results, data: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "revcast-bench-"));
  try {
    const args = ["backtest", join(data, "bpi2020_rfp", "history.csv")];
    args.push("--from", "2018-01-07", "--to", "2018-09-30", "--every", "week", "--horizon", "90d", "--json");
    const run = await runCommand(args, folder);
    const reply = BacktestReply.parse(JSON.parse(run.output));
    results.table("whole command: weekly 90-day backtest of bpi2020_rfp, all methods", [
      {
        "cut-offs": reply.cutoffs.length,
        methods: reply.methods.length,
        seconds: run.seconds,
        "processor seconds": run.processorSeconds,
        "peak MB": run.peakMB,
      },
    ]);
    results.target({
      what: "weekly 90-day backtest of bpi2020_rfp, seconds",
      found: run.seconds,
      goal: 15,
      isUpperLimit: true,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
