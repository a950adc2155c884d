import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { generateCompanyInTurns, writeCompany } from "../../src/app/generate-company.ts";
import { MILLION_ROWS } from "../../src/core/company/company-presets.ts";

it("generates and writes a history of 1,000,000 rows in under 20 seconds of processor time", async () => {
  const folder = await mkdtemp(join(tmpdir(), "revcast-million-"));
  try {
    // Other work on the machine does not count.
    const before = process.cpuUsage();
    await writeCompany(await generateCompanyInTurns(MILLION_ROWS), folder, { withSnapshots: false });
    const { user, system } = process.cpuUsage(before);
    let lineCount = 0;
    for await (const line of createInterface({ input: createReadStream(join(folder, "history.csv")) }))
      if (line !== "") lineCount++;
    expect(Math.abs(lineCount / 1_000_000 - 1)).toBeLessThan(0.03);
    expect((user + system) / 1e6).toBeLessThan(20);
  } finally {
    await rm(folder, { recursive: true });
  }
});
