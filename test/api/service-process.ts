import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Limits } from "../../src/api/limits.ts";
import type { Held, Usage } from "./trial-service.ts";

/** A service in a process of its own, over an embedded database of its own. */
export interface ServiceProcess {
  readonly url: string;
  readonly port: number;
  /** Of the owner, who may import. */
  readonly key: string;
  /** What it used since this was asked the last time. */
  readonly usage: () => Promise<Usage>;
  /** Kilobytes that it still holds when all garbage is collected. */
  readonly heldKb: () => Promise<number>;
  readonly close: () => Promise<void>;
}

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

export async function serviceProcess(limits: Partial<Limits> = {}): Promise<ServiceProcess> {
  const folder = mkdtempSync(join(tmpdir(), "revcast-service-test-"));
  chmodSync(folder, 0o755);
  const script = fileURLToPath(new URL("trial-service.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", LOADER, script], {
    env: {
      PATH: process.env.PATH ?? "",
      WORKSPACE: join(folder, "workspace"),
      LIMITS: JSON.stringify(limits),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error("The service has ended");
    return JSON.parse(value) as unknown;
  };
  const { url, key } = (await next()) as { url: string; key: string };
  return {
    url,
    key,
    port: Number(new URL(url).port),
    usage: async () => {
      child.stdin.write("\n");
      return (await next()) as Usage;
    },
    heldKb: async () => {
      child.stdin.write("held\n");
      return ((await next()) as Held).heldKb;
    },
    close: async () => {
      child.stdin.end();
      await gone;
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}
