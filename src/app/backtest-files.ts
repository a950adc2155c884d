import {
  BacktestPolicy,
  BacktestRequest,
  METHODS,
  type BacktestReply,
  type Method,
} from "../contracts/backtest.ts";
import { AppFailure } from "../contracts/failure.ts";
import { addDays, dayFromIso, isoFromDay, type Day } from "../core/base/day.ts";
import { cutoffsOf } from "../core/backtest/cutoffs.ts";
import type { FiscalCalendar } from "../core/base/period.ts";
import { outcomeTable } from "../core/backtest/run-cutoffs.ts";
import type { StateTable } from "../core/forecast/state-table.ts";
import { ENGINE_VERSION } from "../core/simulation/plan.ts";
import { closestName } from "../files/closest-name.ts";
import { rejectionText } from "../files/findings.ts";
import { parseDefinition } from "../files/read-definition.ts";
import { fileCheckpoint } from "./backtest-checkpoint.ts";
import { documentDigest } from "./digests.ts";
import { documentText } from "./documents/document-text.ts";
import { fiscalCalendarOf } from "./fiscal-calendar.ts";
import { resolvedHolidays, type HolidayChoice } from "./holidays.ts";
import { readPipeline, type PipelineSource, type ReadPipeline } from "./read-pipeline.ts";
import { runBacktest, type BacktestWork } from "./run-backtest.ts";

/** What a user asks of a backtest; texts as typed. */
export interface BacktestQuestion extends PipelineSource {
  /** First and last cut-off; by default as early as a quarter of history allows and as late as a window still ends in the files. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** `week`, `day`, `month` (30.4375 days), or days such as `3.5d`. */
  readonly every: string;
  readonly horizon: string;
  /** Slugs with commas; every method by default. */
  readonly methods?: string | undefined;
  readonly draws?: number | undefined;
  readonly seed?: number | undefined;
  readonly fiscalYearStart?: number | undefined;
  readonly fiscalYearNamedBy?: "start" | "end" | undefined;
  readonly holidays?: HolidayChoice | undefined;
  readonly yearlyIndex?: boolean | undefined;
  /** Policy file in YAML whose limits the scores must hold. */
  readonly check?: string | undefined;
  /** File in which finished cut-offs are kept until all are done. */
  readonly resume?: string | undefined;
}

export interface FilesBacktest {
  readonly reply: BacktestReply;
  readonly rejectionCount: number;
  readonly rejections: readonly string[];
}

/** A backtest needs this many days before its first cut-off unless the user asks for an earlier one. */
const DAYS_BEFORE_FIRST_CUTOFF = 91;
const BACKTEST_DRAWS = 10_000;
const EVERY: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30.4375 };

/**
 * Backtests files or a workspace.
 * @throws {AppFailure} as import and forecast do; bad_input for a policy that cannot be read
 */
export async function backtestFiles(
  question: BacktestQuestion,
  work: BacktestWork = {},
): Promise<FilesBacktest> {
  const policy = question.check === undefined ? undefined : await readPolicy(question.check, question);
  const read = await readPipeline(question, work.signal === undefined ? {} : { signal: work.signal });
  const { imported } = read;
  const request = backtestRequestOf(question, read);
  const sources = imported.sources.map(({ sha256 }) => sha256);
  const key = documentDigest({ request, sources, engineVersion: ENGINE_VERSION });
  const checkpoint = question.resume === undefined ? undefined : fileCheckpoint(question.resume, key);
  const reply = await runBacktest(request, imported, policy, { ...work, checkpoint });
  await checkpoint?.remove();
  return {
    reply,
    rejectionCount: imported.rejectionCount,
    rejections: imported.rejections.map(rejectionText),
  };
}

export function backtestRequestOf(
  question: BacktestQuestion,
  { imported, reading, stated }: ReadPipeline,
): BacktestRequest {
  const { log } = imported;
  if (log.rows.recordedOn.length === 0)
    throw new AppFailure("no_data", "Cannot backtest: the files hold no dated rows");
  const outcome = outcomeTable(log, imported.funnel);
  const fiscalYear = fiscalCalendarOf(question, imported);
  const from = question.from === undefined ? defaultFrom(outcome) : dayOption("--from", question.from);
  const to =
    question.to === undefined
      ? defaultTo(outcome, from, question.horizon, fiscalYear)
      : dayOption("--to", question.to);
  return BacktestRequest.parse({
    from: isoFromDay(from),
    to: isoFromDay(to),
    everyDays: everyOption(question.every),
    horizon: question.horizon,
    methods: methodsOption(question.methods),
    drawCount: question.draws ?? BACKTEST_DRAWS,
    seed: question.seed,
    fiscalYear,
    timeZone: imported.timeZone,
    currency: log.currency,
    reading,
    holidays: resolvedHolidays(question.holidays, imported.holidays, from, addDays(to, 366)),
    yearlyIndex: question.yearlyIndex,
    funnel: imported.funnel,
    ...(stated === undefined || stated.length === 0 ? {} : { stated: [...stated] }),
  });
}

function defaultFrom(outcome: StateTable): Day {
  return addDays(outcome.firstCloseDay as Day, DAYS_BEFORE_FIRST_CUTOFF);
}

/**
 * The last cut-off whose window ends by the day of the last creation: later windows lack what was created after the extract.
 * @throws {AppFailure} no_data when there is none
 */
function defaultTo(outcome: StateTable, from: Day, horizon: string, fiscal: FiscalCalendar): Day {
  const last = outcome.creations.day.at(-1) ?? outcome.lastDay;
  for (let to = last as Day; to >= from; to = addDays(to, -1)) {
    const window = cutoffsOf({ from: to, to, everyDays: 1 }, horizon, fiscal);
    if (!window.ok) return from; // said where cut-offs are made
    if (window.value[0]!.period.to <= last) return to;
  }
  throw new AppFailure(
    "no_data",
    `Cannot backtest from ${isoFromDay(from)}: no window of ${horizon} after it ends by the last creation in the files, ${isoFromDay(last as Day)}; give --to to score windows that end later`,
  );
}

function dayOption(name: string, text: string): Day {
  const day = dayFromIso(text);
  if (day === undefined)
    throw new AppFailure("usage", `Cannot read ${name} ${text}: give an ISO day such as 2018-06-30`);
  return day;
}

function everyOption(text: string): number {
  const named = EVERY[text];
  const days = named ?? Number(/^(\d+(?:\.\d+)?)d$/.exec(text)?.[1]);
  if (days >= 1 && days <= 366) return days;
  throw new AppFailure("usage", `Cannot read --every ${text}: give day, week, month, or days such as 3.5d`);
}

function methodsOption(text: string | undefined): Method[] {
  if (text === undefined) return [...METHODS];
  const methods = text.split(",").map((slug) => slug.trim());
  for (const slug of methods) {
    if (METHODS.some((method) => method === slug)) continue;
    const closest = closestName(slug, METHODS);
    throw new AppFailure(
      "usage",
      `Cannot find the method ${slug}${closest === undefined ? "" : `, did you mean ${closest}?`}: there are ${METHODS.join(", ")}`,
    );
  }
  return [...new Set(methods)] as Method[];
}

/** A file, or the name of a policy that the workspace keeps. */
async function readPolicy(named: string, { paths, place }: PipelineSource): Promise<BacktestPolicy> {
  const { name, text } = await documentText(
    named,
    "policy",
    "policy",
    paths.length === 0 ? place : undefined,
  );
  return parseDefinition(text, name, BacktestPolicy, "policy");
}
