import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const ROWS = 1_000_000;
const OPPORTUNITIES = 200_000;
const STAGES = ["Prospecting", "Qualified", "Proposal", "Negotiation", "Closed Won"];
const HEADER =
  "Id,OpportunityId,StageName,Amount,Probability,ExpectedRevenue,CloseDate,ForecastCategory,PrevAmount,CreatedDate,CreatedById,IsDeleted,SystemModstamp\n";
const idOf = (prefix: string, number: number): string => `${prefix}${String(number).padStart(12, "0")}AAA`;

/** A history of five changes for each opportunity; those of one lie far apart. */
async function writeHistory(path: string): Promise<void> {
  const file = createWriteStream(path);
  file.write(HEADER);
  for (let row = 0; row < ROWS;) {
    let text = "";
    for (const end = row + 10_000; row < end; row++) {
      const step = Math.floor(row / OPPORTUNITIES);
      const opportunity = (row * 7_919) % OPPORTUNITIES;
      const time = new Date(1_577_836_800_000 + (opportunity * 700 + step * 2_592_000) * 1000).toISOString();
      const amount = (1_000 + ((opportunity * 37) % 90_000) + step * 10.5).toFixed(2);
      text += `${idOf("008", row)},${idOf("006", opportunity)},${STAGES[step]},${amount},${step * 25},${amount},2021-0${1 + (opportunity % 9)}-15,Pipeline,,${time},${idOf("005", opportunity % 50)},false,${time}\n`;
    }
    if (!file.write(text)) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
}

describe("importPipeline() of a million rows of OpportunityHistory", () => {
  it("reads them in less than 1 GB", async () => {
    const folder = await mkdtemp(join(tmpdir(), "revcast-salesforce-"));
    try {
      await writeHistory(join(folder, "OpportunityHistory.csv"));
      const script = fileURLToPath(new URL("import-and-measure.ts", import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script, folder]);
      const measured = JSON.parse(stdout) as Record<string, number>;
      expect(measured).toMatchObject({ rowCount: ROWS, opportunityCount: OPPORTUNITIES, rejectionCount: 0 });
      expect(measured["peakMegabytes"]).toBeLessThan(1_000);
      console.log(JSON.stringify(measured));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
