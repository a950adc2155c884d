import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FAILURES } from "../../src/contracts/failure.ts";
import { KpiReply } from "../../src/contracts/kpi.ts";
import { companyFolder } from "../app/backtest-company.ts";

const MAIN = new URL("../../src/cli/main.ts", import.meta.url).href;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { path, history } = companyFolder();

/** Runs the command from its source, without a build. */
function revcast(...options: readonly string[]) {
  const script = `const { run } = await import(${JSON.stringify(MAIN)}); await run(${JSON.stringify(["node", "revcast", ...options])});`;
  return spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
    cwd: ROOT,
    encoding: "utf8",
  });
}
const kpi = (...options: readonly string[]) =>
  revcast("kpi", history, "--as-of", "2025-03-31", "--period", "2025-Q1", ...options);

describe("revcast kpi", () => {
  it("prints the whole result and writes the page", () => {
    const page = path("kpi.html");
    const { status, stdout, stderr } = kpi("--compare", "2024-Q4", "--json", "--html", page);
    expect(status).toBe(0);
    expect(KpiReply.parse(JSON.parse(stdout)).compared).not.toBeNull();
    expect(stderr).toContain(`wrote ${page}`);
    expect(readFileSync(page, "utf8")).toContain("<h1>KPIs 2025-Q1</h1>");
  });

  it("refuses targets that cannot be used and names the line", () => {
    writeFileSync(
      path("targets.yaml"),
      "kpis:\n  - kpi: win_rate_cont\n    target: { value: 1, byWhen: 2025-03-31 }\n",
    );
    const { status, stdout, stderr } = kpi("--targets", path("targets.yaml"));
    expect([status, stdout]).toEqual([FAILURES.bad_input.exitCode, ""]);
    expect(stderr).toMatch(/targets\.yaml:2:\d+: kpis\[0\]\.kpi: .*win_rate_count/);
  });

  it("has its contracts among the schemas", () => {
    for (const name of ["kpi", "kpi-targets"]) {
      const { status, stdout } = revcast("schema", name);
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toHaveProperty("properties");
    }
  });
});
