import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { BacktestReply } from "../contracts/backtest.ts";
import { ChangesReply } from "../contracts/changes.ts";
import { AppFailure } from "../contracts/failure.ts";
import { ForecastReply, type ForecastRequest } from "../contracts/forecast.ts";
import { InvestmentReply } from "../contracts/investment.ts";
import { KpiReply } from "../contracts/kpi.ts";
import { importPipeline } from "../files/import-pipeline.ts";
import type { ImportedPipeline, ImportOptions } from "../files/import-result.ts";
import type { ReadRecords } from "../files/records/read-customer-records.ts";
import type { StorePlace } from "../store/store.ts";
import { documentOfDigest, type NamedText } from "./documents/document-text.ts";
import { investmentOfFiles, type InvestmentFilesQuestion } from "./investment-files.ts";
import { readPipeline } from "./read-pipeline.ts";
import { readRecords } from "./read-records.ts";
import { runBacktest } from "./run-backtest.ts";
import { runChanges } from "./run-changes.ts";
import { runForecast, type ForecastWork } from "./run-forecast.ts";
import { givenTargets, runKpi } from "./run-kpi.ts";
import { revisionOfResult } from "./workspace/revision-of-result.ts";
import { openWorkspace } from "./workspace/workspace.ts";

/** The files or the workspace that a result is said to be made of, and what was said besides that a result does not record. */
export interface Repetition {
  /** None = the workspace; of a case there may be scenarios and costs in files, and the pipeline in the workspace. */
  readonly paths: readonly string[];
  readonly place?: StorePlace | undefined;
  /** Funnel definition that was given with --funnel. */
  readonly funnelFile?: string | undefined;
  /** Options of a case of scenarios: those of earlier versions did not record what they were asked. */
  readonly caseOptions?: Partial<InvestmentFilesQuestion> | undefined;
}

/** Any result with a digest. */
export type AnyReply = ForecastReply | BacktestReply | ChangesReply | KpiReply | InvestmentReply;

const REPLIES = {
  "revcast.forecast.1": ForecastReply,
  "revcast.backtest.1": BacktestReply,
  "revcast.changes.1": ChangesReply,
  "revcast.kpi.1": KpiReply,
  "revcast.investment.1": InvestmentReply,
} as const;

/**
 * The result in a document.
 * @param name its file, for messages
 * @throws {AppFailure} bad_input when it is none, or of another version
 */
export function replyIn(recorded: unknown, name: string): AnyReply {
  const named = z.looseObject({ schema: z.string() }).safeParse(recorded);
  const schema = named.success ? named.data.schema : undefined;
  const contract = Object.entries(REPLIES).find(([other]) => other === schema)?.[1];
  if (contract === undefined) {
    const kinds = "a forecast, backtest, comparison, KPI or scenario result";
    const said = schema === undefined ? "" : `; it says it is "${schema}"`;
    throw new AppFailure("bad_input", `Cannot verify ${name}: it is not ${kinds} of this version${said}`);
  }
  const parsed = contract.safeParse(recorded);
  if (parsed.success) return parsed.data;
  throw new AppFailure(
    "bad_input",
    `Cannot verify ${name}: it is not a result of this version\n${z.prettifyError(parsed.error)}`,
  );
}

/**
 * Runs what a result was asked again, on files or on the workspace.
 * @param name what messages call the result
 * @throws {AppFailure} as the command that made it does; not_found where the workspace has not had its files
 */
export async function runAgain(
  reply: AnyReply,
  name: string,
  again: Repetition,
  work: ForecastWork,
): Promise<AnyReply> {
  if (reply.schema === "revcast.investment.1") return investmentAgain(reply, name, again, work);
  const { imported, records } = await readAgain(reply, name, again, work);
  if (reply.schema === "revcast.forecast.1") return runForecast(reply.request, imported, work);
  if (reply.schema === "revcast.changes.1") return runChanges(reply.request, imported);
  if (reply.schema === "revcast.backtest.1") {
    const { check: _check, ...rest } = await runBacktest(reply.request, imported, undefined, {
      workers: work.workers,
      signal: work.signal,
    });
    return { ...rest, check: reply.check }; // the limits of a policy are no figures
  }
  const kpis = reply.targets.flatMap(({ entry, keptAs }) => (keptAs === undefined ? [entry] : []));
  const kept = reply.targets.flatMap(({ entry, keptAs }) =>
    keptAs === undefined ? [] : [{ entry, keptAs }],
  );
  // Whoever asked may have named no targets: one of somebody who has nothing is no mistake here.
  const targets = givenTargets("the result", kpis.length === 0 ? undefined : { kpis }, kept, false);
  return runKpi(reply.request, imported, targets, await records());
}

/** A pipeline and, when asked for, the tables beside it. */
interface ReadAgain {
  readonly imported: ImportedPipeline;
  readonly records: () => Promise<ReadRecords>;
}

async function readAgain(
  reply: Exclude<AnyReply, InvestmentReply>,
  name: string,
  again: Repetition,
  work: ForecastWork,
): Promise<ReadAgain> {
  const { paths } = again;
  if (paths.length > 0) {
    const reading = readingOf(reply.request, again, work);
    return { imported: await importPipeline(paths, reading), records: () => readRecords({ paths, reading }) };
  }
  const place = placeOf(again, name);
  const source = { paths, reading: {}, place, revision: await revisionIn(place, reply, name) };
  const { imported } = await readPipeline(source);
  return { imported, records: () => readRecords(source) };
}

/** @throws {AppFailure} usage where there is no workspace */
function placeOf({ place }: Repetition, name: string): StorePlace {
  if (place !== undefined && (place.databaseUrl !== undefined || existsSync(place.folder))) return place;
  throw new AppFailure(
    "usage",
    `Cannot verify ${name} alone: name the files that it was made from; there is no workspace to look for them`,
  );
}

async function revisionIn(place: StorePlace, reply: AnyReply, name: string): Promise<number> {
  const workspace = await openWorkspace(place);
  try {
    return await revisionOfResult(workspace, reply, name);
  } finally {
    await workspace.store.close();
  }
}

function readingOf(
  request: Pick<ForecastRequest, "reading"> & {
    readonly timeZone?: string | undefined;
    readonly currency?: string | undefined;
  },
  { funnelFile }: Repetition,
  { signal }: ForecastWork,
): ImportOptions {
  const { currency } = request;
  return {
    ...Object.fromEntries(Object.entries(request.reading).filter(([, value]) => value !== undefined)),
    ...(request.timeZone === undefined ? {} : { timeZone: request.timeZone }),
    ...(funnelFile === undefined ? {} : { funnelFile }),
    ...(currency === undefined || currency === "XXX" ? {} : { currency }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/**
 * A case names its scenarios and tables of costs by digest: of the paths those are the scenarios and costs, the rest is the
 * pipeline.
 */
async function investmentAgain(
  reply: InvestmentReply,
  name: string,
  again: Repetition,
  work: ForecastWork,
): Promise<InvestmentReply> {
  const { paths, funnelFile, caseOptions = {} } = again;
  const digests = new Map<string, string>();
  for (const path of paths) if (!(await isFolder(path))) digests.set(await digestOf(path), path);
  const scenarioPaths: (string | NamedText)[] = [];
  for (const { file, sha256 } of reply.scenarios) {
    const path = digests.get(sha256) ?? paths.find((other) => other.endsWith(file));
    const scenario = path ?? (await documentOfDigest(again.place, { kind: "scenario", file, sha256 }));
    if (scenario === undefined) {
      throw new AppFailure(
        "usage",
        `Cannot verify a case without its scenarios: name ${file} among the files`,
      );
    }
    scenarioPaths.push(scenario);
  }
  const costTables: (string | NamedText)[] = [];
  for (const { file, layout, sha256 } of reply.sources) {
    if (!layout.startsWith("costs, ")) continue;
    const table =
      digests.get(sha256) ?? (await documentOfDigest(again.place, { kind: "costs", file, sha256 }));
    if (table !== undefined) costTables.push(table);
  }
  const history = paths.filter((path) => !scenarioPaths.includes(path) && !costTables.includes(path));
  const { reading = {}, timeZone, currency, ...asked } = reply.request ?? {};
  const options = { ...asked, ...caseOptions };
  const hasPipeline = reply.sources.some(({ layout }) => !layout.startsWith("costs, "));
  const place = hasPipeline && history.length === 0 ? placeOf(again, name) : undefined;
  const done = await investmentOfFiles(
    {
      ...options,
      scenarioPaths,
      costTables,
      history,
      place,
      revision: place === undefined ? undefined : await revisionIn(place, reply, name),
      reading: {
        // The workspace has read its files already.
        ...(place === undefined
          ? {
              ...readingOf({ reading, timeZone, currency }, { paths, funnelFile }, {}),
              ...caseOptions.reading,
            }
          : {}),
        ...(options.segment === undefined ? {} : { segmentColumn: options.segment }),
      },
      asOf: options.asOf ?? reply.asOf ?? undefined,
      draws: reply.drawCount,
      seed: reply.seed,
      budget: reply.bestSubset?.budget,
    },
    { workers: work.workers, signal: work.signal },
  );
  return done.reply;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new AppFailure("not_found", `Cannot verify with ${path}: no such file or folder`, { cause: error });
  }
}

async function digestOf(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}
