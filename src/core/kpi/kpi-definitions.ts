import { bottleneckKpis } from "./bottleneck.ts";
import { coverageKpi, type WonTarget } from "./coverage.ts";
import { CUSTOMER_KPI_IDS } from "./customer-kpi-ids.ts";
import { expectedCloseKpis } from "./expected-closes.ts";
import type { KpiDefinition } from "./kpi-record.ts";
import type { OpportunityLives } from "./opportunity-lives.ts";
import { pipelineFlowKpis } from "./pipeline-flow.ts";
import { velocityKpi } from "./pipeline-velocity.ts";
import { salesCycleKpis } from "./sales-cycle.ts";
import { stageConversionKpis } from "./stage-conversion.ts";
import { staleKpi, timeInStageKpis } from "./time-in-stage.ts";
import { weightedPipelineKpi } from "./weighted-pipeline.ts";
import { winRateKpis } from "./win-rate.ts";

/** Ids of all KPIs of the pipeline; those that exist for every stage come last. */
const PIPELINE_KPI_IDS = [
  "won_amount",
  "won_count",
  "average_won_amount",
  "created_count",
  "created_amount",
  "open_pipeline",
  "weighted_pipeline",
  "coverage",
  "win_rate_count",
  "win_rate_value",
  "sales_cycle_median",
  "sales_cycle_mean",
  "sales_cycle_iqr",
  "pipeline_velocity",
  "slippage_rate",
  "push_count",
  "pull_in_share",
  "stale_share",
  "stage_conversion_cohort",
  "stage_conversion_period",
  "time_in_stage",
  "stage_overdue",
  "stage_days_lost",
  "stage_money_lost",
] as const;

/** Ids of all KPIs. */
export const KPI_IDS = [...PIPELINE_KPI_IDS, ...CUSTOMER_KPI_IDS] as const;
export type KpiId = (typeof KPI_IDS)[number];

/** Ids of the KPIs that exist for every stage. */
export const STAGE_KPI_IDS: readonly KpiId[] = PIPELINE_KPI_IDS.slice(
  PIPELINE_KPI_IDS.indexOf("stage_conversion_cohort"),
);

export interface KpiSettings {
  readonly wonTarget?: WonTarget | undefined;
  /** The CRM's own win probabilities by stage, 0..1. */
  readonly crmProbabilities: Readonly<Record<string, number>>;
}

/** All KPIs of the pipeline, in the order of their ids, those of stages in the order of the stages. */
export function kpiDefinitions(lives: OpportunityLives, settings: KpiSettings): readonly KpiDefinition[] {
  const definitions = [
    ...pipelineFlowKpis(lives),
    weightedPipelineKpi(lives, settings.crmProbabilities),
    coverageKpi(lives, settings.wonTarget),
    ...winRateKpis(lives),
    ...salesCycleKpis(lives),
    velocityKpi(lives),
    ...expectedCloseKpis(lives),
    staleKpi(lives),
    ...stageConversionKpis(lives),
    ...timeInStageKpis(lives),
    ...bottleneckKpis(lives),
  ];
  const rank = new Map<string, number>(KPI_IDS.map((id, index) => [id, index]));
  return definitions.toSorted((a, b) => rank.get(a.id)! - rank.get(b.id)!);
}
