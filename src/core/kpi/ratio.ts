import { found, missing, type Outcome } from "../base/outcome.ts";
import { wilsonInterval } from "../scoring/wilson-interval.ts";
import type { KpiInterval, KpiRival, KpiUnit } from "./kpi-record.ts";

/** A ratio, or why there is none. */
export function ratioOf(numerator: number, denominator: number, reason: string): Outcome<number> {
  return denominator === 0 ? missing(reason) : found(numerator / denominator);
}

/** 95 % interval of a share of independent trials; null without trials. */
export function shareInterval(successes: number, trials: number): KpiInterval | null {
  return trials === 0 ? null : { ...wilsonInterval(successes, trials), method: "Wilson" };
}

/** A rival value; its interval only where one can be given. */
export function rival(
  name: string,
  convention: string,
  unit: KpiUnit,
  value: Outcome<number>,
  interval: KpiInterval | null = null,
): KpiRival {
  return { name, convention, unit, value, interval };
}
