import { kpiDefinitions, type KpiSettings } from "../../../src/core/kpi/kpi-definitions.ts";
import type { KpiWindow, Measurement } from "../../../src/core/kpi/kpi-record.ts";
import { opportunityLives, type OpportunityLives } from "../../../src/core/kpi/opportunity-lives.ts";
import type { RecordedState } from "../../../src/core/pipeline/change-log.ts";
import { at, logOf, viewOf } from "../pipeline/random-logs.ts";

export function livesOf(states: readonly RecordedState[], asOfOffset: number): OpportunityLives {
  return opportunityLives(viewOf(logOf(states), at(asOfOffset)));
}

/** Days by their offsets; the whole period is measured unless told. */
export function windowOn(from: number, to: number, changes: Partial<KpiWindow> = {}): KpiWindow {
  return { from: at(from), to: at(to), periodEnd: at(to), followUntil: at(to), rowLimit: 20, ...changes };
}

export function measured(
  lives: OpportunityLives,
  id: string,
  window: KpiWindow,
  { stage = null, ...settings }: Partial<KpiSettings> & { stage?: string | null } = {},
): Measurement {
  const definitions = kpiDefinitions(lives, { crmProbabilities: {}, ...settings });
  const definition = definitions.find((kpi) => kpi.id === id && kpi.stage === stage);
  if (definition === undefined) throw new Error(`No KPI ${id} of ${stage}`);
  return definition.measure(window);
}

/** The value of a KPI, or the reason that there is none. */
export function valueOf(measurement: Pick<Measurement, "value">): number | string {
  return measurement.value.ok ? measurement.value.value : measurement.value.reason;
}

/** The value by a rival convention. */
export function rivalOf({ rivals }: Measurement, name: string): number | string {
  const rival = rivals.find((other) => other.name === name);
  if (rival === undefined) throw new Error(`No convention ${name}`);
  return valueOf(rival);
}
