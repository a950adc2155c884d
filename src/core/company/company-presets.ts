import { DEFAULT_COMPANY_SETTINGS, type CompanySettings } from "./company-settings.ts";

/**
 * A company of slow sales: about 5,000 open opportunities on its last day and about 50,000 history rows, for measuring
 * the whole command.
 */
export const FIVE_THOUSAND_OPEN: CompanySettings = {
  ...DEFAULT_COMPANY_SETTINGS,
  opportunityCount: 10_800,
  cycleScale: 10,
  editScale: 0.6,
};

/** About 1,000,000 history rows from a company that sells and edits a lot, for measuring import and memory. */
export const MILLION_ROWS: CompanySettings = {
  ...DEFAULT_COMPANY_SETTINGS,
  opportunityCount: 150_000,
  editScale: 2.5,
};
