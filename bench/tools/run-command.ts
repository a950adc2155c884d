import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const COMMAND = fileURLToPath(new URL("../../src/cli/revcast.mjs", import.meta.url));
const HOOK = new URL("report-usage.mjs", import.meta.url).href;

export interface CommandRun {
  readonly seconds: number;
  /** Of all threads. */
  readonly processorSeconds: number;
  readonly peakMB: number;
  readonly output: string;
}

/** Runs the built command as a process of its own, from its start to its end. */
export async function runCommand(args: readonly string[], temporaryFolder: string): Promise<CommandRun> {
  const usageFile = join(temporaryFolder, "usage.json");
  const startedAt = performance.now();
  const output = await outputOf(process.execPath, ["--import", HOOK, COMMAND, ...args], {
    BENCH_USAGE_FILE: usageFile,
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  const usage = JSON.parse(readFileSync(usageFile, "utf8")) as { peakMB: number; processorSeconds: number };
  return { seconds, output, ...usage };
}

/** Standard output of a program that ends well. */
export function outputOf(
  program: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (bytes: Buffer) => output.push(bytes));
    child.stderr.on("data", (bytes: Buffer) => errors.push(bytes));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString());
      else
        reject(new RangeError(`${args.join(" ")} ended with ${code}: ${Buffer.concat(errors).toString()}`));
    });
  });
}
