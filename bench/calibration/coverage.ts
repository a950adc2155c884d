import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { COMPANIES_A_CELL, HORIZON_DAYS } from "./coverage-design.ts";
import { missedGoals } from "./coverage-goals.ts";
import { coverageReport } from "./coverage-report.ts";
import { runCoverageStudy, type CellScores } from "./coverage-study.ts";

/** Every fourth company: their true chances take as long as all their forecasts. */
const TRUTH_STEP = 4;

/** All companies of all cells: what README.md beside this file reports. */
export function wholeCoverageStudy(onCell?: (name: string) => void): CellScores[] {
  const companies = Array.from({ length: COMPANIES_A_CELL }, (_, company) => company);
  return runCoverageStudy({
    companies,
    companiesWithTruth: companies.filter((company) => company % TRUTH_STEP === 0),
    onCell: ({ name }) => onCell?.(name),
  });
}

/** Scores the ranges on generated companies and writes what was found to README.md beside this file. */
export async function benchCoverage(): Promise<void> {
  console.log("\n# coverage");
  const started = Date.now();
  const seconds = (): string => ((Date.now() - started) / 1_000).toFixed(0);
  const cells = wholeCoverageStudy((name) => console.log(`  ${name}: done after ${seconds()} s`));
  for (const horizonDays of HORIZON_DAYS) {
    const missed = missedGoals(cells.filter((cell) => cell.horizonDays === horizonDays));
    console.log(`  ${horizonDays} days: ${missed.length === 0 ? "all goals reached" : "missed"}`);
    for (const goal of missed) console.log(`    ${goal}`);
  }
  const file = new URL("README.md", import.meta.url);
  writeFileSync(file, await format(coverageReport(cells), { parser: "markdown", printWidth: 110 }));
  console.log(`\nWritten to bench/calibration/README.md after ${seconds()} s`);
}
