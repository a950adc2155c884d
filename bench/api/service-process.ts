import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { outputOf } from "../tools/run-command.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const COMMAND = fileURLToPath(new URL("../../src/cli/revcast.mjs", import.meta.url));
const START_MS = 120_000;
const STOP_MS = 30_000;

export interface ServiceStart {
  readonly workspace: string;
  readonly flags?: readonly string[];
  /** `npm start` and not the command itself. */
  readonly byNpm?: boolean;
}

/** The built service as a process group of its own, with the embedded database of a workspace. */
export class ServiceProcess {
  readonly url: string;
  /** Key of the first owner, where this start has made it. */
  readonly firstKey: string | undefined;
  /** From starting the command until it said where it serves. */
  readonly startSeconds: number;
  readonly processId: number;
  readonly #child: ChildProcess;

  private constructor(
    child: ChildProcess,
    processId: number,
    said: { readonly url: string; readonly firstKey: string | undefined },
    startSeconds: number,
  ) {
    this.#child = child;
    this.processId = processId;
    this.url = said.url;
    this.firstKey = said.firstKey;
    this.startSeconds = startSeconds;
  }

  static async start({ workspace, flags = [], byNpm = false }: ServiceStart): Promise<ServiceProcess> {
    const asked = ["--port", "0", "--workspace", workspace, "--log-level", "silent", ...flags];
    const startedAt = performance.now();
    const child = spawn(
      byNpm ? "npm" : process.execPath,
      byNpm ? ["start", "--silent", "--", ...asked] : [COMMAND, "serve", ...asked],
      // A group of its own, which Ctrl-C reaches as a whole. Where the server listens must not depend on the environment.
      {
        cwd: ROOT,
        detached: true,
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, DATABASE_URL: undefined },
      },
    );
    const said = await heard(child);
    const startSeconds = (performance.now() - startedAt) / 1_000;
    const processId = byNpm ? await serverUnder(child.pid!, workspace) : child.pid!;
    return new ServiceProcess(child, processId, said, startSeconds);
  }

  /** As Ctrl-C in a terminal does; resolves when the command has ended. */
  interrupt(): Promise<void> {
    return this.#ended(() => process.kill(-this.#child.pid!, "SIGINT"));
  }

  /** Kills the server alone, as a lack of memory would. */
  kill(): Promise<void> {
    return this.#ended(() => process.kill(this.processId, "SIGKILL"));
  }

  async #ended(end: () => void): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => this.#child.once("exit", () => resolve()));
    const tooLate = setTimeout(() => process.kill(-this.#child.pid!, "SIGKILL"), STOP_MS);
    end();
    await gone;
    clearTimeout(tooLate);
  }
}

/** Makes a key at the machine, beside the running service. */
export async function keyOf(role: string, workspace: string): Promise<string> {
  const said = await outputOf(process.execPath, [
    COMMAND,
    "key",
    "add",
    `bench ${role}`,
    "--role",
    role,
    "--workspace",
    workspace,
  ]);
  const key = /rvc_\w+/.exec(said)?.[0];
  if (key === undefined) throw new RangeError(`Cannot find a key in what the command said: ${said}`);
  return key;
}

/** Reads what the service says until it serves, and lets the rest of it run by. */
function heard(
  child: ChildProcess,
): Promise<{ readonly url: string; readonly firstKey: string | undefined }> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    let url: string | undefined;
    let settling: NodeJS.Timeout | undefined;
    let firstKey: string | undefined;
    const tooLate = setTimeout(() => {
      process.kill(-child.pid!, "SIGKILL");
      reject(new RangeError(`The service did not start: ${lines.join("\n")}`));
    }, START_MS);
    const done = (): void => {
      clearTimeout(tooLate);
      if (url !== undefined) resolve({ url, firstKey });
    };
    createInterface({ input: child.stderr! }).on("line", (line) => {
      lines.push(line);
      url ??= /serving on (http:\S+),/.exec(line)?.[1];
      firstKey ??= /export REVCAST_KEY=(rvc_\w+)/.exec(line)?.[1];
      // The key comes at once after the address, or not at all.
      if (firstKey !== undefined) done();
      else if (url !== undefined) settling ??= setTimeout(done, 200);
    });
    child.once("exit", (code) => {
      clearTimeout(tooLate);
      clearTimeout(settling);
      reject(new RangeError(`The service ended with ${code}: ${lines.join("\n")}`));
    });
  });
}

async function serverUnder(npm: number, workspace: string): Promise<number> {
  const listed = await outputOf("ps", ["-eo", "pid=,pgid=,args="]);
  const found = listed
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .find(
      (match) =>
        Number(match?.[2]) === npm &&
        /^\S*node\s.*revcast\.mjs serve/.test(match![3]!) &&
        match![3]!.includes(workspace),
    );
  if (found?.[1] === undefined) throw new RangeError("Cannot find the server that npm started");
  return Number(found[1]);
}
