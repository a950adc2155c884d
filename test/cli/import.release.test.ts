import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { FAILURES } from "../../src/contracts/failure.ts";
import { ImportPreview } from "../../src/contracts/import-preview.ts";
import { runSource } from "./run-source.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-import-"));
chmodSync(folder, 0o755);
const deals = join(folder, "deals.csv");
const row = (id: number, pipeline: string) => `${id},A,Open,${pipeline},10,2024-03-01,2024-01-05\n`;
writeFileSync(
  deals,
  `Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date\n${row(1, "Sales")}${row(2, "Renewals")}`,
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("revcast import", () => {
  it("shows with --dry-run --json what would be read, and writes nothing", () => {
    const { status, stdout } = runSource("import", folder, "--dry-run", "--json", "--pipeline", "Sales");
    expect(status).toBe(0);
    const preview = ImportPreview.parse(JSON.parse(stdout));
    expect([preview.files[0]!.preset, preview.outcome?.opportunityCount]).toEqual(["hubspot", 1]);
    expect(readdirSync(folder)).toEqual(["deals.csv"]);
  });
  it("shows the columns of files that it would refuse, and ends with the failure's exit code", () => {
    const { status, stdout, stderr } = runSource("import", deals, "--dry-run");
    expect(status).toBe(FAILURES.ambiguous_input.exitCode);
    expect(stdout).toContain("Deal Stage");
    expect(stderr).toContain(
      '"Renewals" (1), "Sales" (1) opportunities; choose one with --pipeline "Renewals"',
    );
  });
  it("keeps nothing of files that it refuses, but what makes the next try quicker", () => {
    const workspace = join(folder, ".revcast");
    const { status, stdout } = runSource("import", deals, "--workspace", workspace);
    expect([status, stdout]).toEqual([FAILURES.ambiguous_input.exitCode, ""]);
    const asked = runSource(
      "forecast",
      "--as-of",
      "2024-02-01",
      "--horizon",
      "30d",
      "--workspace",
      workspace,
    );
    expect(asked.status).toBe(FAILURES.no_data.exitCode);
    expect(asked.stderr).toContain("revcast import PATH");
  });
  it("has its contract among the schemas", () => {
    expect(JSON.parse(runSource("schema", "import").stdout)).toMatchObject({ type: "object" });
  });
});
