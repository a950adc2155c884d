import { AppFailure } from "../contracts/failure.ts";
import type { KpiReply, KpiRequest } from "../contracts/kpi.ts";
import type { KpiTargets } from "../contracts/kpi-targets.ts";
import { dayFromIso, isoFromDay, type Day } from "../core/base/day.ts";
import type { Period } from "../core/base/period.ts";
import type { CustomerRecords } from "../core/customers/customer-records.ts";
import type { WonTarget } from "../core/kpi/coverage.ts";
import { customerSources } from "../core/kpi/customer-sources.ts";
import type { KpiSource } from "../core/kpi/kpi-source.ts";
import { lossReasons } from "../core/kpi/loss-reasons.ts";
import { comparableWindow, windowOf } from "../core/kpi/kpi-windows.ts";
import { measureKpis, type MeasuredKpis } from "../core/kpi/measure-kpis.ts";
import { OUTCOME, opportunityLives, type OpportunityLives } from "../core/kpi/opportunity-lives.ts";
import { pipelineSource } from "../core/kpi/pipeline-source.ts";
import { ownerTreeOn, teamOf } from "../core/kpi/owner-tree.ts";
import { viewAsOf } from "../core/pipeline/pipeline-view.ts";
import { ENGINE_VERSION } from "../core/simulation/plan.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import type { ReadRecords } from "../files/records/read-customer-records.ts";
import { figuresDigest } from "./figures-digest.ts";
import { dataWarnings } from "./forecast-warnings.ts";
import { backtestOf } from "./kpi-backtest.ts";
import { checkTargets, wonTargetOf } from "./kpi-targets.ts";
import { nobodyWarnings } from "./target-scope.ts";
import { usableTargets } from "./usable-targets.ts";
import { kpiSections } from "./kpi-sections.ts";
import type { KeptEntry } from "./overrides/kept-target-entries.ts";
import { longYearWarnings } from "./long-year-warnings.ts";
import { seriesPeriods } from "./kpi-series.ts";
import { customersOf } from "./present-customers.ts";
import { KpiPresenter } from "./present-kpi.ts";

/** Targets as a file gives them, and those that the workspace keeps. */
export interface GivenTargets {
  readonly file: string;
  readonly targets: KpiTargets;
  /** False where nobody named the file: what of it does not fit is left out, not refused. */
  readonly isNamed: boolean;
  readonly kept?: readonly KeptEntry[] | undefined;
  /** Owner whose target is that of the whole, where the whole is a team. */
  readonly whole?: string | undefined;
}

/** Both together; undefined where there are none. */
export function givenTargets(
  file: string | undefined,
  targets: KpiTargets | undefined,
  kept: readonly KeptEntry[],
  isNamed: boolean,
): GivenTargets | undefined {
  if (targets === undefined && kept.length === 0) return undefined;
  return { file: file ?? "the workspace", targets: targets ?? { kpis: [] }, isNamed, kept };
}

/** What files tell besides the pipeline, and the files. */
export type GivenRecords = Pick<ReadRecords, "records" | "sources" | "warnings">;

/**
 * Measures all KPIs as of a day: those of the pipeline, and those of what the files tell besides it.
 * @param told    nothing where no file tells of customers; their KPIs then say what is missing
 * @throws {AppFailure} no_data when nothing was recorded by then; bad_input for targets of what does not exist and for records
 *                      of another currency
 */
export function runKpi(
  request: KpiRequest,
  imported: ImportedPipeline,
  asked: GivenTargets | undefined,
  told?: GivenRecords,
): KpiReply {
  const asOf = dayFromIso(request.asOf)!;
  const lives = livesAsOf(imported, asOf, request);
  if (lives === undefined) {
    const message = `Cannot measure KPIs as of ${request.asOf}: nothing was recorded on or before that day`;
    throw new AppFailure("no_data", message);
  }
  const { minorDigits } = imported.log;
  const period = periodOf(request.period);
  const compare = request.compare === null ? undefined : periodOf(request.compare);
  const window = windowOf(period, asOf);
  const compareEnd = compare === undefined ? undefined : comparableWindow(window, compare, asOf).to;
  const earlierLives = compareEnd === undefined ? undefined : livesAsOf(imported, compareEnd as Day, request);
  const series =
    request.series === null
      ? []
      : seriesPeriods(request.series, lives.firstDay as Day, window.to as Day, request.fiscalYear);
  const { segmentColumn, ownerColumn } = request;
  const records = recordsOf(told, imported);
  const backtest =
    request.backtest === null ? undefined : backtestOf(request.backtest, minorDigits, request.asOf);
  const tree = ownerTreeOn(records.owners ?? [], window.to as Day);
  const customers = customerSources(records, asOf, backtest);
  const sourcesOf = (wonTarget: WonTarget | undefined): KpiSource[] => [
    pipelineSource(lives, {
      settings: { wonTarget, crmProbabilities: request.funnel.crmProbabilities },
      segmentColumn,
      ownerColumn,
      earlierLives,
      teamOf: (owner) => teamOf(tree, owner),
    }),
    ...customers.sources,
  ];
  const { usable: given, warnings: leftOut } = usableTargets(asked, request, () => sourcesOf(undefined));
  const targets = allTargets(given);
  const wonTarget = wonTargetOf(targets, period, minorDigits, given?.whole);
  const kpiSources = sourcesOf(wonTarget);
  const measured = measureKpis(asOf, kpiSources, {
    period,
    ...(compare === undefined ? {} : { compare }),
    series,
    explained: new Set(targets?.kpis.flatMap(({ kpi, stage }) => (stage === undefined ? [] : [kpi]))),
  });
  const present = new KpiPresenter(minorDigits);
  const kpis = measured.records.map((record) => present.record(record));
  const work = { sources: kpiSources, minorDigits, window, request, records: kpis, present };
  const reply = {
    schema: "revcast.kpi.1" as const,
    currency: imported.log.currency,
    engineVersion: ENGINE_VERSION,
    request,
    knownThrough: isoFromDay(lives.view.knownThrough),
    measured: spanOf(measured.window),
    compared: measured.compareWindow === undefined ? null : spanOf(measured.compareWindow),
    bottleneck: bottleneckOf(measured),
    kpis,
    lossReasons: reasonsOf(lives, measured, present),
    customers: customersOf(customers.book, window, minorDigits),
    targets: given === undefined ? [] : checkTargets(given, work),
    ...kpiSections(lives, {
      request,
      window,
      wonTarget: wonTarget?.amount,
      targets,
      owners: records.owners,
      minorDigits,
    }),
  };
  return {
    ...reply,
    resultDigest: figuresDigest(reply),
    sources: [...imported.sources, ...(told?.sources ?? [])].map((source) => ({ ...source })),
    warnings: [
      ...dataWarnings(imported, lives.view),
      ...lossWarnings(lives),
      ...partialWarnings(request, measured),
      ...longYearWarnings(request, window.to < window.periodEnd),
      ...historyWarnings(request, measured, lives.firstDay),
      ...recordWarnings(told, imported),
      ...leftOut,
      ...nobodyWarnings(given, work.sources),
    ],
  };
}

function allTargets(given: GivenTargets | undefined): KpiTargets | undefined {
  if (given === undefined) return undefined;
  return { kpis: [...given.targets.kpis, ...(given.kept ?? []).map(({ entry }) => entry)] };
}

/** Files of customers and spend of which none was given. */
export const NO_RECORDS = {
  customers: undefined,
  subscriptions: undefined,
  leads: undefined,
  touches: undefined,
  spend: undefined,
  finances: undefined,
  surveys: undefined,
  owners: undefined,
} as const;

/** Records whose amounts are in the currency of the pipeline, as far as both are known. */
function recordsOf(told: GivenRecords | undefined, { log }: ImportedPipeline): CustomerRecords {
  const { currency, minorDigits } = log;
  if (told === undefined) return Object.assign({ currency, minorDigits }, NO_RECORDS);
  const { records } = told;
  const hasAmounts = (records.subscriptions ?? records.spend ?? records.finances) !== undefined;
  const isKnown = records.currency !== "XXX" && currency !== "XXX";
  if (hasAmounts && isKnown && records.currency !== currency)
    throw new AppFailure(
      "bad_input",
      `Cannot measure KPIs: the pipeline is in ${currency}, the files of customers and spend in ${records.currency}; give one currency with --currency`,
    );
  return records;
}

function recordWarnings(told: GivenRecords | undefined, { log }: ImportedPipeline): KpiReply["warnings"] {
  if (told === undefined) return [];
  const { records, warnings } = told;
  const isAssumed = records.currency !== log.currency && told.sources.length > 0;
  return [
    ...warnings.map(({ code, message, count }) =>
      count === undefined ? { code, message } : { code, message, count },
    ),
    ...(isAssumed
      ? [
          {
            code: "currency_assumed",
            message: `The pipeline is in ${log.currency}, the files of customers and spend in ${records.currency}: XXX stands for a currency that no file says, and both are taken as one; give it with --currency`,
          },
        ]
      : []),
  ];
}

function livesAsOf(imported: ImportedPipeline, day: Day, request: KpiRequest): OpportunityLives | undefined {
  const view = viewAsOf(imported.log, day, request.funnel);
  return view.ok ? opportunityLives(view.value) : undefined;
}

function periodOf({ from, to, label }: KpiRequest["period"]): Period {
  return { from: dayFromIso(from)!, to: dayFromIso(to)!, label };
}

function spanOf({ from, to, periodEnd }: { from: number; to: number; periodEnd: number }) {
  return { from: isoFromDay(from as Day), to: isoFromDay(to as Day), isPartial: to < periodEnd };
}

/** The stages that cost most; null where none cost anything. */
function bottleneckOf({ records }: MeasuredKpis): KpiReply["bottleneck"] {
  const worstOf = (id: string): string | null => {
    let worst: { stage: string | null; value: number } = { stage: null, value: 0 };
    for (const { definition, measurement } of records) {
      if (definition.id !== id || !measurement.value.ok || measurement.value.value <= worst.value) continue;
      worst = { stage: definition.stage, value: measurement.value.value };
    }
    return worst.stage;
  };
  return { byMoney: worstOf("stage_money_lost"), byDays: worstOf("stage_days_lost") };
}

function reasonsOf(
  lives: OpportunityLives,
  { window }: MeasuredKpis,
  present: KpiPresenter,
): KpiReply["lossReasons"] {
  const reasons = lossReasons(lives, window);
  if (reasons === undefined)
    return { reasons: null, missing: "no column holds loss reasons (loss_reason, lost_reason)" };
  return {
    reasons: reasons.map(({ reason, lost, amount }) => ({
      reason,
      lost: present.part(lost),
      amount: present.value(amount, "money"),
    })),
    missing: null,
  };
}

function lossWarnings(lives: OpportunityLives): KpiReply["warnings"] {
  const isDecided = lives.outcome.includes(OUTCOME.won);
  if (!isDecided || lives.outcome.includes(OUTCOME.lost)) return [];
  const message =
    "Nothing was ever recorded as lost: win rates are 100 % by that alone, and weighted pipelines count nearly in full; name the stages that mean lost in a funnel.yaml, or look at the rates of what was created";
  return [{ code: "no_losses", message }];
}

/** Periods that begin before the first record: of these days nothing is known. */
function historyWarnings(
  { period, compare }: KpiRequest,
  { window, compareWindow }: MeasuredKpis,
  firstDay: number,
): KpiReply["warnings"] {
  const asked = [
    { label: period.label, from: window.from, to: window.to },
    ...(compareWindow === undefined
      ? []
      : [{ label: compare!.label, from: compareWindow.from, to: compareWindow.to }]),
  ];
  return asked.flatMap(({ label, from, to }) => {
    if (from >= firstDay) return [];
    const first = isoFromDay(firstDay as Day);
    const message =
      to < firstDay
        ? `${label} lies before the files begin on ${first}: nothing is known of it, and there is nothing to compare with`
        : `${label} begins before the files do (${first}): its figures stand on a part of it`;
    return [{ code: "before_history", message }];
  });
}

function partialWarnings(request: KpiRequest, { window, compareWindow }: MeasuredKpis): KpiReply["warnings"] {
  if (window.to === window.periodEnd) return [];
  const days = window.to - window.from + 1;
  const compared =
    compareWindow === undefined
      ? ""
      : `; ${request.compare!.label} is measured over as many days from its beginning`;
  return [
    {
      code: "period_not_over",
      count: days,
      message: `${request.period.label} has ${window.periodEnd - window.from + 1} days of which ${days} are over on the as-of day${compared}`,
    },
  ];
}
