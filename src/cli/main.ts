import { Command, CommanderError } from "commander";
import { AppFailure, FAILURES } from "../contracts/failure.ts";
import { addBacktestCommand } from "./commands/backtest.ts";
import { addBackupCommand, addRestoreCommand } from "./commands/backup.ts";
import { addChangesCommand } from "./commands/changes.ts";
import { addDocumentCommand } from "./commands/document.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addExportCommand } from "./commands/export.ts";
import { addForecastCommand } from "./commands/forecast.ts";
import { addGenerateCommand } from "./commands/generate.ts";
import { addImportCommand } from "./commands/import.ts";
import { addInvestmentCommands } from "./commands/investment.ts";
import { addKeyCommand } from "./commands/key.ts";
import { addKpiCommand } from "./commands/kpi.ts";
import { addOverrideCommands } from "./commands/override.ts";
import { addScheduleCommand } from "./commands/schedule.ts";
import { addSchemaCommand } from "./commands/schema.ts";
import { addServeCommand } from "./commands/serve.ts";
import { addVerifyCommand } from "./commands/verify.ts";
import { addWorkerCommand } from "./commands/worker.ts";
import { packageVersion } from "./package-version.ts";
import { say } from "./say.ts";

/** Runs one command line; sets the exit code by the table of failures. */
export async function run(argv: readonly string[]): Promise<void> {
  // A reader that closes the pipe early, such as `head`, has what it wanted.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  try {
    await program().parseAsync([...argv]);
  } catch (error) {
    process.exitCode = report(error);
  }
}

function program(): Command {
  const command = new Command("revcast")
    .description(
      "Revenue forecasts that can be audited: a distribution, its record, and the rows it came from",
    )
    .version(packageVersion(), "-V, --version")
    .showHelpAfterError("(--help lists the options)")
    .exitOverride();
  addForecastCommand(command);
  addBacktestCommand(command);
  addChangesCommand(command);
  addInvestmentCommands(command);
  addKpiCommand(command);
  addImportCommand(command);
  addGenerateCommand(command);
  addVerifyCommand(command);
  addSchemaCommand(command);
  addServeCommand(command);
  addWorkerCommand(command);
  addKeyCommand(command);
  addDocumentCommand(command);
  addScheduleCommand(command);
  addOverrideCommands(command);
  addBackupCommand(command);
  addRestoreCommand(command);
  addExportCommand(command);
  addDemoCommand(command);
  for (const child of command.commands) {
    child.exitOverride();
    for (const grandchild of child.commands) grandchild.exitOverride();
  }
  return command;
}

/** Says what went wrong on stderr and returns the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has written its message; help and version are no failures.
    return error.exitCode === 0 ? 0 : FAILURES.usage.exitCode;
  }
  if (error instanceof AppFailure) {
    say(`revcast: ${error.message}`, process.stderr);
    return FAILURES[error.code].exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`revcast: a mistake in revcast itself, please report it\n${text}\n`);
  return FAILURES.internal.exitCode;
}
