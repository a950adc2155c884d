import { AppFailure } from "../contracts/failure.ts";
import type { KpiRecord, KpiRequest, KpiTargetResult } from "../contracts/kpi.ts";
import type { KpiTargetEntry, KpiTargets } from "../contracts/kpi-targets.ts";
import { dayFromIso, type Day } from "../core/base/day.ts";
import { MoneyDecimal } from "../core/base/money.ts";
import { parsePeriod, PERIOD_FORMS, type Period } from "../core/base/period.ts";
import type { WonTarget } from "../core/kpi/coverage.ts";
import type { KpiDefinition, KpiWindow } from "../core/kpi/kpi-record.ts";
import type { KpiSource } from "../core/kpi/kpi-source.ts";
import { targetStatus } from "../core/kpi/target-status.ts";
import { ownerKey } from "./access/owner-subtree.ts";
import type { KpiPresenter } from "./present-kpi.ts";
import type { GivenTargets } from "./run-kpi.ts";
import {
  definitionOf,
  scopeOf,
  withTextNames,
  type NamedEntry,
  type Place,
  type SourcedKpi,
} from "./target-scope.ts";

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

/** What the check of targets works on. */
export interface TargetWork {
  readonly sources: readonly KpiSource[];
  readonly minorDigits: number;
  readonly window: KpiWindow;
  readonly request: KpiRequest;
  readonly records: readonly KpiRecord[];
  readonly present: KpiPresenter;
}

/**
 * Target of the won amount of the period as a whole, for the coverage; undefined when there is none.
 * @param whole owner whose target is that of the whole, where the whole is a team
 */
export function wonTargetOf(
  targets: KpiTargets | undefined,
  period: Period,
  minorDigits: number,
  whole?: string,
): WonTarget | undefined {
  // A target of a part of the period is one on the way: the latest is that of the whole.
  const latest = targets?.kpis
    .flatMap(({ kpi, segment, owner, target }) =>
      kpi === "won_amount" && segment === undefined && isOfWhole(owner, whole) ? (target ?? []) : [],
    )
    .filter(({ byWhen }) => isWithin(period, byWhen))
    .reduce<KpiTargetEntry["target"]>(
      (best, target) => (best === undefined || target.byWhen > best.byWhen ? target : best),
      undefined,
    );
  if (latest === undefined) return undefined;
  return { period, amount: latest.value * 10 ** minorDigits };
}

function isOfWhole(owner: KpiTargetEntry["owner"], whole: string | undefined): boolean {
  if (owner === undefined) return true;
  return whole !== undefined && ownerKey(String(owner)) === ownerKey(whole);
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
  { targets, file, isNamed, kept = [] }: GivenTargets,
  work: TargetWork,
): KpiTargetResult[] {
  const ofFile = targets.kpis.map((written, index) => {
    const entry = withTextNames(written);
    const place = `kpis[${index}] of ${file}`;
    return checkEntry(entry, definitionOf(entry, work.sources, place), { place, isKept: !isNamed }, work);
  });
  const ofWorkspace = kept.map(({ entry: written, keptAs }) => {
    const entry = withTextNames(written);
    const place = { place: `the target ${keptAs} of the workspace`, isKept: true };
    const definition = definitionOf(entry, work.sources, place.place);
    const { entry: own, ...rest } = checkEntry(entry, definition, place, work);
    return { entry: own, keptAs, ...rest };
  });
  const rank = (result: KpiTargetResult): number => ORDER.indexOf(result.status);
  return [...ofFile, ...ofWorkspace].toSorted(
    (a, b) => rank(a) - rank(b) || (a.department < b.department ? -1 : a.department > b.department ? 1 : 0),
  );
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
  const baselineOn = baselineDay(entry, place, request.fiscalYear);
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
    ...(baselineOn === undefined
      ? {}
      : { baseline: { value: entry.baseline!.value * scale, on: baselineOn } }),
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

/** The last day of the period of an entry's baseline; undefined without one. @throws {AppFailure} bad_input for what is no period */
export function baselineDay(
  entry: NamedEntry,
  place: string,
  calendar: KpiRequest["fiscalYear"],
): Day | undefined {
  if (entry.baseline === undefined) return undefined;
  const period = parsePeriod(entry.baseline.period, calendar);
  if (period.ok) return period.value.to;
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
