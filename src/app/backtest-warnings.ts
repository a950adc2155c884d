import type { BacktestReply } from "../contracts/backtest.ts";
import type { Cutoff } from "../core/backtest/cutoffs.ts";
import type { CutoffResult } from "../core/backtest/run-cutoffs.ts";
import type { StateTable } from "../core/forecast/state-table.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { isoOf } from "./backtest-tasks.ts";
import { dataWarnings } from "./forecast-warnings.ts";

/** An amount this many times the largest one ever won is an outlier. */
const OUTLIER_MULTIPLE = 1.5;

/** What a reader of the scores must know. */
export function backtestWarnings(
  imported: ImportedPipeline,
  outcome: StateTable,
  results: readonly CutoffResult[],
  cutoffs: readonly Cutoff[],
): BacktestReply["warnings"] {
  const warnings = dataWarnings(imported, undefined);
  const add = (code: string, count: number, message: string): void => {
    if (count > 0) warnings.push({ code, count, message });
  };
  const notForecast = results.filter(({ result }) => !result.ok).length;
  add(
    "cutoffs_without_forecast",
    notForecast,
    `${notForecast} cut-offs have no forecast: nothing was recorded by then`,
  );
  const lastCreation = outcome.creations.day.at(-1) ?? outcome.lastDay;
  const beyond = cutoffs.filter(({ period }) => period.to > lastCreation).length;
  add(
    "windows_beyond_extract",
    beyond,
    `${beyond} windows end after the last creation in the files (${isoOf(lastCreation)}): what was created later is missing from their actuals, which look too low`,
  );
  const methodsMissing = new Map<string, number>();
  for (const { result } of results) {
    if (!result.ok) continue;
    for (const { method, reason } of result.value.missing) {
      const key = `${method} (${reason.replaceAll("_", " ")})`;
      methodsMissing.set(key, (methodsMissing.get(key) ?? 0) + 1);
    }
  }
  for (const [method, count] of methodsMissing) {
    add("method_not_available", count, `${method} has no forecast at ${count} of ${results.length} cut-offs`);
  }
  const { view, wins } = outcome;
  const largest = wins.amount.reduce((a, b) => (b > a ? b : a), 0);
  const outliers = new Set<number>();
  view.stateAmount.forEach((amount, state) => {
    if (amount > OUTLIER_MULTIPLE * largest && largest > 0)
      outliers.add(view.log.rows.line[view.stateRow[state]!]!);
  });
  add(
    "amount_outliers",
    outliers.size,
    `${outliers.size} rows hold amounts above 1.5 times anything ever won: open ones are capped there`,
  );
  return warnings;
}
