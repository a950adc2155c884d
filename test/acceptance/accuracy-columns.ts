import { join } from "node:path";
import { backtestJobOf } from "../../src/app/backtest-tasks.ts";
import { forecastCutoffs } from "../../src/app/cutoff-pool.ts";
import { resolvedHolidays } from "../../src/app/holidays.ts";
import { opportunityScoresOf } from "../../src/app/opportunity-scores.ts";
import { BacktestRequest, type BacktestReply, type Method } from "../../src/contracts/backtest.ts";
import { QUANTILE_LEVELS } from "../../src/contracts/forecast.ts";
import { addDays, dayFromIso } from "../../src/core/base/day.ts";
import { parseHorizon } from "../../src/core/base/period.ts";
import type { Cutoff } from "../../src/core/backtest/cutoffs.ts";
import type { ScoredCutoff } from "../../src/core/backtest/forecast-cutoff.ts";
import { leaderBoard, type MethodBoard } from "../../src/core/backtest/leader-board.ts";
import { importPipeline } from "../../src/files/import-pipeline.ts";
import type { ImportedPipeline } from "../../src/files/import-result.ts";
import { DUTCH_HOLIDAYS, realData, referenceForecasts, type ReferenceForecast } from "./real-data.ts";

/** What a CRM would give each stage of the public sets; one configuration for all of them. */
export const CRM_PROBABILITIES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  bpi2012: { submitted: 0.1, lead: 0.1, preaccepted: 0.25, offer: 0.5, sent_back: 0.75, incomplete: 0.75 },
  bpi2020_rfp: bpi2020(),
  bpi2020_domestic: bpi2020(),
  maven_crm: { engaging: 0.5 },
};

function bpi2020(): Record<string, number> {
  return {
    submitted: 0.5,
    admin_ok: 0.7,
    budget_ok: 0.8,
    final_ok: 0.9,
    pay_requested: 0.95,
    rejected: 0.1,
  };
}

/** One set at one horizon, with the cut-offs that the reference lists. */
export interface AccuracyColumn {
  readonly name: string;
  readonly set: string;
  readonly horizonDays: number;
  readonly reference: readonly ReferenceForecast[];
}

/** What one run of a column gave. */
export interface ColumnResult {
  readonly column: AccuracyColumn;
  readonly scored: readonly ScoredCutoff[];
  readonly boards: ReadonlyMap<Method, MethodBoard>;
  /** Mean CRPS of the model over the mean absolute error of the plain naive forecast. */
  readonly crpsOverNaiveError: number;
  readonly opportunities: NonNullable<BacktestReply["opportunityScores"]>;
}

/** The eight columns in the order of the reference tables. */
export function accuracyColumns(): AccuracyColumn[] {
  const rows = referenceForecasts();
  const columns = [
    { name: "bpi2012 14d", set: "bpi2012", horizonDays: 14 },
    { name: "bpi2012 30d", set: "bpi2012", horizonDays: 30 },
    { name: "maven 30d", set: "maven_crm", horizonDays: 30 },
    { name: "maven 90d", set: "maven_crm", horizonDays: 90 },
    { name: "rfp 30d", set: "bpi2020_rfp", horizonDays: 30 },
    { name: "rfp 90d", set: "bpi2020_rfp", horizonDays: 90 },
    { name: "domestic 30d", set: "bpi2020_domestic", horizonDays: 30 },
    { name: "domestic 90d", set: "bpi2020_domestic", horizonDays: 90 },
  ];
  return columns.map(({ name, set, horizonDays }) => ({
    name,
    set,
    horizonDays,
    reference: rows.filter((row) => row.set === set && row.horizonDays === horizonDays),
  }));
}

const imports = new Map<string, Promise<ImportedPipeline>>();

export function importedSet(set: string): Promise<ImportedPipeline> {
  if (!imports.has(set)) imports.set(set, importPipeline([join(realData!, set, "history.csv")]));
  return imports.get(set)!;
}

/** The request that a user would make for a column: the holidays of the data's place, a CRM probability by stage. */
export function requestOf(
  column: AccuracyColumn,
  imported: ImportedPipeline,
  { methods, seed }: { readonly methods: readonly Method[]; readonly seed: number },
): BacktestRequest {
  const days = column.reference.map(({ cutoff }) => cutoff).sort();
  const [from, to] = [days[0]!, days.at(-1)!];
  return BacktestRequest.parse({
    from,
    to,
    everyDays: column.set === "bpi2012" ? 3.5 : 7,
    horizon: `${column.horizonDays}d`,
    methods,
    drawCount: 10_000,
    seed,
    holidays: resolvedHolidays(
      DUTCH_HOLIDAYS,
      undefined,
      dayFromIso(from)!,
      addDays(dayFromIso(to)!, column.horizonDays),
    ),
    funnel: { ...imported.funnel, crmProbabilities: CRM_PROBABILITIES[column.set]! },
  });
}

/** Cut-offs as the reference lists them. */
export function listedCutoffs(column: AccuracyColumn): Cutoff[] {
  return column.reference.map(({ cutoff }) => {
    const day = dayFromIso(cutoff)!;
    const period = parseHorizon(`${column.horizonDays}d`, day);
    if (!period.ok) throw new Error(period.reason);
    return { cutoff: day, period: period.value, weekOfPeriod: 0 };
  });
}

/** Forecasts and scores a column through the code of `revcast backtest`. */
export async function runColumn(
  column: AccuracyColumn,
  question: { readonly methods: readonly Method[]; readonly seed: number; readonly workers: number },
): Promise<ColumnResult> {
  const imported = await importedSet(column.set);
  const request = requestOf(column, imported, question);
  const byIndex: ScoredCutoff[] = [];
  await forecastCutoffs(
    backtestJobOf(request, imported.log, listedCutoffs(column)),
    { workers: question.workers },
    async ({ index, result }) => {
      if (!result.ok) throw new Error(`${column.name}: ${result.reason}`);
      byIndex[index] = result.value;
    },
  );
  const boards = new Map(
    leaderBoard(byIndex, question.methods, {
      levels: QUANTILE_LEVELS,
      seed: question.seed,
      trainingSeries: [],
    }).map((board) => [board.method, board]),
  );
  return {
    column,
    scored: byIndex,
    boards,
    crpsOverNaiveError: boards.get("full")!.crps / boards.get("naive-last")!.mae,
    opportunities: opportunityScoresOf(byIndex)!,
  };
}

/** A score that has to exist. */
export function figure(
  result: ColumnResult,
  method: Method,
  score: "wape" | "bias" | "crpsRatioToNaive" | "meanWidth80",
): number {
  const found = result.boards.get(method)?.[score];
  if (found?.ok !== true) throw new Error(`${result.column.name}: ${method} has no ${score}`);
  return found.value;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Mean share of windows inside the central 50, 80 and 95 % ranges, every column counting the same. */
export function meanCoverage(results: readonly ColumnResult[]): number[] {
  return [0, 1, 2].map(
    (interval) =>
      results.reduce((sum, { boards }) => sum + boards.get("full")!.coverage![interval]!.share, 0) /
      results.length,
  );
}
