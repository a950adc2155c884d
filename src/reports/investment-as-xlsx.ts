import type { InvestmentReply } from "../contracts/investment.ts";
import { minorDigitsOf } from "../core/base/money.ts";
import { ASSUMPTIONS, assumptionsSheet, discountRateAddress } from "./workbook/assumptions-sheet.ts";
import { DEFINITIONS, definitionsSheet } from "./workbook/definitions-sheet.ts";
import { scenarioSheet } from "./workbook/scenario-sheet.ts";
import { sheetNames } from "./workbook/sheet-names.ts";
import { SUMMARY, summarySheet } from "./workbook/summary-sheet.ts";
import { workbookBytes } from "./workbook/workbook-bytes.ts";

/**
 * Investment cases as a workbook for finance: the lines' months typed in, every sum, NPV, ROI, IRR and payback as a live
 * formula beside the value it gave. Summary, one sheet a scenario, assumptions (with the discount rates that the
 * scenarios compute with) and definitions.
 * @returns an XLSX file; the same reply gives the same bytes
 * @throws {RangeError} for a line that has other periods than its scenario
 */
export function investmentAsXlsx(reply: InvestmentReply): Uint8Array {
  const minorDigits = minorDigitsOf(reply.currency);
  const names = sheetNames(
    reply.scenarios.map(({ name }) => name),
    [SUMMARY, ASSUMPTIONS, DEFINITIONS],
  );
  const scenarios = reply.scenarios.map((report, index) =>
    scenarioSheet(reply, report, { name: names[index]!, rate: discountRateAddress(index), minorDigits }),
  );
  return workbookBytes(
    [
      summarySheet(reply, scenarios),
      ...scenarios.map(({ sheet }) => sheet),
      assumptionsSheet(reply, scenarios),
      definitionsSheet(),
    ],
    minorDigits,
  );
}
