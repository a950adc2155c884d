import { kpiDefinitions, type KpiSettings } from "./kpi-definitions.ts";
import { silentDaysOf } from "./kpi-reliability.ts";
import type { KpiSource } from "./kpi-source.ts";
import {
  groupsByColumn,
  groupsByStage,
  opportunitiesWith,
  type OpportunityGroups,
} from "./opportunity-groups.ts";
import type { OpportunityLives } from "./opportunity-lives.ts";

export interface PipelineSourceOptions {
  readonly settings: KpiSettings;
  readonly segmentColumn: string | null;
  readonly ownerColumn: string | null;
  /** Opportunities as they were known on the last day of the comparison window: tells how far figures are revised. */
  readonly earlierLives?: OpportunityLives | undefined;
  /** Owners of the team of somebody who has one, himself included: a target of his is one of the team. */
  readonly teamOf?: ((owner: string) => readonly string[] | undefined) | undefined;
}

/** KPIs of the pipeline, counted over opportunities. */
export function pipelineSource(lives: OpportunityLives, options: PipelineSourceOptions): KpiSource {
  const { settings, segmentColumn, ownerColumn, earlierLives, teamOf } = options;
  const scopeOf = (column: string) => ({
    column,
    membersWith: (value: string) => opportunitiesWith(lives, column, value),
  });
  const membersOf = (column: string, owner: string): Uint8Array => {
    const members = new Uint8Array(lives.count);
    for (const name of teamOf?.(owner) ?? [owner])
      opportunitiesWith(lives, column, name).forEach((isMember, index) => (members[index]! |= isMember));
    return members;
  };
  return {
    definitions: kpiDefinitions(lives, settings),
    ...(earlierLives === undefined ? {} : { earlier: kpiDefinitions(earlierLives, settings) }),
    dimensions: dimensionsOf(lives, segmentColumn, ownerColumn),
    firstDay: lives.firstDay,
    silentDays: silentDaysOf(lives.view),
    scopes: {
      ...(segmentColumn === null ? {} : { segment: scopeOf(segmentColumn) }),
      ...(ownerColumn === null
        ? {}
        : {
            owner: {
              column: ownerColumn,
              membersWith: (owner: string) => membersOf(ownerColumn, owner),
            },
          }),
    },
  };
}

function dimensionsOf(
  lives: OpportunityLives,
  segmentColumn: string | null,
  ownerColumn: string | null,
): OpportunityGroups[] {
  const columns = [
    segmentColumn === null ? undefined : groupsByColumn(lives, "segment", segmentColumn),
    ownerColumn === null ? undefined : groupsByColumn(lives, "owner", ownerColumn),
  ];
  return [groupsByStage(lives), ...columns.flatMap((groups) => groups ?? [])];
}
