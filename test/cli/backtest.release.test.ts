import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { BacktestReply } from "../../src/contracts/backtest.ts";
import { FAILURES } from "../../src/contracts/failure.ts";
import { companyFolder } from "../app/backtest-company.ts";

const MAIN = new URL("../../src/cli/main.ts", import.meta.url).href;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { path, history } = companyFolder();

/** Runs the command from its source, without a build. */
function revcast(...options: readonly string[]) {
  const asked = ["--from", "2024-06-02", "--to", "2024-06-09", "--horizon", "14d", "--draws", "1000"];
  const argv = ["node", "revcast", "backtest", history, ...asked, "--workers", "0", ...options];
  const script = `const { run } = await import(${JSON.stringify(MAIN)}); await run(${JSON.stringify(argv)});`;
  return spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
    cwd: ROOT,
    encoding: "utf8",
  });
}

describe("revcast backtest", () => {
  it("prints the whole result and ends with the code of a broken limit", () => {
    writeFileSync(path("policy.yaml"), "limits:\n  - { score: wape, atMost: 0.00001 }\n");
    const { status, stdout, stderr } = revcast("--methods", "full", "--check", path("policy.yaml"), "--json");
    expect(status).toBe(FAILURES.past_limit.exitCode);
    expect(stderr).toContain("Scores are past their limits: wape at most 0.00001 of full (is ");
    const reply = BacktestReply.parse(JSON.parse(stdout));
    expect(reply.rows).toHaveLength(2);
    expect(reply.check!.map(({ isHeld }) => isHeld)).toEqual([false]);
  });

  it("ends well when every limit is held", () => {
    writeFileSync(path("mild.yaml"), "limits:\n  - { method: naive-last, score: wape, atMost: 1000 }\n");
    const { status, stdout } = revcast("--methods", "naive-last", "--check", path("mild.yaml"));
    expect(status).toBe(0);
    expect(stdout).toContain("naive-last");
  });

  it("suggests the method that was meant", () => {
    const { status, stdout, stderr } = revcast("--methods", "naive-lst");
    expect([status, stdout]).toEqual([FAILURES.usage.exitCode, ""]);
    expect(stderr).toContain("did you mean naive-last?");
  });

  it("says what is wrong with a policy", () => {
    writeFileSync(path("bad.yaml"), "limits:\n  - { score: wap, atMost: 1 }\n");
    const { status, stderr } = revcast("--check", path("bad.yaml"));
    expect(status).toBe(FAILURES.bad_input.exitCode);
    expect(stderr).toContain("bad.yaml");
  });
});
