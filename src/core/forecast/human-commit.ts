import { dayFromIso } from "../base/day.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";
import { attributeOf } from "../pipeline/pipeline-view.ts";
import type { PreparedForecast } from "./forecast-view.ts";

const CATEGORY_NAMES = ["forecast_category", "forecastcategory", "forecast category", "forecastcategoryname"];
const CLOSE_DATE_NAMES = ["close_date", "expected_close_date", "closedate", "expected close date"];
/** Salesforce stores the category that it labels "Commit" as "Forecast". */
const COMMITTED = ["commit", "committed", "forecast"];

/**
 * What the sellers themselves committed to: open opportunities of category commit that they expect to close by the end
 * of the window, at the amount they recorded; minor units.
 */
export function humanCommit({
  table,
  built,
  fit,
}: PreparedForecast): Outcome<{ kind: "point"; value: number }, "no_recorded_commit"> {
  const { view } = table;
  const named = (names: readonly string[]) =>
    view.attributes.find((attribute) => names.includes(attribute.name.toLowerCase()));
  const category = named(CATEGORY_NAMES);
  const closeDate = named(CLOSE_DATE_NAMES);
  if (category === undefined) return missing("no_recorded_commit");
  let value = 0;
  for (const { state, knownAmount } of built.open) {
    if (!COMMITTED.includes(attributeOf(view, category, state).trim().toLowerCase())) continue;
    const expected =
      closeDate === undefined ? undefined : dayFromIso(attributeOf(view, closeDate, state).slice(0, 10));
    if (expected === undefined || expected <= fit.window.to) value += knownAmount || 0;
  }
  return found({ kind: "point", value });
}
