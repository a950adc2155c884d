import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { METHODS, BacktestReply } from "../../src/contracts/backtest.ts";
import { accuracyColumns, runColumn } from "../../test/acceptance/accuracy-columns.ts";
import { realData } from "../../test/acceptance/real-data.ts";
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
