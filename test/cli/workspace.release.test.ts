import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { WorkspaceImportReply } from "../../src/contracts/workspace-import.ts";
import { runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-commands-"));
chmodSync(folder, 0o755);
const company = join(folder, "company");

/** Commands with an answer in JSON; in each `PATHS` stands for the files, or for nothing. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  forecast: ["forecast", "PATHS", "--as-of", "2024-05-01", "--period", "2024-Q2", "--draws", "2000"],
  backtest: [
    "backtest",
    "PATHS",
    "--horizon",
    "30d",
    "--from",
    "2024-02-01",
    "--to",
    "2024-03-01",
    "--draws",
    "1000",
  ],
  kpi: ["kpi", "PATHS", "--as-of", "2024-05-01", "--period", "2024-Q1", "--roll-up"],
  changes: ["changes", "PATHS", "--from", "2024-04-01", "--to", "2024-05-01"],
  "changes --forecast": ["changes", "PATHS", "--from", "2024-04-01", "--to", "2024-05-01", "--forecast"],
};

beforeAll(async () => {
  const size = ["--opportunities", "600", "--days", "500", "--seed", "5"];
  const { exitCode, stderr } = await runCli(["generate", ...size, "--out", company], folder);
  if (exitCode !== 0) throw new Error(stderr);
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));

async function json(args: readonly string[], paths: readonly string[]): Promise<string> {
  const filled = args.flatMap((arg) => (arg === "PATHS" ? paths : [arg]));
  const { exitCode, stdout, stderr } = await runCli([...filled, "--json"], folder);
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

describe("a workspace in the folder", () => {
  it("is made by the first import", async () => {
    const { exitCode, stdout, stderr } = await runCli(["import", company, "--json"], folder);
    expect(exitCode, stderr).toBe(0);
    expect(WorkspaceImportReply.parse(JSON.parse(stdout))).toMatchObject({ revision: 1, isNew: true });
  });

  it.each(Object.entries(COMMANDS))("answers %s as the files do, to the byte", async (_name, args) => {
    expect(await json(args, [])).toBe(await json(args, [company]));
  });

  it("answers a case with an as-of day as the files do", async () => {
    const scenario = join(import.meta.dirname, "../../scenarios/routing-speed.yaml");
    const args = ["roi", scenario, "--as-of", "2024-05-01", "--draws", "1000", "PATHS"];
    expect(await json(args, [])).toBe(await json(args, ["--history", company]));
  });

  it("refuses to be read in another way than it was imported", async () => {
    const { exitCode, stderr } = await runCli(
      ["forecast", "--as-of", "2024-05-01", "--horizon", "30d", "--currency", "USD"],
      folder,
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain("give the option to `revcast import`");
  });

  it("leaves no database running", async () => {
    const { stdout } = await runCli(["import", company], folder);
    expect(stdout).toContain("Nothing new: the workspace stays at revision 1");
  });
});

it("is on a server when DATABASE_URL names one, and any of its failures is told", async () => {
  expect(inject("databaseServer")).toMatch(/^postgres:/);
  const { exitCode, stderr } = await runCli(
    ["forecast", "--as-of", "2024-05-01", "--horizon", "30d"],
    folder,
    {
      DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
    },
  );
  expect(exitCode).toBe(11);
  expect(stderr).toContain("Cannot reach the database that DATABASE_URL names");
});
