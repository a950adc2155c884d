import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BacktestPolicy } from "../../contracts/backtest.ts";
import type { DocumentKind } from "../../contracts/document.ts";
import { FunnelDefinition } from "../../contracts/funnel.ts";
import { KpiTargets } from "../../contracts/kpi-targets.ts";
import { dayFromCivil, type Day } from "../../core/base/day.ts";
import { importCostTable } from "../../files/cost-table.ts";
import { parseDefinition } from "../../files/read-definition.ts";
import { parseScenarioText } from "../../files/read-scenario.ts";

/**
 * Holds the text of a document against the contract of its kind.
 * @throws {AppFailure} bad_input that names every line that is wrong
 */
export async function checkDocument(kind: DocumentKind, name: string, text: string): Promise<void> {
  switch (kind) {
    case "scenario":
      return void parseScenarioText(text, name);
    case "policy":
      return void parseDefinition(text, name, BacktestPolicy, "policy");
    case "kpi-targets":
      return void parseDefinition(text, name, KpiTargets, "targets");
    case "funnel":
      return void parseDefinition(text, name, FunnelDefinition, "funnel definition");
    case "costs":
      return checkCosts(name, text);
  }
}

/** Tables are read from files: this one lies in a folder of its own for the time. */
async function checkCosts(name: string, text: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "revcast-costs-"));
  try {
    const path = join(folder, `${name.replace(/\.csv$/i, "")}.csv`);
    await writeFile(path, text, { mode: 0o600 });
    await importCostTable(path, { caseStart: earliestYear(text) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Calendar months of a table are those of a case that is chosen later: the first year that it names does to read it. */
export function earliestYear(text: string): Day {
  const months = /\b((?:19|20)\d\d)[-/.](?:0?[1-9]|1[0-2])\b|\b[A-Za-z]{3,9}[ -]((?:19|20)\d\d)\b/g;
  const years = [...text.matchAll(months)].map(([, before, after]) => Number(before ?? after));
  return dayFromCivil(years.length === 0 ? 2000 : Math.min(...years), 1, 1);
}
