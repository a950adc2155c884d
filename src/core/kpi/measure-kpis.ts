import type { Period } from "../base/period.ts";
import type { Day } from "../base/day.ts";
import type { Outcome } from "../base/outcome.ts";
import { explainChange, type ExplainedChange } from "./explain-change.ts";
import { kpiDefinitions, type KpiSettings } from "./kpi-definitions.ts";
import type { KpiDefinition, KpiInterval, KpiWindow, Measurement } from "./kpi-record.ts";
import { kpiReliability, silentDaysOf, type KpiReliability } from "./kpi-reliability.ts";
import { comparableWindow, windowOf } from "./kpi-windows.ts";
import type { OpportunityGroups } from "./opportunity-groups.ts";
import type { OpportunityLives } from "./opportunity-lives.ts";

export interface KpiQuestion {
  readonly period: Period;
  /** The period to compare with. */
  readonly compare?: Period;
  /** Periods of the series, oldest first. */
  readonly series: readonly Period[];
  /** What changes are taken apart by. */
  readonly dimensions: readonly OpportunityGroups[];
  /** Opportunities as they were known on the last day of the comparison window: tells how far figures are revised. */
  readonly earlierLives?: OpportunityLives;
  /** Ids of KPIs of stages whose change is taken apart too. */
  readonly explained: ReadonlySet<string>;
  readonly settings: KpiSettings;
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

/** Measures every KPI over the period, the period to compare with and the series. */
export function measureKpis(lives: OpportunityLives, question: KpiQuestion): MeasuredKpis {
  const { asOf } = lives.view;
  const window = windowOf(question.period, asOf);
  const compareWindow =
    question.compare === undefined ? undefined : comparableWindow(window, question.compare, asOf);
  const definitions = kpiDefinitions(lives, question.settings);
  const earlier = earlierDefinitions(question);
  const silentDays = silentDaysOf(lives.view);
  const records = definitions.map((definition): KpiRecord => {
    const measurement = definition.measure(window);
    const before = compareWindow === undefined ? undefined : definition.measure(compareWindow);
    const known = earlier.get(keyOf(definition));
    const isExplained = definition.stage === null || question.explained.has(definition.id);
    return {
      definition,
      measurement,
      comparison:
        before === undefined
          ? null
          : { value: before.value, sampleSize: before.sampleSize, interval: before.interval },
      series: question.series.map((period) => seriesPoint(definition, period, asOf)),
      explained:
        compareWindow === undefined || !isExplained
          ? []
          : question.dimensions.flatMap(
              (groups) => explainChange(definition, compareWindow, window, groups) ?? [],
            ),
      reliability: kpiReliability(
        measurement,
        silentDays,
        known === undefined || compareWindow === undefined
          ? undefined
          : { earlier: known, now: definition, window: { ...compareWindow, followUntil: compareWindow.to } },
      ),
    };
  });
  return { window, compareWindow, records };
}

/** Stages may have had other numbers on the earlier day, so KPIs are matched by name. */
function keyOf({ id, stage }: KpiDefinition): string {
  return `${id}\n${stage ?? ""}`;
}

function earlierDefinitions({ earlierLives, settings }: KpiQuestion): ReadonlyMap<string, KpiDefinition> {
  if (earlierLives === undefined) return new Map();
  return new Map(kpiDefinitions(earlierLives, settings).map((definition) => [keyOf(definition), definition]));
}

function seriesPoint(definition: KpiDefinition, period: Period, asOf: Day): SeriesPoint {
  const window = { ...windowOf(period, asOf), rowLimit: 0 };
  const { value, sampleSize } = definition.measure(window);
  return {
    label: period.label,
    from: period.from,
    to: window.to,
    isPartial: window.to < period.to,
    value,
    sampleSize,
  };
}
