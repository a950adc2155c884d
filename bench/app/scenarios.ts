import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InvestmentReply } from "../../src/contracts/investment.ts";
import { realData } from "../../test/acceptance/real-data.ts";
import { Results } from "../tools/results.ts";
import { runCommand } from "../tools/run-command.ts";

const LIBRARY = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const DRAW_COUNT = 20_000;
const COUNTS = [1, 2, 4, 8];

/** The scenarios of the library over bpi2020_rfp, 36 months: whole commands, tornado and break-even sizes included. */
export async function benchScenarios(): Promise<void> {
  if (realData === undefined) {
    console.log("\n# scenarios\n\nNot measured: REVCAST_DATA names no folder of data sets");
    return;
  }
  const results = new Results("scenarios");
  const folder = mkdtempSync(join(tmpdir(), "revcast-bench-"));
  try {
    const files = readdirSync(LIBRARY)
      .filter((file) => file.endsWith(".yaml") && !file.startsWith("published"))
      .map((file) => join(LIBRARY, file));
    const rows = [];
    for (const count of COUNTS) rows.push(await benchCount(files.slice(0, count), realData, folder));
    results.table(`36 months, ${DRAW_COUNT} draws, over bpi2020_rfp as of 2018-06-30`, rows);
    const seconds = rows.at(-1)!.seconds;
    results.target({ what: "eight scenarios, seconds", found: seconds, goal: 10, isUpperLimit: true });
  } finally {
    rmSync(folder, { recursive: true });
  }
  await results.finish();
}

type ScenarioRow = Readonly<
  Record<"scenarios" | "draws" | "seconds" | "processor seconds" | "peak MB", number>
>;

async function benchCount(files: readonly string[], data: string, folder: string): Promise<ScenarioRow> {
  const args = ["scenario", "run", ...files, "--history", join(data, "bpi2020_rfp", "history.csv")];
  args.push("--as-of", "2018-06-30", "--draws", String(DRAW_COUNT), "--workers", "2", "--json");
  const run = await runCommand(args, folder);
  const reply = InvestmentReply.parse(JSON.parse(run.output));
  return {
    scenarios: reply.scenarios.length,
    draws: reply.drawCount,
    seconds: run.seconds,
    "processor seconds": run.processorSeconds,
    "peak MB": run.peakMB,
  };
}
