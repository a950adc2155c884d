import { KpiTeamView } from "../contracts/api/kpi-view.ts";
import type { KpiTargetEntry } from "../contracts/kpi-targets.ts";
import type { KpiRecord, KpiRequest } from "../contracts/kpi.ts";
import type { OwnerRecord } from "../core/customers/customer-records.ts";
import { CUSTOMER_KPI_IDS } from "../core/kpi/customer-kpi-ids.ts";
import type { KpiId } from "../core/kpi/kpi-definitions.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { ownerKey } from "./access/owner-subtree.ts";
import { figuresDigest } from "./figures-digest.ts";
import { COST_KPIS } from "./results/cost-kpis.ts";
import { NO_RECORDS, runKpi, type GivenRecords, type GivenTargets } from "./run-kpi.ts";
import type { Team } from "./team-pipeline.ts";

const REASONS = {
  cost: "it is made of what the company spends, which no team is shown; ask finance",
  company:
    "it is known for the company alone: customers, leads, surveys and backtests are not cut by who owns an opportunity",
} as const;

/**
 * KPIs over the opportunities of a team, of which no figure depends on anybody else's.
 * @param own      the team's own pipeline, of `teamPipeline`
 * @param asked    targets; those of its own owners count, and that of the team's lead is one of the team
 * @param told     records of the workspace, of which the hierarchy inside the team is used
 * @throws {AppFailure} as `runKpi`
 */
export function runTeamKpi(
  request: KpiRequest,
  own: ImportedPipeline,
  team: Team,
  given: { readonly asked: GivenTargets | undefined; readonly told: GivenRecords | undefined },
): KpiTeamView {
  const owners = new Set(team.owners);
  const {
    resultDigest: _whole,
    sources: _none,
    warnings,
    ...figures
  } = runKpi(request, own, targetsOf(given.asked, team, owners), recordsOf(given.told, owners));
  const shown = {
    ...figures,
    view: "team" as const,
    team: { name: team.name, owners: namesOf(own, owners), withheld: withheldKpis() },
    kpis: figures.kpis.map(withoutCompany),
    customers: null,
  };
  return KpiTeamView.parse({
    ...shown,
    resultDigest: figuresDigest(shown),
    sources: [],
    warnings: [
      {
        code: "team_view",
        message: `Measured over the opportunities whose owner on ${request.asOf} is in the team of ${team.name}, with all of their past, and nothing else: targets of the company and of other owners, costs, customers, leads and surveys play no part, and stages that funnel.yaml does not name stand in the order in which the team's own opportunities went through them`,
      },
      ...warnings,
    ],
  } satisfies KpiTeamView);
}

/** Targets of the team's own owners. */
function targetsOf(
  asked: GivenTargets | undefined,
  { name }: Team,
  owners: ReadonlySet<string>,
): GivenTargets | undefined {
  if (asked === undefined) return undefined;
  const isOwn = ({ owner }: KpiTargetEntry): boolean =>
    owner !== undefined && owners.has(ownerKey(String(owner)));
  const kpis = asked.targets.kpis.filter(isOwn);
  const kept = asked.kept?.filter(({ entry }) => isOwn(entry));
  return { ...asked, targets: { ...asked.targets, kpis }, kept, whole: name };
}

/** The hierarchy inside the team: whoever stands above it is not known. */
function recordsOf(told: GivenRecords | undefined, owners: ReadonlySet<string>): GivenRecords | undefined {
  if (told === undefined) return undefined;
  const isOwn = (name: string): boolean => owners.has(ownerKey(name));
  const inside = ({ manager, ...record }: OwnerRecord): OwnerRecord => ({
    ...record,
    manager: manager !== undefined && isOwn(manager) ? manager : undefined,
  });
  const records = {
    currency: told.records.currency,
    minorDigits: told.records.minorDigits,
    ...NO_RECORDS,
    owners: told.records.owners?.filter(({ owner }) => isOwn(owner)).map(inside),
  };
  return { records, sources: [], warnings: [] };
}

function reasonOf(id: KpiId): string | undefined {
  if (COST_KPIS.has(id)) return REASONS.cost;
  return CUSTOMER_KPI_IDS.some((other) => other === id) ? REASONS.company : undefined;
}

function withheldKpis(): KpiTeamView["team"]["withheld"] {
  return Object.values(REASONS).map((reason) => ({
    kpis: CUSTOMER_KPI_IDS.filter((id) => reasonOf(id) === reason),
    reason,
  }));
}

/** Says of a KPI of the company why it has no value here: that files lack is not why. */
function withoutCompany(kpi: KpiRecord): KpiRecord {
  const reason = reasonOf(kpi.id);
  if (reason === undefined) return kpi;
  const none = { value: null, reason };
  return {
    ...kpi,
    ...none,
    comparison: kpi.comparison === null ? null : { ...kpi.comparison, ...none, change: null },
    series: kpi.series.map((point) => ({ ...point, ...none })),
  };
}

/** Owners as the files write them, those without an opportunity as the hierarchy does without regard to case. */
function namesOf({ log, ownerColumn }: ImportedPipeline, owners: ReadonlySet<string>): string[] {
  const names = new Map([...owners].map((owner) => [owner, owner]));
  const column = log.attributes.find(({ name }) => name === ownerColumn);
  // Names that differ in case alone are one owner; the first stands for it.
  for (const value of column?.values.toReversed() ?? []) {
    if (names.has(ownerKey(value))) names.set(ownerKey(value), value);
  }
  return [...names.values()].sort();
}
