import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ChangesReply } from "../../src/contracts/changes.ts";
import { FAILURES } from "../../src/contracts/failure.ts";
import { companyFolder } from "../app/backtest-company.ts";

const MAIN = new URL("../../src/cli/main.ts", import.meta.url).href;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { path, history } = companyFolder();

/** Runs the command from its source, without a build. */
function revcast(...options: readonly string[]) {
  const argv = ["node", "revcast", "changes", history, ...options];
  const script = `const { run } = await import(${JSON.stringify(MAIN)}); await run(${JSON.stringify(argv)});`;
  return spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
    cwd: ROOT,
    encoding: "utf8",
  });
}

describe("revcast changes", () => {
  it("prints the bridge for people and writes the page", () => {
    const html = path("changes.html");
    const { status, stdout, stderr } = revcast("--from", "2024-07-01", "--to", "2024-08-15", "--html", html);
    expect([status, stderr.trim()]).toEqual([0, `revcast: wrote ${html}`]);
    expect(stdout).toContain("Start and changes add up to the end, nothing is left over.");
    expect(readFileSync(html, "utf8")).toContain("<h1>What changed in the pipeline</h1>");
  });
  it("prints the whole result of two forecasts as JSON", () => {
    const { status, stdout } = revcast("--from", "2024-07-01", "--to", "2024-08-15", "--forecast", "--json");
    expect(status).toBe(0);
    expect(ChangesReply.parse(JSON.parse(stdout)).forecast!.residual).toBe("0.00");
  });
  it("says what is wrong with the days", () => {
    const { status, stdout, stderr } = revcast("--from", "2024-08-15", "--to", "2024-07-01");
    expect([status, stdout]).toEqual([FAILURES.usage.exitCode, ""]);
    expect(stderr).toContain("swap --from and --to");
  });
});
