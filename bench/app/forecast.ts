import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateCompanyInTurns, writeCompany } from "../../src/app/generate-company.ts";
import type { FilesQuestion } from "../../src/app/forecast-files.ts";
import type { ForecastReply } from "../../src/contracts/forecast.ts";
import { isoFromDay } from "../../src/core/base/day.ts";
import { FIVE_THOUSAND_OPEN, MILLION_ROWS } from "../../src/core/company/company-presets.ts";
import { lastDayOf, type CompanySettings } from "../../src/core/company/company-settings.ts";
import { medianOf } from "../tools/interleave.ts";
import { Results } from "../tools/results.ts";
import { outputOf, runCommand, type CommandRun } from "../tools/run-command.ts";

const DRAW_COUNT = 100_000;
const TARGET = "2000000";
const ROUNDS = 5;

/** The whole command as a process on generated companies: wall time, time by step, and memory. */
export async function benchForecast(): Promise<void> {
  const results = new Results("forecast");
  const folder = mkdtempSync(join(tmpdir(), "revcast-bench-"));
  try {
    await benchUsual(results, folder);
    await benchMillion(results, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
  await results.finish();
}

async function benchUsual(results: Results, folder: string): Promise<void> {
  const path = join(folder, "company");
  const rowCount = await writeHistory(FIVE_THOUSAND_OPEN, path);
  const runs: CommandRun[] = [];
  const steps = new Map<string, number[]>();
  const floors: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    runs.push(await runCommand(commandOf(path, FIVE_THOUSAND_OPEN), folder));
    for (const { step, milliseconds } of await stepsOf(path, FIVE_THOUSAND_OPEN)) {
      steps.set(step, [...(steps.get(step) ?? []), milliseconds]);
    }
    floors.push((await runCommand(["--version"], folder)).seconds);
  }
  const reply = checkedReply(runs, 5_000);
  const seconds = medianOf(runs.map((run) => run.seconds));
  results.table("whole command: 5,000 open opportunities, 100,000 draws", [
    {
      "history rows": rowCount,
      "open opportunities": reply.opportunities.length,
      draws: reply.drawCount,
      "seconds (median)": seconds,
      least: Math.min(...runs.map((run) => run.seconds)),
      greatest: Math.max(...runs.map((run) => run.seconds)),
      "processor seconds": medianOf(runs.map((run) => run.processorSeconds)),
      "peak MB": Math.max(...runs.map((run) => run.peakMB)),
    },
  ]);
  const medians = [...steps].map(([step, times]) => ({ step, milliseconds: medianOf(times) }));
  results.table("of which, by step (milliseconds, medians)", [
    {
      step: "starting Node and the command line (revcast --version)",
      milliseconds: 1_000 * medianOf(floors),
    },
    ...medians,
  ]);
  const simulation = medians.find(({ step }) => step === "simulating")?.milliseconds ?? Number.NaN;
  results.target({ what: "whole command, seconds", found: seconds, goal: 2.5, isUpperLimit: true });
  results.target({
    what: "simulation of it, seconds (threads started, replay for the target included)",
    found: simulation / 1_000,
    goal: 0.5,
    isUpperLimit: true,
  });
}

async function benchMillion(results: Results, folder: string): Promise<void> {
  const path = join(folder, "million");
  const rowCount = await writeHistory(MILLION_ROWS, path);
  const run = await runCommand(commandOf(path, MILLION_ROWS), folder);
  const reply = checkedReply([run], 10_000);
  const steps = await stepsOf(path, MILLION_ROWS);
  results.table("a history of 1,000,000 rows", [
    {
      "history rows": rowCount,
      "open opportunities": reply.opportunities.length,
      seconds: run.seconds,
      "processor seconds": run.processorSeconds,
      "peak MB": run.peakMB,
    },
  ]);
  results.table("of which, by step (milliseconds), 1,000,000 rows", steps);
  results.target({ what: "peak MB with 1,000,000 rows", found: run.peakMB, goal: 768, isUpperLimit: true });
}

async function writeHistory(settings: CompanySettings, path: string): Promise<number> {
  const company = await generateCompanyInTurns(settings);
  await writeCompany(company, path, { withSnapshots: false });
  return company.history.dayIndex.length;
}

function commandOf(path: string, settings: CompanySettings): string[] {
  const asOf = isoFromDay(lastDayOf(settings));
  const asked = ["--as-of", asOf, "--horizon", "13w", "--target", TARGET, "--segment", "product"];
  return ["forecast", path, ...asked, "--draws", String(DRAW_COUNT), "--json"];
}

/** The same question without the command line around it. */
async function stepsOf(
  path: string,
  settings: CompanySettings,
): Promise<{ readonly step: string; readonly milliseconds: number }[]> {
  const question: FilesQuestion = {
    paths: [path],
    reading: { segmentColumn: "product" },
    asOf: isoFromDay(lastDayOf(settings)),
    horizon: "13w",
    target: TARGET,
    segment: "product",
    draws: DRAW_COUNT,
  };
  const script = fileURLToPath(new URL("forecast-steps.ts", import.meta.url));
  return JSON.parse(
    await outputOf(process.execPath, ["--import", "tsx", script, JSON.stringify(question)]),
  ) as { step: string; milliseconds: number }[];
}

/** Every run gave the same, whole result. */
function checkedReply(runs: readonly CommandRun[], openCount: number): ForecastReply {
  const replies = runs.map((run) => JSON.parse(run.output) as ForecastReply);
  const reply = replies[0]!;
  if (replies.some(({ resultDigest }) => resultDigest !== reply.resultDigest)) {
    throw new RangeError("Two runs of one command gave different results");
  }
  if (Math.abs(reply.opportunities.length / openCount - 1) > 0.3 || reply.drawCount < DRAW_COUNT) {
    throw new RangeError(`Measured the wrong forecast: ${reply.opportunities.length} open opportunities`);
  }
  return reply;
}
