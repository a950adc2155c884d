import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { COMPANY_COUNT } from "./lever-design.ts";
import { missedLeverGoals } from "./lever-goals.ts";
import { leverReport } from "./lever-report.ts";
import { runLeverStudy, type LeverStudy } from "./lever-study.ts";

/** All companies: what README.md beside this file reports. */
export function wholeLeverStudy(onCompany?: (company: number) => void): LeverStudy {
  const companies = Array.from({ length: COMPANY_COUNT }, (_, company) => company);
  return runLeverStudy({ companies, ...(onCompany === undefined ? {} : { onCompany }) });
}

/** Holds what the engine says of levers against what they do, and writes what was found to README.md beside this file. */
export async function benchLevers(): Promise<void> {
  console.log("\n# levers");
  const started = Date.now();
  const seconds = (): string => ((Date.now() - started) / 1_000).toFixed(0);
  const study = wholeLeverStudy((company) => {
    if ((company + 1) % 10 === 0) console.log(`  ${company + 1} companies after ${seconds()} s`);
  });
  const missed = missedLeverGoals(study);
  console.log(missed.length === 0 ? "  all goals reached" : "  missed");
  for (const goal of missed) console.log(`    ${goal}`);
  const file = new URL("README.md", import.meta.url);
  writeFileSync(file, await format(leverReport(study), { parser: "markdown", printWidth: 110 }));
  console.log(`\nWritten to bench/levers/README.md after ${seconds()} s`);
}
