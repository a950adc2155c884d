import { found, missing, type Outcome } from "../base/outcome.ts";
import type { PipelineView } from "../pipeline/pipeline-view.ts";
import type { KpiDefinition, KpiWindow, Measurement } from "./kpi-record.ts";

/** How far a figure can be relied on; each 0..1. */
export interface KpiReliability {
  /** 1 while something was recorded in the last week, 0 after two months of silence. */
  readonly freshness: number;
  /** Share of the sample that has what the KPI needs; of a cohort, that is decided. */
  readonly completeness: number;
  /** 1 less the relative change of the comparison value since it was first known: how far such figures are revised later. */
  readonly stability: Outcome<number>;
  /** The least of the three that exist. */
  readonly score: number;
  /** What lowers it, as sentences without a full stop. */
  readonly lowered: readonly string[];
}

const FRESH_DAYS = 7;
const STALE_AFTER_DAYS = 60;

export interface StabilityCheck {
  /** The KPI as the comparison period was known on its last day. */
  readonly earlier: KpiDefinition;
  readonly now: KpiDefinition;
  readonly window: KpiWindow;
}

/**
 * @param silentDays days without a record before the as-of day
 * @param check      absent where there is no period to compare with
 */
export function kpiReliability(
  measurement: Measurement,
  silentDays: number,
  check: StabilityCheck | undefined,
): KpiReliability {
  const freshness = clampShare(1 - (silentDays - FRESH_DAYS) / (STALE_AFTER_DAYS - FRESH_DAYS));
  const { sampleSize, unknownCount } = measurement;
  const completeness = sampleSize === 0 ? 0 : 1 - unknownCount / sampleSize;
  const stability = check === undefined ? missing("no period to compare with is given") : stabilityOf(check);
  const lowered = [
    ...(freshness < 1 ? [`nothing was recorded in the ${silentDays} days before the as-of day`] : []),
    ...(sampleSize === 0 ? ["nothing to measure in the period"] : []),
    ...(unknownCount > 0 ? [`${unknownCount} of ${sampleSize} lack an amount or are not decided yet`] : []),
    ...(stability.ok && stability.value < 1 ? ["the period compared with was revised after its end"] : []),
  ];
  const score = Math.min(freshness, completeness, stability.ok ? stability.value : 1);
  return { freshness, completeness, stability, score, lowered };
}

/** Days from the last record of a view to its as-of day. */
export function silentDaysOf(view: PipelineView): number {
  let last = -Infinity;
  for (const row of view.stateRow) last = Math.max(last, view.log.rows.recordedOn[row]!);
  return Math.max(0, view.asOf - last);
}

function stabilityOf({ earlier, now, window }: StabilityCheck): Outcome<number> {
  const then = earlier.measure(window).value;
  const known = now.measure(window).value;
  if (!then.ok || !known.ok) return missing("the period compared with has no value");
  const scale = Math.max(Math.abs(then.value), Math.abs(known.value));
  return found(scale === 0 ? 1 : clampShare(1 - Math.abs(known.value - then.value) / scale));
}

function clampShare(value: number): number {
  return Math.min(1, Math.max(0, value));
}
