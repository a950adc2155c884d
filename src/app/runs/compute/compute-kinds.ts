import type { ComputeKinds } from "../cell-work.ts";
import { computeBacktest } from "./compute-backtest.ts";
import { computeChanges } from "./compute-changes.ts";
import { computeForecast } from "./compute-forecast.ts";
import { computeKpi } from "./compute-kpi.ts";
import { computeRoi, computeScenarios } from "./compute-investment.ts";

/** What each kind of run does with its cells. */
export const COMPUTE_KINDS: ComputeKinds = {
  forecast: computeForecast,
  backtest: computeBacktest,
  scenario: computeScenarios,
  roi: computeRoi,
  kpi: computeKpi,
  changes: computeChanges,
};
