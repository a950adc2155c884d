import { InvestmentRequest } from "../contracts/investment-request.ts";
import type { ImportedPipeline, ImportOptions } from "../files/import-result.ts";
import type { InvestmentOptions } from "./investment-question.ts";
import { recordedReading } from "./recorded-reading.ts";

/** What a case was asked, as it was said. */
export interface CaseOptions extends InvestmentOptions {
  readonly draws?: number | undefined;
  readonly seed?: number | undefined;
  /** Present value of costs that may be spent. */
  readonly budget?: string | undefined;
  /** Day up to which the cases are looked back on. */
  readonly realised?: string | undefined;
}

/**
 * What a case records of what it was asked, so that it can be run again from its result and its files.
 * @param reading how the files were read
 */
export function investmentRequestOf(
  options: CaseOptions,
  reading: Pick<ImportOptions, "currency" | "segmentColumn"> & InvestmentRequest["reading"],
  imported: Pick<ImportedPipeline, "timeZone"> | undefined,
): InvestmentRequest {
  const { asOf, owner, fiscalYearStart, fiscalYearNamedBy, holidays, draws, seed, budget, realised } =
    options;
  const said = {
    asOf,
    segment: options.segment ?? reading.segmentColumn,
    owner,
    fiscalYearStart,
    fiscalYearNamedBy,
    holidays: holidays && withoutBlanks({ ...holidays, extra: [...holidays.extra] }),
    realised,
    budget,
    draws,
    seed,
    timeZone: imported?.timeZone,
    currency: reading.currency,
    reading: recordedReading(reading),
  };
  return InvestmentRequest.parse(withoutBlanks(said));
}

/** Only what was said: absent and undefined are one in JSON. */
function withoutBlanks(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
