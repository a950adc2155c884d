import { execFile } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { MILLION_ROWS } from "../../src/core/company/company-presets.ts";
import { customerFiles } from "../../src/core/company/customers/customer-files.ts";
import { generateCompany } from "../../src/core/company/generate-company.ts";
import { historyCsv } from "../../src/core/company/history-csv.ts";
import { KPI_IDS } from "../../src/core/kpi/kpi-definitions.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-kpi-scale-"));
afterAll(() => rmSync(folder, { recursive: true }));
const company = generateCompany(MILLION_ROWS);

/** Writes a table and returns its rows. */
function write(path: string, pieces: Iterable<string>): number {
  const file = openSync(path, "w");
  let lineCount = 0;
  for (const text of pieces) {
    writeSync(file, text);
    lineCount += text.split("\n").length - 1;
  }
  closeSync(file);
  return lineCount - 1;
}

interface Measured {
  readonly rowCount: number;
  readonly kpiCount: number;
  readonly answered: readonly string[];
  readonly rowsOf: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

async function measure(path: string): Promise<Measured> {
  const script = fileURLToPath(new URL("kpi-and-measure.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script, path]);
  const measured = JSON.parse(stdout) as Measured;
  const { answered, rowsOf, ...figures } = measured;
  console.log(JSON.stringify({ ...figures, answered: answered.length, rowsOf }));
  return measured;
}

describe("all KPIs of a million rows", () => {
  it("take less than 20 s and 1 GB, with months, segments and owners", async () => {
    const path = join(folder, "history.csv");
    write(path, historyCsv(company));
    const measured = await measure(path);
    expect(measured.rowCount).toBeGreaterThan(1_000_000);
    expect(measured.peakMegabytes).toBeLessThan(1_000);
    // About 10 s on the 2-core reference machine; processor time, because other tests run beside it.
    expect(measured.cpuSeconds).toBeLessThan(20);
  });

  it("take less than 1 GB with all tables of customers beside them, and have answers", async () => {
    const path = join(folder, "company");
    mkdirSync(path);
    write(join(path, "history.csv"), historyCsv(company));
    const rowsOf: Record<string, number> = {};
    for (const [name, pieces] of Object.entries(customerFiles(company)))
      if (name !== "costs.csv") rowsOf[name] = write(join(path, name), pieces);
    const measured = await measure(path);
    expect(measured.rowsOf).toMatchObject(rowsOf);
    expect(rowsOf["touches.csv"]! + rowsOf["leads.csv"]! + rowsOf["subscriptions.csv"]!).toBeGreaterThan(
      600_000,
    );
    expect(measured.peakMegabytes).toBeLessThan(1_000);
    // Without a target, a backtest and a company that burns these four have nothing to say.
    const silent = ["coverage", "forecast_wape", "forecast_bias", "burn_multiple"];
    expect(KPI_IDS.filter((id) => !measured.answered.includes(id)).toSorted()).toEqual(silent.toSorted());
  });
});
