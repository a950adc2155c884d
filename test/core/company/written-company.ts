import { dayFromIso, type Day } from "../../../src/core/base/day.ts";
import { companyTruth } from "../../../src/core/company/company-truth.ts";
import {
  DEFAULT_COMPANY_SETTINGS,
  type CompanySettings,
} from "../../../src/core/company/company-settings.ts";
import { generateCompany } from "../../../src/core/company/generate-company.ts";
import type { GeneratedCompany } from "../../../src/core/company/generated-company.ts";
import { historyCsv } from "../../../src/core/company/history-csv.ts";
import { weeklySnapshotsCsv } from "../../../src/core/company/weekly-snapshots-csv.ts";

/** A generated company as its files say, read by plain splitting: nothing of the generator is used to understand it. */
export interface WrittenRow {
  readonly id: string;
  readonly day: Day;
  readonly clock: string;
  readonly stage: string;
  readonly amount: string;
  readonly product: string;
  readonly region: string;
  readonly owner: string;
  readonly closeDate: string;
}

export const companyOf = (changes: Partial<CompanySettings> = {}): GeneratedCompany =>
  generateCompany({ ...DEFAULT_COMPANY_SETTINGS, ...changes });

export const historyText = (company: GeneratedCompany): string => [...historyCsv(company)].join("");
export const snapshotsText = (company: GeneratedCompany): string => [...weeklySnapshotsCsv(company)].join("");

export function linesOf(csv: string): readonly (readonly string[])[] {
  return csv
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
}

/** Rows of history.csv by opportunity, in the order of the file. */
export function writtenHistory(company: GeneratedCompany): ReadonlyMap<string, readonly WrittenRow[]> {
  const byId = new Map<string, WrittenRow[]>();
  for (const [id, changedAt, stage, amount, product, region, owner, closeDate] of linesOf(
    historyText(company),
  )) {
    const row = {
      id: id!,
      day: dayFromIso(changedAt!.slice(0, 10))!,
      clock: changedAt!.slice(11),
      stage: stage!,
      amount: amount!,
      product: product!,
      region: region!,
      owner: owner!,
      closeDate: closeDate!,
    };
    const rows = byId.get(row.id);
    if (rows === undefined) byId.set(row.id, [row]);
    else rows.push(row);
  }
  return byId;
}

interface Curve {
  readonly medianDays: number;
  readonly shape: number;
}

/** The part of truth.json that the tests of recovery read. */
export interface WrittenTruth {
  readonly settings: { readonly opportunityCount: number; readonly arrivals: string };
  readonly parameters: {
    readonly stages: readonly {
      readonly name: string;
      readonly forward?: Curve;
      readonly back?: Curve;
      readonly decision: Curve;
      readonly winLogit: number;
    }[];
    readonly products: readonly {
      readonly name: string;
      readonly share: number;
      readonly logAmountMean: number;
      readonly logAmountSd: number;
      readonly winLogit: number;
      readonly speed: number;
    }[];
    readonly regions: readonly {
      readonly name: string;
      readonly winLogit: number;
      readonly amountFactor: number;
    }[];
    readonly behaviour: Readonly<Record<string, number>>;
    readonly calendar: {
      readonly arrivalsByWeekday: readonly number[];
      readonly stageWorkByWeekday: readonly number[];
      readonly arrivalsByMonth: readonly number[];
      readonly quarterEndPush: {
        readonly winSize: number;
        readonly lossSize: number;
        readonly decayDays: number;
      };
      readonly quarterStartLull: { readonly winSize: number; readonly decayDays: number };
    };
    readonly publicHolidays: readonly string[];
    readonly stepDay: string | null;
  };
  readonly sellers: readonly { readonly name: string; readonly skill: number }[];
}

export const writtenTruth = (company: GeneratedCompany): WrittenTruth =>
  JSON.parse(JSON.stringify(companyTruth(company))) as WrittenTruth;
