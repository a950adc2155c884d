import type { InvestmentReply } from "../contracts/investment.ts";
import { QUARTER_MONTHS } from "../core/scenario/case-model.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { dataWarnings } from "./forecast-warnings.ts";
import type { InvestmentQuestion } from "./investment-question.ts";

/** Fewer past windows than this say little about how far a quarter's forecast is off. */
const FEWEST_PAST_WINDOWS = 8;

/** What the reader of any case of a run has to know about data and model. */
export function investmentWarnings(
  { model, view, currency }: InvestmentQuestion,
  imported: ImportedPipeline | undefined,
): InvestmentReply["warnings"] {
  const warnings: InvestmentReply["warnings"] = [];
  if (imported !== undefined && view !== undefined) {
    const ofData = dataWarnings(imported, view);
    warnings.push(...ofData.filter(({ code }) => code !== "currency_unknown" || currency === "XXX"));
    if (view.currency === "XXX" && currency !== "XXX") {
      warnings.push({
        code: "currency_assumed",
        message: `The data do not name their currency: amounts are taken to be in ${currency}, as a scenario says`,
      });
    }
  } else if (currency === "XXX") {
    warnings.push({
      code: "currency_unknown",
      message: "No currency is given: amounts are in units of it, with two decimal places",
    });
  }
  if (model === undefined) return warnings;
  if (model.months.length > QUARTER_MONTHS) {
    warnings.push({
      code: "extrapolation",
      message: `The horizon of ${model.months.length} months is longer than past windows can prove: new business stays at its level of today, and what a quarter's forecast was off by adds up quarter by quarter`,
    });
  }
  if (model.pastWindowCount < FEWEST_PAST_WINDOWS) {
    warnings.push({
      code: "little_history",
      message: `Only ${model.pastWindowCount} past windows of a quarter tell how far forecasts are off; the range is wide because of it`,
    });
  }
  return warnings;
}
