import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/contracts/api/client.ts";
import { isSettled } from "../../src/contracts/run.ts";
import { runCli, startCli } from "./run-cli.ts";

const PORT = 20_000 + (process.pid % 20_000);
const url = `http://127.0.0.1:${PORT}`;

/** Lines of a log that would have somebody look. */
function alarming(log: string): string[] {
  return log.split("\n").filter((line) => /"level":"(warn|error|fatal)"/.test(line));
}

describe("revcast serve", () => {
  const folder = mkdtempSync(join(tmpdir(), "revcast-serve-"));
  chmodSync(folder, 0o755);
  const workspace = join(folder, "workspace");
  const args = ["serve", "--demo", "--port", String(PORT), "--workspace", workspace];
  const started = { DATABASE_URL: undefined };
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

  /** Processes that name the workspace: the service, its database, and what they have started. */
  const left = (): string[] =>
    execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })
      .split("\n")
      .filter((line) => line.includes(folder));
  const goneWithin = async (milliseconds: number): Promise<string[]> => {
    const deadline = Date.now() + milliseconds;
    while (left().length > 0 && Date.now() < deadline) await sleep(50);
    return left();
  };
  const ready = async (): Promise<number> => {
    const began = performance.now();
    while (performance.now() - began < 120_000) {
      const reply = await fetch(`${url}/health/ready`).catch(() => undefined);
      if (reply?.ok === true) return (performance.now() - began) / 1_000;
      await sleep(25);
    }
    throw new Error("The service was not ready in time");
  };
  let key = "";

  it("begins with the demo company and one owner key, and forecasts within a minute of the first start", async () => {
    const began = performance.now();
    const { child, done } = startCli(args, undefined, started);
    await ready();
    await sleep(200);
    child.kill("SIGINT");
    const { stderr, stdout, exitCode } = await done;
    expect(exitCode).toBe(0);
    key = /REVCAST_KEY=(\S+)/.exec(stderr)![1]!;
    expect(stdout).not.toContain(key);
    expect(alarming(stdout)).toEqual([]);
    expect(await goneWithin(10_000)).toEqual([]);
    const again = startCli(args, undefined, started);
    const secondStart = await ready();
    const client = createClient({ url, key });
    const run = await client.start("forecast", { horizon: "90d", draws: 1_000 }, { wait: 25 });
    for await (const { state } of client.events(run.id)) if (isSettled(state)) break;
    const result = await client.result("forecast", run.id);
    expect(result).toMatchObject({ currency: "EUR", opportunities: [] });
    const seconds = (performance.now() - began) / 1_000;
    console.log(`first forecast after ${seconds.toFixed(1)} s, second start ${secondStart.toFixed(1)} s`);
    expect(seconds).toBeLessThan(60);
    again.child.kill("SIGTERM");
    const second = await again.done;
    expect(second.exitCode).toBe(0);
    expect(second.stderr).not.toContain("rvc_");
    expect(alarming(second.stdout)).toEqual([]);
    expect(await goneWithin(10_000)).toEqual([]);
  });

  it("leaves nothing running or locked when it is killed", async () => {
    const { child, done } = startCli(args, undefined, started);
    await ready();
    child.kill("SIGKILL");
    await done;
    expect(await goneWithin(15_000)).toEqual([]);
    const next = startCli(args, undefined, started);
    await ready();
    expect((await createClient({ url, key }).runs()).rows).toHaveLength(1);
    next.child.kill("SIGINT");
    await next.done;
    expect(await goneWithin(10_000)).toEqual([]);
  });

  it("says in a sentence when the port is taken", async () => {
    const first = startCli(args, undefined, started);
    await ready();
    const second = await runCli(args, undefined, started);
    first.child.kill("SIGINT");
    await first.done;
    expect(second.exitCode).toBe(11);
    expect(second.stderr).toContain("the port is taken; choose another with --port");
  });

  it("makes, lists and revokes keys at the machine", async () => {
    const at = ["--workspace", workspace];
    const made = await runCli(["key", "add", "Finance", "--role", "finance", ...at], undefined, started);
    expect(made.stdout).toMatch(/^rvc_\S+\n$/);
    const prefix = made.stdout.slice(0, 14);
    const listed = await runCli(["key", "list", ...at], undefined, started);
    expect(listed.stdout).toContain(`${prefix}  finance`);
    expect(listed.stdout).not.toContain(made.stdout.trim());
    await runCli(["key", "revoke", prefix, ...at], undefined, started);
    expect((await runCli(["key", "list", ...at], undefined, started)).stdout).toMatch(/finance .*revoked/);
    const refused = await runCli(["key", "add", "x", "--role", "manager", ...at], undefined, started);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("give --subtree OWNER");
  });
});
