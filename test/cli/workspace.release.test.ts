import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { run } from "../../src/cli/main.ts";
import { ForecastReply } from "../../src/contracts/forecast.ts";
import { WorkspaceImportReply } from "../../src/contracts/workspace-import.ts";
import { runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-commands-"));
chmodSync(folder, 0o755);
const company = join(folder, "company");

const scenarioFile = (name: string): string => join(import.meta.dirname, "../../scenarios", name);
const targets = join(folder, "targets.yaml");
const policy = join(folder, "policy.yaml");
const costs = join(folder, "costs.csv");
const recorded = join(folder, "backtest.json");

const FORECAST = "forecast PATHS --as-of 2024-05-01 --period 2024-Q2 --draws 2000";
const BACKTEST = "backtest PATHS --horizon 30d --from 2024-02-01 --to 2024-03-01 --draws 1000";
const KPI = "kpi PATHS --as-of 2024-05-01 --period 2024-Q1";
const CHANGES = "changes PATHS --from 2024-04-01 --to 2024-05-01";
const ROI = `roi ${scenarioFile("routing-speed.yaml")} HISTORY --as-of 2024-01-31 --draws 1000`;
const SCENARIOS = `scenario run ${scenarioFile("routing-speed.yaml")} ${scenarioFile("cpq.yaml")} HISTORY --as-of 2024-01-31 --draws 1000`;

/** Commands and their main options; `PATHS` and `HISTORY` stand for the files, or for nothing. */
const COMMANDS: readonly string[] = [
  `${FORECAST} --json`,
  FORECAST,
  `${FORECAST} --json --segment product --owner owner --target 900000 --method both --holidays NL --no-yearly-index`,
  "forecast PATHS --as-of 2024-05-01 --from 2024-05-10 --to 2024-06-20 --seed 9 --draws 1000 --json",
  `${BACKTEST} --json`,
  `${BACKTEST} --json --methods full,naive-last --every month --check ${policy}`,
  BACKTEST,
  `${KPI} --json --roll-up`,
  `${KPI} --json --compare 2023-Q4 --segment product --series month --pacing --holidays NL --targets ${targets}`,
  `${KPI} --json --backtest ${recorded} --roll-up region --owner owner --pacing weeks`,
  `${KPI} --brief --compare 2023-Q4 --roll-up --pacing days`,
  `${CHANGES} --json`,
  `${CHANGES} --json --period 2024-Q2 --segment product --owner owner`,
  `${CHANGES} --json --forecast`,
  CHANGES,
  `${ROI} --json`,
  `${ROI} --json --realised 2024-05-01`,
  `${ROI} --json --costs ${costs}`,
  `${ROI} --explain netPresentValue`,
  `${SCENARIOS} --json --budget 100000`,
  SCENARIOS,
];

beforeAll(async () => {
  const size = ["--opportunities", "600", "--days", "500", "--seed", "5"];
  const { exitCode, stderr } = await runCli(["generate", ...size, "--out", company], folder);
  if (exitCode !== 0) throw new Error(stderr);
  writeFileSync(targets, "kpis:\n  - { kpi: won_amount, target: { value: 900000, byWhen: 2024-03-31 } }\n");
  writeFileSync(policy, "limits:\n  - { method: full, score: wape, atMost: 100 }\n");
  writeFileSync(costs, "category,name,2024-02,2024-03\ntechnology,Licences,500,500\n");
  writeFileSync(recorded, await outputOf(`${BACKTEST} --json`, [company]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));

/** What a command prints; it is run here, since a process for each of so many would take minutes. */
async function outputOf(command: string, paths: readonly string[]): Promise<string> {
  const args = command.split(" ").flatMap((arg) => {
    if (arg === "HISTORY") return paths.flatMap((path) => ["--history", path]);
    return arg === "PATHS" ? paths : [arg];
  });
  let text = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk, ...rest) => {
    text += String(chunk);
    for (const done of rest) if (typeof done === "function") done();
    return true;
  });
  try {
    await run(["node", "revcast", ...args, "--workspace", join(folder, ".revcast")]);
  } finally {
    write.mockRestore();
    process.stdout.removeAllListeners("error");
  }
  const exitCode = process.exitCode ?? 0;
  process.exitCode = undefined;
  expect(exitCode, command).toBe(0);
  return text;
}

describe("a workspace in the folder", () => {
  it("is made by the first import", async () => {
    const { exitCode, stdout, stderr } = await runCli(["import", company, "--json"], folder);
    expect(exitCode, stderr).toBe(0);
    expect(WorkspaceImportReply.parse(JSON.parse(stdout))).toMatchObject({ revision: 1, isNew: true });
  });

  it.each(COMMANDS)("answers %s as the files do, to the byte", async (command) => {
    const answer = await outputOf(command, []);
    expect(answer).toBe(await outputOf(command, [company]));
    expect(answer.length).toBeGreaterThan(200);
  });

  it.each([FORECAST, BACKTEST, KPI, CHANGES, ROI, SCENARIOS])(
    "gives a result of %s that is verified where it came from, without files but scenarios",
    async (command) => {
      const result = join(folder, "result.json");
      writeFileSync(result, await outputOf(`${command} --json`, []));
      const scenarios = command.split(" ").filter((arg) => arg.endsWith(".yaml"));
      expect(await outputOf(["verify", result, ...scenarios].join(" "), [])).toBe("identical\n");
    },
  );

  it("verifies a case that names scenarios and a table of costs as they are kept from the result alone", async () => {
    await outputOf(`document add ${scenarioFile("cpq.yaml")} --kind scenario`, []);
    await outputOf(`document add ${costs} --kind costs --name tools`, []);
    const result = join(folder, "case.json");
    const command = "roi cpq --as-of 2024-01-31 --draws 1000 --costs tools --json";
    writeFileSync(result, await outputOf(command, []));
    expect(await outputOf(`verify ${result}`, [])).toBe("identical\n");
  });

  it("has the last recorded day as its as-of day, which files do not", async () => {
    const asked = "--horizon 30d --draws 1000 --json";
    const answer = await outputOf(`forecast ${asked}`, []);
    const { asOf } = ForecastReply.parse(JSON.parse(answer));
    expect(await outputOf(`forecast PATHS --as-of ${asOf} ${asked}`, [company])).toBe(answer);
    const { exitCode, stderr } = await runCli(["forecast", company, ...asked.split(" ")], folder);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("give --as-of");
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
