import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const MAIN = new URL("../../src/cli/main.ts", import.meta.url).href;
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface SourceRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command from its source, without a build. */
export function runSource(...args: readonly string[]): SourceRun {
  const argv = JSON.stringify(["node", "revcast", ...args]);
  const script = `const { run } = await import(${JSON.stringify(MAIN)}); await run(${argv});`;
  return spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, NO_COLOR: "" },
  });
}
