import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { companyOf, historyText, snapshotsText } from "../core/company/written-company.ts";
import { checkLeak } from "./leak-check.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-leak-company-"));
const path = (file: string): string => join(folder, file);
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  const company = companyOf({ opportunityCount: 400, seed: 9 });
  writeFileSync(path("history.csv"), historyText(company));
  writeFileSync(path("weekly_snapshots.csv"), snapshotsText(company));
});

describe("a backtest's forecasts, when rows after the cut-off are changed, added and deleted", () => {
  it.each([
    ["history.csv", "2024-04-14", "90d"],
    ["weekly_snapshots.csv", "2025-02-05", "30d"],
  ])("stay the same to the byte: %s as of %s", async (file, cutoff, horizon) => {
    const { before, after, shared, sparedFits, actuals } = await checkLeak(path(file), {
      cutoff,
      horizon,
      seed: 1,
    });
    expect(before.methods.length).toBeGreaterThan(8);
    expect(after).toStrictEqual(before);
    expect(shared).toStrictEqual(before);
    expect(sparedFits).toBeGreaterThan(5);
    expect(actuals[0]).not.toBe(actuals[1]); // the later rows did change
  });
});
