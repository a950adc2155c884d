import type { Outcome } from "../base/outcome.ts";

export type TargetStatus = "reached" | "onTrack" | "offTrack" | "unknown";

export interface TargetQuestion {
  readonly value: Outcome<number>;
  readonly direction: "higher" | "lower" | "neutral";
  readonly target: number;
  /** Day by which it is to be reached. */
  readonly byWhen: number;
  /** Day of the value. */
  readonly measuredOn: number;
  /** Where it came from: its value and the last day of its period. */
  readonly baseline?: { readonly value: number; readonly on: number };
  /** Part of its period that is over, 0..1, for sums that grow with it; 1 for everything else. */
  readonly elapsedShare: number;
}

export interface TargetAnswer {
  readonly status: TargetStatus;
  /** What the value should be by now. */
  readonly due: number;
}

/**
 * Whether a KPI is on its way to its target. Due by now is the target itself once its day has come or where no baseline
 * is given; before, the straight line from the baseline to it; of a sum of a running period, its elapsed part.
 */
export function targetStatus(question: TargetQuestion): TargetAnswer {
  const { value, direction, target, byWhen, measuredOn, baseline, elapsedShare } = question;
  let due = target;
  if (baseline !== undefined && measuredOn < byWhen && byWhen > baseline.on) {
    const passed = Math.max(0, (measuredOn - baseline.on) / (byWhen - baseline.on));
    due = baseline.value + (target - baseline.value) * passed;
  }
  due *= elapsedShare;
  if (!value.ok) return { status: "unknown", due };
  const meets = (limit: number): boolean =>
    direction === "lower" ? value.value <= limit : value.value >= limit;
  if (meets(target)) return { status: "reached", due };
  return { status: meets(due) ? "onTrack" : "offTrack", due };
}
