import { Command, CommanderError } from "commander";
import { AppFailure, FAILURES } from "../contracts/failure.ts";
import { loadCommands } from "./load-commands.ts";
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
    await (await program(argv[2])).parseAsync([...argv]);
  } catch (error) {
    process.exitCode = report(error);
  }
}

async function program(asked: string | undefined): Promise<Command> {
  const command = new Command("revcast")
    .description(
      "Revenue forecasts that can be audited: a distribution, its record, and the rows it came from",
    )
    .version(packageVersion(), "-V, --version")
    .showHelpAfterError("(--help lists the options)")
    .exitOverride();
  await loadCommands(command, asked);
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
