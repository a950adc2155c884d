import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FAILURES } from "../../src/contracts/failure.ts";
import { KpiReply } from "../../src/contracts/kpi.ts";
import { KPI_IDS } from "../../src/core/kpi/kpi-definitions.ts";
import { runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-kpi-tables-"));
chmodSync(folder, 0o755);
const company = join(folder, "company");
const page = join(folder, "kpi.html");
const backtest = join(folder, "backtest.json");
const targets = join(folder, "targets.yaml");

const TARGETS = `kpis:
  - { kpi: won_amount, target: { value: 900000, byWhen: 2024-03-31 } }
  - { kpi: nrr, target: { value: 9, byWhen: 2024-03-31 }, baseline: { value: 1, period: 2023-Q4 } }
  - { kpi: forecast_wape, target: { value: 0, byWhen: 2024-03-31 } }
  - { kpi: cac_blended, benchmark: { value: 5000, source: A survey, date: 2023-10-01, segment: B2B } }
`;
const OPTIONS = ["--as-of", "2024-05-01", "--period", "2024-Q1", "--compare", "2023-Q4"];
const ALL = [
  ...OPTIONS,
  "--series",
  "month",
  "--targets",
  targets,
  "--backtest",
  backtest,
  "--owner",
  "owner",
];

beforeAll(async () => {
  const size = ["--opportunities", "600", "--days", "500", "--seed", "5"];
  await answered(["generate", ...size, "--out", company]);
  const asked = ["--horizon", "30d", "--every", "month", "--from", "2023-10-01", "--draws", "1000"];
  const methods = ["--methods", "full,naive-probabilistic", "--json"];
  writeFileSync(backtest, await answered(["backtest", company, ...asked, ...methods]));
  writeFileSync(targets, TARGETS);
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));

async function answered(args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(args, folder);
  if (exitCode !== 0) throw new Error(stderr);
  return stdout;
}

describe("revcast kpi of a company with all its tables", () => {
  let text = "";
  let reply: KpiReply;
  beforeAll(async () => {
    text = await answered(["kpi", company, ...ALL, "--json", "--html", page]);
    reply = KpiReply.parse(JSON.parse(text));
  });

  it("answers every KPI but the one that needs a company that burns", () => {
    const missing = KPI_IDS.filter((id) => !reply.kpis.some((kpi) => kpi.id === id && kpi.value !== null));
    expect(missing.filter((id) => id !== "burn_multiple")).toEqual([]);
    expect(new Set(reply.kpis.map(({ id }) => id)).size).toBe(KPI_IDS.length);
    for (const { id, value, reason } of reply.kpis) expect(value !== null || reason !== null, id).toBe(true);
    expect(reply.sources.map(({ layout }) => layout)).toEqual(
      expect.arrayContaining([
        "customers",
        "subscriptions",
        "leads",
        "touches",
        "spend",
        "finances",
        "surveys",
      ]),
    );
  });

  it("has a month for each month and a comparison for each KPI", () => {
    for (const { id, series, comparison } of reply.kpis) {
      expect(series.length, id).toBeGreaterThan(12);
      expect(series.at(-1)!.label, id).toBe("2024-03");
      expect(comparison, id).not.toBeNull();
    }
  });

  it("measures forecast accuracy by the backtest that was printed, with the lines of its rows", () => {
    const wape = reply.kpis.find(({ id }) => id === "forecast_wape")!;
    const lines = readFileSync(backtest, "utf8").split("\n");
    expect(wape.sampleSize).toBe(3);
    for (const { id, file, line } of wape.numerator!.rows.first) {
      expect(file).toBe("backtest.json");
      expect(lines.slice(line - 1, line + 2).join("\n")).toContain(`"cutoff": "${id}"`);
    }
  });

  it("says what is off track, by how much, and keeps benchmarks apart", () => {
    const statusOf = Object.fromEntries(reply.targets.map(({ entry, status }) => [entry.kpi, status]));
    expect(statusOf).toMatchObject({ nrr: "offTrack", forecast_wape: "offTrack", cac_blended: "noTarget" });
    expect(Number(reply.kpis.find(({ id }) => id === "coverage")!.value)).toBeGreaterThan(0);
  });

  it("writes all of it to the terminal and to the page", async () => {
    const terminal = await answered(["kpi", company, ...ALL]);
    const html = readFileSync(page, "utf8");
    for (const words of ["Forecast error (WAPE)", "CAC payback", "Net revenue retention", "NPS"]) {
      expect(terminal).toContain(words);
      expect(html).toContain(words);
    }
    expect(terminal.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("answers the same from a workspace, to the byte", async () => {
    await answered(["import", company]);
    expect(await answered(["kpi", ...ALL, "--json"])).toBe(text);
  });

  it("refuses a backtest that is none, and names it", async () => {
    const { exitCode, stderr } = await runCli(["kpi", company, ...OPTIONS, "--backtest", targets], folder);
    expect(exitCode).toBe(FAILURES.bad_input.exitCode);
    expect(stderr).toContain(`Cannot read the backtest ${targets} as JSON`);
  });
});
