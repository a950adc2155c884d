import { AppFailure } from "../contracts/failure.ts";
import type { KpiRecord, KpiRequest, KpiTargetResult } from "../contracts/kpi.ts";
import type { KpiTargetEntry, KpiTargets } from "../contracts/kpi-targets.ts";
import { dayFromIso, type Day } from "../core/base/day.ts";
import { MoneyDecimal } from "../core/base/money.ts";
import { parsePeriod, type Period } from "../core/base/period.ts";
import type { WonTarget } from "../core/kpi/coverage.ts";
import { kpiDefinitions, STAGE_KPI_IDS, type KpiSettings } from "../core/kpi/kpi-definitions.ts";
import type { KpiDefinition, KpiWindow } from "../core/kpi/kpi-record.ts";
import { opportunitiesWith } from "../core/kpi/opportunity-groups.ts";
import type { OpportunityLives } from "../core/kpi/opportunity-lives.ts";
import { targetStatus } from "../core/kpi/target-status.ts";
import type { KpiPresenter } from "./present-kpi.ts";

/** Sums over the days of a period, which grow until it ends; a target of such a sum is one of the whole period. */
const GROWING = new Set([
  "won_amount",
  "won_count",
  "created_count",
  "created_amount",
  "stage_days_lost",
  "stage_money_lost",
]);
const ORDER = ["offTrack", "unknown", "onTrack", "reached", "noTarget"] as const;

type NamedEntry = Omit<KpiTargetEntry, "stage" | "segment" | "owner"> & {
  readonly stage?: string;
  readonly segment?: string;
  readonly owner?: string;
};

/** What the check of targets works on. */
export interface TargetWork {
  readonly lives: OpportunityLives;
  readonly settings: KpiSettings;
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
  const entry = targets?.kpis.find(
    ({ kpi, segment, owner, target }) =>
      kpi === "won_amount" &&
      segment === undefined &&
      owner === undefined &&
      target !== undefined &&
      isWithin(period, target.byWhen),
  );
  if (entry?.target === undefined) return undefined;
  return { period, amount: entry.target.value * 10 ** minorDigits };
}

function isWithin(period: Pick<Period, "from" | "to">, isoDay: string): boolean {
  const day = dayFromIso(isoDay)!;
  return day >= period.from && day <= period.to;
}

/**
 * Every entry of a targets file against the KPI it is about, off-track ones first, by department.
 * @throws {AppFailure} bad_input for a stage, segment column or period that does not exist
 */
export function checkTargets(targets: KpiTargets, file: string, work: TargetWork): KpiTargetResult[] {
  const definitions = kpiDefinitions(work.lives, work.settings);
  const results = targets.kpis.map((written, index) => {
    const entry = withTextNames(written);
    const definition = definitionOf(entry, definitions, `kpis[${index}] of ${file}`);
    return checkEntry(entry, definition, `kpis[${index}] of ${file}`, work);
  });
  const rank = (result: KpiTargetResult): number => ORDER.indexOf(result.status);
  return results.toSorted(
    (a, b) => rank(a) - rank(b) || (a.department < b.department ? -1 : a.department > b.department ? 1 : 0),
  );
}

/** YAML reads a name such as 10 as a number; the files have texts. */
function withTextNames(entry: KpiTargetEntry): NamedEntry {
  const { stage, segment, owner, ...rest } = entry;
  return {
    ...rest,
    ...(stage === undefined ? {} : { stage: String(stage) }),
    ...(segment === undefined ? {} : { segment: String(segment) }),
    ...(owner === undefined ? {} : { owner: String(owner) }),
  };
}

function definitionOf(
  entry: NamedEntry,
  definitions: readonly KpiDefinition[],
  place: string,
): KpiDefinition {
  const needsStage = STAGE_KPI_IDS.includes(entry.kpi);
  if (needsStage !== (entry.stage !== undefined)) {
    const fault = needsStage
      ? "needs a stage: the KPI exists for each"
      : "cannot have a stage: the KPI is about the whole pipeline";
    throw new AppFailure("bad_input", `Cannot check ${place}: ${entry.kpi} ${fault}`);
  }
  const found = definitions.find(({ id, stage }) => id === entry.kpi && (stage ?? undefined) === entry.stage);
  if (found !== undefined) return found;
  const stages = definitions.filter(({ id }) => id === entry.kpi).map(({ stage }) => stage);
  throw new AppFailure(
    "bad_input",
    `Cannot check ${place}: there is no stage ${entry.stage}; stages are ${stages.join(", ")}`,
  );
}

function checkEntry(
  entry: NamedEntry,
  definition: KpiDefinition,
  place: string,
  work: TargetWork,
): KpiTargetResult {
  const { window, present, request } = work;
  const { unit, direction } = definition;
  const isMoney = unit === "money" || unit === "moneyPerDay";
  const scale = isMoney ? 10 ** work.lives.view.minorDigits : 1;
  const keeps = scopeOf(entry, place, work);
  const measured = definition.measure(keeps === undefined ? window : { ...window, keeps });
  const base = {
    entry,
    name: [definition.name, definition.stage, entry.segment, entry.owner]
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

function scopeOf(entry: NamedEntry, place: string, { lives, request }: TargetWork): Uint8Array | undefined {
  const scopes = [
    ["segment", entry.segment, request.segmentColumn] as const,
    ["owner", entry.owner, request.ownerColumn] as const,
  ].flatMap(([option, value, column]) => {
    if (value === undefined) return [];
    if (column === null)
      throw new AppFailure(
        "bad_input",
        `Cannot check ${place}: it names a ${option}; say which column holds it with --${option}`,
      );
    const keeps = opportunitiesWith(lives, column, value);
    if (!keeps.includes(1))
      throw new AppFailure(
        "bad_input",
        `Cannot check ${place}: no opportunity has ${column} ${value}; check its spelling`,
      );
    return [keeps];
  });
  const [first, second] = scopes;
  if (first === undefined || second === undefined) return first;
  return first.map((keep, opportunity) => keep & second[opportunity]!);
}

function baselineOf(entry: NamedEntry, place: string, request: KpiRequest, scale: number) {
  if (entry.baseline === undefined) return undefined;
  const period = parsePeriod(entry.baseline.period, request.fiscalYear);
  if (period.ok) return { value: entry.baseline.value * scale, on: period.value.to };
  throw new AppFailure(
    "bad_input",
    `Cannot check ${place}: the baseline's period ${entry.baseline.period} is none; give a quarter (2018-Q3), a month (2018-07) or a year (2018)`,
  );
}

/** The group whose effect went furthest to the worse since the period compared with. */
function driverOf(
  entry: NamedEntry,
  definition: KpiDefinition,
  { records }: TargetWork,
): KpiTargetResult["driver"] {
  const record = records.find(({ id, stage }) => id === entry.kpi && stage === definition.stage);
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
