import { appendFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format } from "prettier";
import { processorTimeOf } from "../tools/processor-time.ts";
import { Results } from "../tools/results.ts";
import { COMPANY_COUNT, FUTURE_COMPANY_COUNT } from "./lever-design.ts";
import { missedLeverGoals } from "./lever-goals.ts";
import { leverReport } from "./lever-report.ts";
import { runLeverStudy, type LeverCase, type LeverStudy, type RealisedCase } from "./lever-study.ts";
import { STUDIED_KINDS } from "./true-levers.ts";
import {
  missedUnseenGoals,
  unseenByFutures,
  unseenByInterval,
  type UnseenEffects,
} from "./unseen-effects.ts";

/** All companies: what README.md beside this file reports. */
export function wholeLeverStudy(
  told: Pick<Parameters<typeof runLeverStudy>[0], "onCompany" | "onFollowed"> = {},
): LeverStudy {
  const companies = Array.from({ length: COMPANY_COUNT }, (_, company) => company);
  return runLeverStudy({ companies, followed: FUTURE_COMPANY_COUNT, ...told });
}

/**
 * Holds what the engine says of levers against what they do, and writes what was found to README.md beside this file and to
 * results/levers.json. What is known of each company is kept in a file of its own as it is found, should the run be broken off.
 */
export async function benchLevers(): Promise<void> {
  const results = new Results("levers");
  const found = join(mkdtempSync(join(tmpdir(), "revcast-levers-")), "companies.jsonl");
  results.note(`each company as it is found: ${found}`);
  const keep = (rows: readonly unknown[]): void =>
    appendFileSync(found, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const progress = (what: string, count: number): void => {
    if (count % 10 === 0) console.log(`  ${count} companies ${what} at ${new Date().toISOString()}`);
  };
  let study: LeverStudy = { levers: [], realised: [] };
  const milliseconds = await processorTimeOf(() => {
    study = wholeLeverStudy({
      onCompany: ({ levers, realised }) => {
        keep([...levers.map(leverRow), ...realised.map(realisedRow)]);
        progress("studied", levers[0]!.company + 1);
      },
      onFollowed: (company, futures) => {
        keep(futures.map(({ effects }, lever) => [company, STUDIED_KINDS[lever], ...effects.map(units)]));
        progress("followed", company + 1);
      },
    });
  });
  await writeLeverReport(study, milliseconds / 1_000, results);
}

/** Prints what was found and writes it. */
export async function writeLeverReport(
  study: LeverStudy,
  processorSeconds: number,
  results: Results,
): Promise<void> {
  results.value("processorSeconds", Math.round(processorSeconds));
  const missed = [...missedLeverGoals(study), ...missedUnseenGoals(study)];
  results.value("missed", missed);
  results.note(missed.length === 0 ? "all goals reached" : `missed: ${missed.join("; ")}`);
  results.table(
    "strong effects by the interval's standard deviation",
    unseenByInterval(study).map(unseenRow),
  );
  results.table(
    "strong effects by the standard deviation over futures",
    unseenByFutures(study).map(unseenRow),
  );
  results.value("leverColumns", LEVER_COLUMNS);
  results.value("levers", study.levers.map(leverRow));
  results.value("realisedColumns", REALISED_COLUMNS);
  results.value("realised", study.realised.map(realisedRow));
  const file = new URL("README.md", import.meta.url);
  writeFileSync(file, await format(leverReport(study), { parser: "markdown", printWidth: 110 }));
  console.log("\nWritten to bench/levers/README.md");
  await results.finish();
}

/** Money in whole units; size and chances as they are. */
const LEVER_COLUMNS =
  "company, lever, true size, booked, expected, estimate, sd, low, high, share of draws beyond 2 sd, mean over futures, sd over futures";
const REALISED_COLUMNS = "company, months, true effect, estimate, sd, low, high";
const MINOR_UNITS = 100;
const units = (minorUnits: number): number => Math.round(minorUnits / MINOR_UNITS);

function leverRow({ company, kind, trueSize, realised, expected, effect, strongChance, futures }: LeverCase) {
  return [
    company,
    kind,
    Number(trueSize.toFixed(6)),
    ...[realised, expected, effect.mean, effect.sd, effect.low, effect.high].map(units),
    Number(strongChance.toFixed(6)),
    ...(futures === undefined ? [] : [units(futures.mean), units(futures.sd)]),
  ];
}

function realisedRow({ company, monthCount, truth, effect }: RealisedCase): number[] {
  return [company, monthCount, ...[truth, effect.mean, effect.sd, effect.low, effect.high].map(units)];
}

function unseenRow(unseen: UnseenEffects): Readonly<Record<string, string | number>> {
  return {
    lever: unseen.of,
    cases: unseen.caseCount,
    strong: unseen.strongCount,
    "0 inside": unseen.unseenCount,
    expected: unseen.expectedCount,
    allowed: unseen.mostCount,
  };
}
