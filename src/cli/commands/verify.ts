import type { Command } from "commander";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { verifyRun } from "../../app/runs/verify-run.ts";
import { verifyResult } from "../../app/verify-result.ts";
import { openWorkspace } from "../../app/workspace/workspace.ts";
import { counted } from "../../contracts/counted.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { wholeNumber } from "../option-values.ts";
import { progressLine, type ProgressLine } from "../progress-line.ts";
import { addWorkspaceOption, placeOf } from "../reading-options.ts";
import { print } from "../write-output.ts";

const DIFFERENCES_SHOWN = 20;

interface VerifyFlags {
  workspace?: string;
  workers: number;
  funnel?: string;
  segment?: string;
  owner?: string;
  asOf?: string;
  realised?: string;
}

export function addVerifyCommand(program: Command): void {
  const command = program
    .command("verify")
    .description("Run a recorded result again and say whether it is identical, or what differs")
    .argument(
      "<result>",
      "JSON file that forecast, backtest, changes, kpi, roi or scenario run printed with --json, or the id of a run of the workspace",
    )
    .argument(
      "[path...]",
      "the files that it was made from, of a case its scenarios as well; none = the workspace, where they are kept",
    )
    .option(
      "--workers <count>",
      "threads; never changes the result",
      wholeNumber(0, 256),
      availableParallelism(),
    )
    .option("--funnel <file>", "the funnel definition, where it was given one")
    .option("--segment <column>", "of a case that does not record it: the column of segments")
    .option("--owner <column>", "of a case that does not record it: the column of owners")
    .option("--as-of <day>", "of a case that does not record it: the day before its first month")
    .option(
      "--realised <day>",
      "of a case that does not record it: the day up to which it was looked back on",
    );
  addWorkspaceOption(command).action((result: string, paths: string[], flags: VerifyFlags) =>
    verify(result, paths, flags),
  );
}

async function verify(result: string, paths: readonly string[], flags: VerifyFlags): Promise<void> {
  const progress = progressLine(process.stderr);
  if (paths.length === 0 && isRunId(result)) return verifyKept(result, flags, progress);
  const { workers, funnel, workspace: _workspace, ...caseOptions } = flags;
  const recorded = await readJson(result);
  const differences = await verifyResult(
    recorded,
    result,
    { paths, place: placeOf(flags), funnelFile: funnel, caseOptions },
    {
      workers,
      onProgress: (step, share) => progress.show(step, step === "simulating" ? share : undefined),
    },
  );
  progress.end();
  if (differences.length === 0) {
    await print("identical\n");
    return;
  }
  const lines = differences
    .slice(0, DIFFERENCES_SHOWN)
    .map(({ field, recorded: before, again }) => `  ${field}: recorded ${before}, now ${again}`);
  const more = differences.length - lines.length;
  await print(
    `differs in ${counted(differences.length, "field")}\n${lines.join("\n")}\n${more > 0 ? `  and ${more} more\n` : ""}`,
  );
  throw new AppFailure(
    "differs",
    `${result} is not what ${paths.length === 0 ? "the workspace gives" : "these files give"}`,
  );
}

function isRunId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Computes every cell of a run of the workspace once more. */
async function verifyKept(runId: string, flags: VerifyFlags, progress: ProgressLine): Promise<void> {
  const workspace = await openWorkspace(placeOf(flags));
  try {
    const { cellCount, differences } = await verifyRun(workspace, runId, {
      onProgress: (done, all) => progress.show(`cell ${done} of ${all}`, done / all),
    });
    progress.end();
    if (differences.length === 0) {
      await print(`identical: ${counted(cellCount, "cell")}\n`);
      return;
    }
    const lines = differences
      .slice(0, DIFFERENCES_SHOWN)
      .map(({ ordinal, recorded, again }) => `  cell ${ordinal}: recorded ${recorded}, now ${again}\n`);
    await print(`differs in ${differences.length} of ${counted(cellCount, "cell")}\n${lines.join("")}`);
    throw new AppFailure("differs", `The run ${runId} does not give the same bytes again`);
  } finally {
    progress.end();
    await workspace.store.close();
  }
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new AppFailure(
      "not_found",
      `Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppFailure(
      "bad_input",
      `Cannot read ${path} as JSON: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
