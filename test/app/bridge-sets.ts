import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { customerFiles } from "../../src/core/company/customers/customer-files.ts";
import { importPipeline } from "../../src/files/import-pipeline.ts";
import type { ImportedPipeline } from "../../src/files/import-result.ts";
import { readCustomerRecords, type ReadRecords } from "../../src/files/records/read-customer-records.ts";
import { companyOf, historyText, snapshotsText } from "../core/company/written-company.ts";
import { companyAbroad } from "../core/kpi/company-abroad.ts";

/** The public data sets, as paths below their folder. */
export const PUBLIC_SETS = [
  "bpi2012/history.csv",
  "bpi2020_domestic/history.csv",
  "bpi2020_rfp/history.csv",
  "bpi2020_rfp/weekly_snapshots.csv",
  "maven_crm/history.csv",
  "maven_crm_raw",
] as const;

/** A generated company as change history, as weekly snapshots, in three currencies, and with all its tables. */
export const COMPANY_SETS = [
  "company history",
  "company snapshots",
  "company abroad",
  "company tables",
] as const;

export const COMPANY_SEED = 12;

export interface BridgeSet {
  readonly imported: ImportedPipeline;
  readonly told?: ReadRecords;
}

/** @param folder an own one, which has to be there */
export async function companySet(name: (typeof COMPANY_SETS)[number], folder: string): Promise<BridgeSet> {
  const company = companyOf({ opportunityCount: 3_000, seed: COMPANY_SEED });
  const path = join(folder, name.replace(" ", "-"));
  mkdirSync(path);
  const write = (texts: Readonly<Record<string, string>>): void => {
    for (const [file, text] of Object.entries(texts)) writeFileSync(join(path, file), text);
  };
  if (name === "company abroad") write(companyAbroad(company, COMPANY_SEED).texts);
  else if (name === "company snapshots") write({ "weekly_snapshots.csv": snapshotsText(company) });
  else write({ "history.csv": historyText(company) });
  if (name !== "company tables") return { imported: await importPipeline([path]) };
  const { "costs.csv": _costs, ...tables } = customerFiles(company);
  write(Object.fromEntries(Object.entries(tables).map(([file, pieces]) => [file, [...pieces].join("")])));
  return { imported: await importPipeline([path]), told: await readCustomerRecords([path]) };
}
