import type { ScenarioReport } from "./investment.ts";
import { selectQuantiles } from "../core/maths/select-quantiles.ts";
import { KPI_UNITS, measureKpi } from "../core/scenario/goal-measures.ts";
import type { Goal } from "../core/scenario/scenario.ts";
import type { ScenarioResult } from "../core/scenario/simulate-scenario.ts";
import { reasonInWords } from "./investment-reasons.ts";

/** KPIs that are better the lower they are. */
const LOWER_IS_BETTER: ReadonlySet<Goal["kpi"]> = new Set(["sales_cycle_days", "logo_churn_per_month"]);

/** A goal with the KPI that it is about, without the investment and with it. */
export function presentGoal(
  { base, changed }: ScenarioResult,
  goal: Goal,
  minorDigits: number,
): ScenarioReport["goals"][number] {
  const unit = KPI_UNITS[goal.kpi];
  const scale = unit === "money" ? 10 ** minorDigits : 1;
  const [before, after] = [base, changed].map((side) => measureKpi(goal.kpi, goal.byMonth, side));
  const common = {
    kpi: goal.kpi,
    unit,
    byMonth: goal.byMonth,
    baseline: goal.baseline ?? null,
    target: goal.target,
  };
  if (!before!.ok || !after!.ok) {
    const reason = before!.ok ? (after as { reason: string }).reason : before!.reason;
    return {
      ...common,
      without: null,
      with: null,
      withLow: null,
      withHigh: null,
      chance: null,
      reason: reasonInWords(reason),
    };
  }
  const values = after!.value.map((value) => value / scale);
  const [low, high] = selectQuantiles(values, [0.05, 0.95]);
  const isReached = (value: number): boolean =>
    LOWER_IS_BETTER.has(goal.kpi) ? value <= goal.target : value >= goal.target;
  return {
    ...common,
    without: meanOf(before!.value) / scale,
    with: meanOf(values),
    withLow: low!,
    withHigh: high!,
    chance: values.filter(isReached).length / values.length,
    reason: null,
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
