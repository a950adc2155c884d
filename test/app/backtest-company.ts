import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { BacktestQuestion } from "../../src/app/backtest-files.ts";
import { companyOf, historyText } from "../core/company/written-company.ts";

/** A small generated company in a folder that goes when the tests of the file are over. */
export function companyFolder(): { readonly path: (file: string) => string; readonly history: string } {
  const folder = mkdtempSync(join(tmpdir(), "revcast-backtest-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = (file: string): string => join(folder, file);
  writeFileSync(path("history.csv"), historyText(companyOf({ opportunityCount: 300, seed: 3 })));
  return { path, history: path("history.csv") };
}

/** Six quick cut-offs. */
export function questionOf(history: string, changes: Partial<BacktestQuestion> = {}): BacktestQuestion {
  return {
    paths: [history],
    from: "2024-06-02",
    to: "2024-07-07",
    every: "week",
    horizon: "14d",
    methods: "naive-last,naive-probabilistic,full",
    draws: 1_000,
    reading: {},
    ...changes,
  };
}
