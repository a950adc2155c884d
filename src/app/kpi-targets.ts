import { AppFailure } from "../contracts/failure.ts";
import type { KpiRecord, KpiReply, KpiRequest, KpiTargetResult } from "../contracts/kpi.ts";
import type { KpiTargetEntry, KpiTargets } from "../contracts/kpi-targets.ts";
import { dayFromIso, type Day } from "../core/base/day.ts";
import { MoneyDecimal } from "../core/base/money.ts";
import { parsePeriod, PERIOD_FORMS, type Period } from "../core/base/period.ts";
import type { WonTarget } from "../core/kpi/coverage.ts";
import { STAGE_KPI_IDS } from "../core/kpi/kpi-definitions.ts";
import type { KpiDefinition, KpiWindow } from "../core/kpi/kpi-record.ts";
import type { KpiSource } from "../core/kpi/kpi-source.ts";
import { targetStatus } from "../core/kpi/target-status.ts";
import type { KpiPresenter } from "./present-kpi.ts";
import type { GivenTargets } from "./run-kpi.ts";

/** Sums over the days of a period, which grow until it ends; a target of such a sum is one of the whole period. */
const GROWING = new Set([
  "won_amount",
  "won_count",
  "created_count",
  "created_amount",
  "stage_days_lost",
  "stage_money_lost",
  "lead_count",
  "mql_count",
  "new_customers",
  "acquisition_spend",
  "new_mrr",
  "expansion_mrr",
  "contraction_mrr",
  "churned_mrr",
  "reactivation_mrr",
  "fx_mrr",
  "net_new_mrr",
]);
const ORDER = ["offTrack", "unknown", "onTrack", "reached", "noTarget"] as const;

type NamedEntry = Omit<KpiTargetEntry, "stage" | "channel" | "segment" | "owner"> & {
  readonly stage?: string;
  readonly channel?: string;
  readonly segment?: string;
  readonly owner?: string;
};

/** What the check of targets works on. */
export interface TargetWork {
  readonly sources: readonly KpiSource[];
  readonly minorDigits: number;
  readonly window: KpiWindow;
  readonly request: KpiRequest;
  readonly records: readonly KpiRecord[];
  readonly present: KpiPresenter;
}

/** Target of the won amount of the period as a whole, for the coverage; undefined when there is none. */
export function wonTargetOf(
  targets: KpiTargets | undefined,
  period: Period,
  minorDigits: number,
): WonTarget | undefined {
  // A target of a part of the period is one on the way: the latest is that of the whole.
  const latest = targets?.kpis
    .flatMap(({ kpi, segment, owner, target }) =>
      kpi === "won_amount" && segment === undefined && owner === undefined ? (target ?? []) : [],
    )
    .filter(({ byWhen }) => isWithin(period, byWhen))
    .reduce<KpiTargetEntry["target"]>(
      (best, target) => (best === undefined || target.byWhen > best.byWhen ? target : best),
      undefined,
    );
  if (latest === undefined) return undefined;
  return { period, amount: latest.value * 10 ** minorDigits };
}

function isWithin(period: Pick<Period, "from" | "to">, isoDay: string): boolean {
  const day = dayFromIso(isoDay)!;
  return day >= period.from && day <= period.to;
}

/**
 * Every entry of a targets file and every target of the workspace against the KPI it is about, off-track ones first, by department.
 * @throws {AppFailure} bad_input for a stage, segment column or period of the file that does not exist
 */
export function checkTargets(
  { targets, file, kept = [] }: GivenTargets,
  work: TargetWork,
): KpiTargetResult[] {
  const ofFile = targets.kpis.map((written, index) => {
    const entry = withTextNames(written);
    const place = `kpis[${index}] of ${file}`;
    return checkEntry(entry, definitionOf(entry, work.sources, place), { place, isKept: false }, work);
  });
  const ofWorkspace = kept.map(({ entry: written, keptAs }) => {
    const entry = withTextNames(written);
    const place = `the target ${keptAs} of the workspace`;
    const { entry: own, ...rest } = checkEntry(
      entry,
      definitionOf(entry, work.sources, place),
      { place, isKept: true },
      work,
    );
    return { entry: own, keptAs, ...rest };
  });
  const results: KpiTargetResult[] = [...ofFile, ...ofWorkspace];
  const rank = (result: KpiTargetResult): number => ORDER.indexOf(result.status);
  return results.toSorted(
    (a, b) => rank(a) - rank(b) || (a.department < b.department ? -1 : a.department > b.department ? 1 : 0),
  );
}

/** YAML reads a name such as 10 as a number; the files have texts. */
function withTextNames(entry: KpiTargetEntry): NamedEntry {
  const { stage, channel, segment, owner, ...rest } = entry;
  return {
    ...rest,
    ...(stage === undefined ? {} : { stage: String(stage) }),
    ...(channel === undefined ? {} : { channel: String(channel) }),
    ...(segment === undefined ? {} : { segment: String(segment) }),
    ...(owner === undefined ? {} : { owner: String(owner) }),
  };
}

/** A KPI with what it is counted over. */
interface SourcedKpi {
  readonly definition: KpiDefinition;
  readonly source: KpiSource;
}

function definitionOf(entry: NamedEntry, sources: readonly KpiSource[], place: string): SourcedKpi {
  const needsStage = STAGE_KPI_IDS.includes(entry.kpi);
  if (needsStage !== (entry.stage !== undefined)) {
    const fault = needsStage
      ? "needs a stage: the KPI exists for each"
      : "cannot have a stage: the KPI is about the whole";
    throw new AppFailure("bad_input", `Cannot check ${place}: ${entry.kpi} ${fault}`);
  }
  const candidates = sources.flatMap((source) =>
    source.definitions.flatMap((definition) => (definition.id === entry.kpi ? [{ definition, source }] : [])),
  );
  const isOfChannels = candidates.some(({ definition }) => definition.channel !== undefined);
  if (isOfChannels && entry.channel === undefined)
    throw new AppFailure(
      "bad_input",
      `Cannot check ${place}: ${entry.kpi} needs a channel: the KPI exists for each`,
    );
  const found = candidates.find(
    ({ definition: { stage, channel } }) =>
      (stage ?? undefined) === entry.stage && (!isOfChannels || channel === entry.channel),
  );
  if (found !== undefined) return found;
  if (entry.stage === undefined) {
    const channels = candidates.flatMap(({ definition }) => definition.channel ?? []);
    const known = channels.length === 0 ? "no file tells of channels" : `channels are ${channels.join(", ")}`;
    throw new AppFailure(
      "bad_input",
      `Cannot check ${place}: there is no channel ${entry.channel ?? ""}; ${known}`,
    );
  }
  const stages = candidates.map(({ definition }) => definition.stage);
  throw new AppFailure(
    "bad_input",
    `Cannot check ${place}: there is no stage ${entry.stage}; stages are ${stages.join(", ")}`,
  );
}

/** Where an entry stands; of the workspace's, one of somebody who has nothing yet is no mistake. */
interface Place {
  readonly place: string;
  readonly isKept: boolean;
}

function checkEntry(
  entry: NamedEntry,
  sourced: SourcedKpi,
  { place, isKept }: Place,
  work: TargetWork,
): KpiTargetResult {
  const { window, present, request } = work;
  const { definition } = sourced;
  const { unit, direction } = definition;
  const isMoney = unit === "money" || unit === "moneyPerDay";
  const scale = isMoney ? 10 ** work.minorDigits : 1;
  const keeps = scopeOf(entry, sourced, { place, isKept });
  const measured = definition.measure(keeps === undefined ? window : { ...window, keeps });
  const base = {
    entry,
    name: [definition.name, definition.stage, entry.channel, entry.segment, entry.owner]
      .filter((part) => part !== undefined && part !== null)
      .join(", "),
    unit,
    department: definition.department,
    direction,
    ...present.figure(measured.value, unit),
  };
  const baseline = baselineOf(entry, place, request, scale);
  if (entry.target === undefined) return { ...base, status: "noTarget", due: null, gap: null, driver: null };
  const periodDays = { from: window.from as Day, to: window.periodEnd as Day };
  if (GROWING.has(entry.kpi) && !isWithin(periodDays, entry.target.byWhen)) {
    const reason =
      base.reason ?? "the target is one of another period: a sum is reached by the end of its own";
    return { ...base, reason, status: "unknown", due: null, gap: null, driver: null };
  }
  const isGrowing = GROWING.has(entry.kpi) && window.to < window.periodEnd;
  const { status, due } = targetStatus({
    value: measured.value,
    direction,
    target: entry.target.value * scale,
    byWhen: dayFromIso(entry.target.byWhen)!,
    measuredOn: window.to,
    ...(baseline === undefined ? {} : { baseline }),
    elapsedShare: isGrowing ? (window.to - window.from + 1) / (window.periodEnd - window.from + 1) : 1,
  });
  return {
    ...base,
    status,
    due: present.value(due, unit),
    gap: measured.value.ok ? present.difference(measured.value.value, due, unit) : null,
    driver: status === "offTrack" && keeps === undefined ? driverOf(entry, definition, work) : null,
  };
}

function scopeOf(
  entry: NamedEntry,
  { source, definition }: SourcedKpi,
  { place, isKept }: Place,
): Uint8Array | undefined {
  const asked = [
    ["segment", entry.segment] as const,
    ["owner", entry.owner] as const,
    // The channel of a KPI that exists for each is no part of a whole.
    ["channel", definition.channel === undefined ? entry.channel : undefined] as const,
  ];
  const masks = asked.flatMap(([name, value]) => {
    if (value === undefined) return [];
    const scope = source.scopes[name];
    if (scope === undefined)
      throw new AppFailure(
        "bad_input",
        `Cannot check ${place}: it names ${name === "owner" ? "an" : "a"} ${name}, by which ${entry.kpi} is not known; of the pipeline, say which column holds it with --segment or --owner; of customers, the files have to tell it`,
      );
    const keeps = scope.membersWith(value);
    if (!keeps.includes(1) && !isKept)
      throw new AppFailure(
        "bad_input",
        `Cannot check ${place}: nothing that ${entry.kpi} counts has ${scope.column} ${value}; check its spelling`,
      );
    return [keeps];
  });
  const [first, ...others] = masks;
  return others.reduce((kept, other) => kept?.map((keep, member) => keep & other[member]!), first);
}

/** Targets of the workspace that are of owners or segments which nothing has: new ones, or names with a mistake in them. */
export function nobodyWarnings(
  given: GivenTargets | undefined,
  { sources }: Pick<TargetWork, "sources">,
): KpiReply["warnings"] {
  const count = (given?.kept ?? []).filter(({ entry }) => {
    const { definition, source } = definitionOf(withTextNames(entry), sources, "a target");
    const place = { place: "a target", isKept: true };
    return scopeOf(withTextNames(entry), { definition, source }, place)?.includes(1) === false;
  }).length;
  if (count === 0) return [];
  const message = `${count} ${count === 1 ? "target" : "targets"} of the workspace ${count === 1 ? "is" : "are"} of owners or segments that nothing has; check their names with \`revcast target list\``;
  return [{ code: "target_of_nobody", message, count }];
}

function baselineOf(entry: NamedEntry, place: string, request: KpiRequest, scale: number) {
  if (entry.baseline === undefined) return undefined;
  const period = parsePeriod(entry.baseline.period, request.fiscalYear);
  if (period.ok) return { value: entry.baseline.value * scale, on: period.value.to };
  throw new AppFailure(
    "bad_input",
    `Cannot check ${place}: the baseline's period ${entry.baseline.period} is none; give ${PERIOD_FORMS}`,
  );
}

/** The group whose effect went furthest to the worse since the period compared with. */
function driverOf(
  entry: NamedEntry,
  definition: KpiDefinition,
  { records }: TargetWork,
): KpiTargetResult["driver"] {
  const record = records.find(
    ({ id, stage, channel }) =>
      id === entry.kpi && stage === definition.stage && channel === (definition.channel ?? null),
  );
  const worse = definition.direction === "lower" ? 1 : -1;
  let worst: { size: number; driver: NonNullable<KpiTargetResult["driver"]> } | undefined;
  for (const { dimension, groups } of record?.explained ?? []) {
    for (const { name, mix, rate } of groups) {
      const total = new MoneyDecimal(mix).plus(rate);
      const size = total.toNumber() * worse;
      if (size <= 0 || size <= (worst?.size ?? 0)) continue;
      const by = new MoneyDecimal(rate).abs().gte(new MoneyDecimal(mix).abs())
        ? "its own value"
        : "its share of the whole";
      const sentence = `${dimension} ${name} moved it most to the worse, mainly by ${by}`;
      worst = { size, driver: { dimension, group: name, mix, rate, total: total.toFixed(), sentence } };
    }
  }
  return worst?.driver ?? null;
}
