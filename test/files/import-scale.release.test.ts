import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { isoFromDay, type Day } from "../../src/core/base/day.ts";

const ROWS = 1_000_000;
const OPPORTUNITIES = 200_000;
const STAGES = ["submitted", "qualified", "proposal", "negotiation", "Closed Won", "Closed Lost"];

async function writeHistory(path: string, isQuoted: boolean): Promise<void> {
  const file = createWriteStream(path);
  file.write("opportunity_id,changed_at,stage,amount,segment\n");
  for (let row = 0; row < ROWS;) {
    let text = "";
    const end = row + 10_000;
    for (; row < end; row++) {
      const opportunity = (row * 7_919) % OPPORTUNITIES; // a prime, so that states of one opportunity lie far apart
      const day = isoFromDay((17_532 + Math.floor(row / 500)) as Day);
      const cells = [
        `opportunity-${opportunity}`,
        day,
        STAGES[row % 6],
        `${row % 100_000}.25`,
        `${opportunity % 7}`,
      ];
      text += `${cells.map((cell) => (isQuoted ? `"${cell}"` : cell)).join(",")}\n`;
    }
    if (!file.write(text)) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
}

describe("importPipeline() of a million rows", () => {
  it.each([
    ["plain", false],
    ["quoted", true],
  ])("reads %s ones in less than 500 MB", async (_, isQuoted) => {
    const folder = await mkdtemp(join(tmpdir(), "revcast-scale-"));
    try {
      const path = join(folder, "history.csv");
      await writeHistory(path, isQuoted);
      const script = fileURLToPath(new URL("import-and-measure.ts", import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script, path]);
      const measured = JSON.parse(stdout) as Record<string, number>;
      expect(measured).toMatchObject({ rowCount: ROWS, opportunityCount: OPPORTUNITIES, rejectionCount: 0 });
      expect(measured["peakMegabytes"]).toBeLessThan(500);
      // About 3 and 6 s of processor time on the 2-core reference machine; the bound only catches a change of kind.
      expect(measured["cpuSeconds"]).toBeLessThan(30);
      console.log(JSON.stringify(measured));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
