import { execFile } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { MILLION_ROWS } from "../../src/core/company/company-presets.ts";
import { generateCompany } from "../../src/core/company/generate-company.ts";
import { historyCsv } from "../../src/core/company/history-csv.ts";

describe("all KPIs of a million rows", () => {
  it("take less than 20 s and 1 GB, with months, segments and owners", async () => {
    const folder = mkdtempSync(join(tmpdir(), "revcast-kpi-scale-"));
    try {
      const path = join(folder, "history.csv");
      const file = openSync(path, "w");
      for (const text of historyCsv(generateCompany(MILLION_ROWS))) writeSync(file, text);
      closeSync(file);
      const script = fileURLToPath(new URL("kpi-and-measure.ts", import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script, path]);
      const measured = JSON.parse(stdout) as Record<string, number>;
      console.log(JSON.stringify(measured));
      expect(measured["rowCount"]).toBeGreaterThan(1_000_000);
      expect(measured["peakMegabytes"]).toBeLessThan(1_000);
      // About 10 s on the 2-core reference machine; processor time, because other tests run beside it.
      expect(measured["cpuSeconds"]).toBeLessThan(20);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
