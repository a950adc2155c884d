import type { Period } from "../base/period.ts";
import { isoFromDay, type Day } from "../base/day.ts";
import type { Outcome } from "../base/outcome.ts";
import { explainChange, type ExplainedChange } from "./explain-change.ts";
import type { KpiDefinition, KpiInterval, KpiWindow, Measurement } from "./kpi-record.ts";
import { kpiReliability, type KpiReliability } from "./kpi-reliability.ts";
import type { KpiSource } from "./kpi-source.ts";
import { comparableWindow, windowOf } from "./kpi-windows.ts";
import { unavailable } from "./unavailable.ts";

export interface KpiQuestion {
  readonly period: Period;
  /** The period to compare with. */
  readonly compare?: Period;
  /** Periods of the series, oldest first. */
  readonly series: readonly Period[];
  /** Ids of KPIs of stages whose change is taken apart too. */
  readonly explained: ReadonlySet<string>;
}

export interface SeriesPoint {
  readonly label: string;
  readonly from: number;
  /** Last day that it covers. */
  readonly to: number;
  /** The period was not over on the as-of day. */
  readonly isPartial: boolean;
  readonly value: Outcome<number>;
  readonly sampleSize: number;
}

export interface KpiComparison {
  readonly value: Outcome<number>;
  readonly sampleSize: number;
  readonly interval: KpiInterval | null;
}

/** A KPI with all that is known about it. */
export interface KpiRecord {
  readonly definition: KpiDefinition;
  readonly measurement: Measurement;
  readonly comparison: KpiComparison | null;
  readonly series: readonly SeriesPoint[];
  readonly explained: readonly ExplainedChange[];
  readonly reliability: KpiReliability;
}

export interface MeasuredKpis {
  readonly window: KpiWindow;
  readonly compareWindow: KpiWindow | undefined;
  readonly records: readonly KpiRecord[];
}

/** Measures every KPI of every source over the period, the period to compare with and the series. */
export function measureKpis(asOf: Day, sources: readonly KpiSource[], question: KpiQuestion): MeasuredKpis {
  const window = windowOf(question.period, asOf);
  const compareWindow =
    question.compare === undefined ? undefined : comparableWindow(window, question.compare, asOf);
  const records = sources.flatMap((source) => {
    const earlier = new Map(source.earlier?.map((definition) => [keyOf(definition), definition]));
    return source.definitions.map((definition): KpiRecord => {
      const measurement = measureKnown(source, definition, window);
      const before =
        compareWindow === undefined ? undefined : measureKnown(source, definition, compareWindow);
      const known = earlier.get(keyOf(definition));
      const check =
        known === undefined || compareWindow === undefined
          ? undefined
          : { earlier: known, now: definition, window: { ...compareWindow, followUntil: compareWindow.to } };
      return {
        definition,
        measurement,
        comparison:
          before === undefined
            ? null
            : { value: before.value, sampleSize: before.sampleSize, interval: before.interval },
        series: question.series.map((period) => seriesPoint(source, definition, period, asOf)),
        explained:
          compareWindow !== undefined && measurement.value.ok && before?.value.ok === true
            ? explainedOf(source, definition, [compareWindow, window], question)
            : [],
        reliability: kpiReliability(measurement, source.silentDays, check),
      };
    });
  });
  return { window, compareWindow, records };
}

/** Stages may have had other numbers on the earlier day, so KPIs are matched by name. */
function keyOf({ id, stage, channel }: KpiDefinition): string {
  return `${id}\n${stage ?? ""}\n${channel ?? ""}`;
}

/** What happened before the files begin is not known, which is not the same as nothing. */
function measureKnown(source: KpiSource, definition: KpiDefinition, window: KpiWindow): Measurement {
  if (window.to >= source.firstDay) return definition.measure(window);
  return unavailable(`the files tell of nothing before ${isoFromDay(source.firstDay as Day)}`);
}

function explainedOf(
  source: KpiSource,
  definition: KpiDefinition,
  [before, after]: readonly [KpiWindow, KpiWindow],
  { explained }: KpiQuestion,
): ExplainedChange[] {
  const isExplained = definition.stage === null || explained.has(definition.id);
  if (!isExplained) return [];
  return source.dimensions.flatMap((groups) => explainChange(definition, before, after, groups) ?? []);
}

function seriesPoint(source: KpiSource, definition: KpiDefinition, period: Period, asOf: Day): SeriesPoint {
  const window = { ...windowOf(period, asOf), rowLimit: 0, isBare: true };
  const { value, sampleSize } = measureKnown(source, definition, window);
  return {
    label: period.label,
    from: period.from,
    to: window.to,
    isPartial: window.to < period.to,
    value,
    sampleSize,
  };
}
