import type { Command } from "commander";
import { startRuns, type RunLog } from "../../app/runs/start-runs.ts";
import { openWorkspace } from "../../app/workspace/workspace.ts";
import { wholeNumber } from "../option-values.ts";
import { addWorkspaceOption, placeOf } from "../reading-options.ts";

interface WorkerFlags {
  concurrency?: number;
  memory?: number;
  workspace?: string;
}

export function addWorkerCommand(program: Command): void {
  const command = program
    .command("worker")
    .description("Work on the runs of a workspace; as many of these as wanted, on any machine")
    .option(
      "--concurrency <count>",
      "cells at a time, each in a process of its own (default: the cores, at most 4)",
      wholeNumber(1, 256),
    )
    .option(
      "--memory <megabytes>",
      "most memory of each of these processes (default 4096)",
      wholeNumber(256, 1_048_576),
    );
  addWorkspaceOption(command).action(worker);
}

/** Works until it is told to stop: the first signal lets cells end, the second does not wait for them. */
async function worker(flags: WorkerFlags): Promise<void> {
  const { store } = await openWorkspace(placeOf(flags), { onConnectionError: () => undefined });
  const runs = await startRuns({
    store,
    concurrency: flags.concurrency,
    memoryMb: flags.memory,
    onLog: log,
  });
  process.stderr.write("revcast: working on runs; Ctrl-C ends after the cells at work, twice at once\n");
  const signals = ["SIGINT", "SIGTERM"] as const;
  let asked = 0;
  await new Promise<void>((resolve) => {
    const ask = (): void => {
      asked++;
      if (asked > 1) {
        void runs.stop().then(() => process.exit(1));
        return;
      }
      process.stderr.write("revcast: ending after the cells at work\n");
      void runs.drain().then(resolve);
    };
    for (const signal of signals) process.on(signal, ask);
  });
  await store.close();
  for (const signal of signals) process.removeAllListeners(signal);
}

function log({ level, message, cell, error }: RunLog): void {
  const about = cell === undefined ? "" : ` (run ${cell.runId}, cell ${cell.ordinal})`;
  const why = error instanceof Error ? `: ${error.message}` : "";
  process.stderr.write(`revcast: ${level}: ${message}${about}${why}\n`);
}
