import { isoFromDay } from "../core/base/day.ts";
import { DEFAULT_COMPANY_SETTINGS, type ArrivalShape } from "../core/company/company-settings.ts";
import { generateCompanyInTurns, writeCompany, type GenerateOptions } from "./generate-company.ts";

export { ARRIVAL_SHAPES } from "../core/company/company-settings.ts";

/** What a user chooses of a generated company. */
export interface CompanyChoice {
  /** Expected number created over the history. */
  readonly opportunities: number;
  readonly seed: number;
  /** Recorded days. */
  readonly days: number;
  /** Standard deviation of the log of the common factor of a quarter. */
  readonly factorSd: number;
  readonly arrivals: ArrivalShape;
  readonly snapshots: boolean;
}

export const COMPANY_DEFAULTS: CompanyChoice = {
  opportunities: DEFAULT_COMPANY_SETTINGS.opportunityCount,
  seed: DEFAULT_COMPANY_SETTINGS.seed,
  days: DEFAULT_COMPANY_SETTINGS.dayCount,
  factorSd: DEFAULT_COMPANY_SETTINGS.factorSd,
  arrivals: DEFAULT_COMPANY_SETTINGS.arrivals,
  snapshots: true,
};

export interface WrittenCompany {
  readonly opportunityCount: number;
  readonly rowCount: number;
  /** ISO day. */
  readonly lastDay: string;
}

/**
 * Generates a company and writes its files.
 * @throws {AppFailure} usage, cannot_write, cancelled
 */
export async function generateDemoCompany(
  choice: CompanyChoice,
  folder: string,
  options: GenerateOptions = {},
): Promise<WrittenCompany> {
  const settings = {
    ...DEFAULT_COMPANY_SETTINGS,
    opportunityCount: choice.opportunities,
    seed: choice.seed,
    dayCount: choice.days,
    factorSd: choice.factorSd,
    arrivals: choice.arrivals,
  };
  const company = await generateCompanyInTurns(settings, options);
  await writeCompany(company, folder, { ...options, withSnapshots: choice.snapshots });
  return {
    opportunityCount: company.opportunities.ids.length,
    rowCount: company.history.dayIndex.length,
    lastDay: isoFromDay(company.lastDay),
  };
}
