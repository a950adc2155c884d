import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BacktestReply } from "../../src/contracts/backtest.ts";
import { FAILURES } from "../../src/contracts/failure.ts";
import { ForecastReply } from "../../src/contracts/forecast.ts";
import { runCli, startCli } from "./run-cli.ts";

let folder: string;
let company: string;
const AS_OF = ["--as-of", "2025-11-03"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "revcast-cli-"));
  company = join(folder, "company");
  const { exitCode, stdout } = await runCli([
    "generate",
    "--opportunities",
    "1500",
    "--seed",
    "7",
    "--out",
    company,
  ]);
  if (exitCode !== 0 || !stdout.includes("the last recorded day is 2025-11-03")) {
    throw new Error(`Cannot generate the company of these tests: ${stdout}`);
  }
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const forecastArgs = (...more: string[]): string[] => [
  "forecast",
  company,
  ...AS_OF,
  "--period",
  "2025-Q4",
  "--draws",
  "5000",
  ...more,
];

describe("revcast forecast", () => {
  it("prints a document that keeps its contract, and the same bytes on every run and any number of workers", async () => {
    const runs = [];
    for (const workers of ["0", "2", "3"]) {
      runs.push(await runCli(forecastArgs("--target", "900000", "--json", "--workers", workers)));
    }
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1);
    const reply = ForecastReply.parse(JSON.parse(runs[0]!.stdout));
    expect(reply.drawCount).toBeGreaterThanOrEqual(5_000);
    expect(reply.opportunities.length).toBeGreaterThan(0);
    // total = booked + open + new, to the cent
    const cents = (text: string): bigint => BigInt(text.replace(".", ""));
    expect(cents(reply.total.mean)).toBe(
      cents(reply.booked) + cents(reply.open.mean) + cents(reply.new.mean),
    );
  });

  it("prints plain text of 80 columns when piped", async () => {
    const { stdout, stderr } = await runCli(forecastArgs());
    expect(stdout).not.toContain("\u001B");
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stderr).toBe("");
  });

  it("writes a page beside the answer", async () => {
    const path = join(folder, "page.html");
    const { exitCode, stdout } = await runCli(forecastArgs("--html", path));
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Forecast 2025-Q4");
    expect(await readFile(path, "utf8")).toMatch(/^<!doctype html>/i);
  });

  it("verifies what it printed, and says what differs when the file has changed", async () => {
    const result = join(folder, "result.json");
    await writeFile(result, (await runCli(forecastArgs("--json"))).stdout);
    expect(await runCli(["verify", result, company])).toMatchObject({ exitCode: 0, stdout: "identical\n" });
    const changed = join(folder, "history.csv");
    const lines = (await readFile(join(company, "history.csv"), "utf8")).split("\n");
    lines.splice(1, 40);
    await writeFile(changed, lines.join("\n"));
    await writeFile(join(folder, "funnel.yaml"), await readFile(join(company, "funnel.yaml")));
    const differs = await runCli(["verify", result, changed]);
    expect(differs.exitCode).toBe(FAILURES.differs.exitCode);
    expect(differs.stdout).toContain("planDigest");
    expect(differs.stdout).toContain("sources");
  });

  it.each([
    ["usage", ["forecast", "COMPANY", "--horizon", "30d"]],
    ["usage", ["forecast", "COMPANY", ...AS_OF, "--period", "2025-Q7"]],
    ["usage", ["forecast", "COMPANY", ...AS_OF, "--period", "2024-Q1"]],
    ["not_found", ["forecast", "missing.csv", ...AS_OF, "--horizon", "30d"]],
    ["no_data", ["forecast", "COMPANY", "--as-of", "2001-01-01", "--horizon", "30d"]],
    [
      "cannot_write",
      ["forecast", "COMPANY", ...AS_OF, "--horizon", "30d", "--html", "missing/folder/page.html"],
    ],
    ["bad_input", ["verify", "COMPANY/truth.json", "COMPANY"]],
  ] as const)("fails as %s with its exit code and says why on stderr alone", async (code, args) => {
    const { exitCode, stdout, stderr } = await runCli(
      args.map((arg) => arg.replace("COMPANY", company)),
      folder,
    );
    expect(exitCode).toBe(FAILURES[code].exitCode);
    expect(stdout).toBe("");
    expect(stderr.length).toBeGreaterThan(20);
    expect(stderr).not.toContain("    at ");
  });
});

describe("Ctrl-C", () => {
  // Stops within 100 ms on an idle machine; the bound leaves room for a loaded one, where starting a process alone takes longer.
  const BOUND_MS = 400;

  it("stops a forecast at once wherever it is, leaving nothing half-written", async () => {
    for (const afterMs of [250, 400, 700]) {
      const page = join(folder, `stopped-${afterMs}.html`);
      const { child, done } = startCli(forecastArgs("--draws", "2000000", "--html", page));
      await wait(afterMs);
      const from = performance.now();
      child.kill("SIGINT");
      const { exitCode, signal } = await done;
      const tookMs = performance.now() - from;
      expect({ exitCode, signal }).toEqual({ exitCode: null, signal: "SIGINT" });
      expect(tookMs).toBeLessThan(BOUND_MS);
    }
    expect((await readdir(folder)).filter((name) => name.includes("partial"))).toEqual([]);
  });

  it("stops the generator without a trace of what it had begun", async () => {
    const target = join(folder, "stopped-company");
    const { child, done } = startCli(["generate", "--opportunities", "200000", "--out", target]);
    await wait(900);
    child.kill("SIGINT");
    const { exitCode, signal } = await done;
    // Before the command has come as far as to listen, the signal itself ends it.
    expect(signal ?? exitCode).toBe(signal === null ? FAILURES.cancelled.exitCode : "SIGINT");
    expect(await readdir(folder)).not.toContain("stopped-company");
  });
});

describe("revcast backtest", () => {
  const args = [
    "--from",
    "2025-04-07",
    "--to",
    "2025-06-30",
    "--every",
    "28d",
    "--horizon",
    "30d",
    "--draws",
    "2000",
  ];
  const methods = ["--methods", "naive-probabilistic,full"];

  it("prints a document that keeps its contract, on one thread as on two", async () => {
    const one = await runCli(["backtest", company, ...args, ...methods, "--json", "--workers", "1"]);
    const two = await runCli(["backtest", company, ...args, ...methods, "--json", "--workers", "2"]);
    expect(one.exitCode).toBe(0);
    expect(two.stdout).toBe(one.stdout);
    const reply = BacktestReply.parse(JSON.parse(one.stdout));
    expect(reply.cutoffs).toHaveLength(4);
    expect(reply.methods.map(({ method }) => method).sort()).toEqual(["full", "naive-probabilistic"]);
  });

  it("ends with its own exit code when a score is past the limit of a policy", async () => {
    const policy = join(folder, "policy.yaml");
    await writeFile(policy, "limits:\n  - { method: full, score: wape, atMost: 0.0001 }\n");
    const { exitCode, stderr } = await runCli(["backtest", company, ...args, ...methods, "--check", policy]);
    expect(exitCode).toBe(FAILURES.past_limit.exitCode);
    expect(stderr).toContain("wape at most 0.0001 of full");
  });
});

describe("revcast schema", () => {
  it.each(["forecast", "backtest", "funnel", "policy"])("prints the contract of %s", async (name) => {
    const { exitCode, stdout } = await runCli(["schema", name]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: "object" });
  });
});

describe("revcast demo", () => {
  it("generates the demo company and forecasts its current quarter", async () => {
    const { exitCode, stdout } = await runCli(["demo"], folder);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Forecast 2025-Q4");
    expect(stdout).toContain("npx revcast forecast demo");
  });
});
