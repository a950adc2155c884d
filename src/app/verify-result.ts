import { z } from "zod";
import { AppFailure } from "../contracts/failure.ts";
import { ForecastReply } from "../contracts/forecast.ts";
import { importPipeline } from "../files/import-pipeline.ts";
import { runForecast, type ForecastWork } from "./run-forecast.ts";

/** One place in which a result that was run again differs. */
export interface Difference {
  /** Path of the field, such as `total.mean`. */
  readonly field: string;
  readonly recorded: string;
  readonly again: string;
}

/** Fields that are compared in the order in which a reader wants to know of them. */
const IGNORED = new Set(["request", "sources", "warnings"]);
const MOST_DIFFERENCES = 1_000;

/**
 * Runs the request of a recorded result again on files and compares every figure.
 * @param recorded   the parsed JSON of a result; `name` is its file, for messages
 * @param funnelFile the funnel definition that was given with --funnel, for what its columns are called
 * @returns the differences, none when it is identical
 * @throws {AppFailure} bad_input when the document is not a forecast
 */
export async function verifyResult(
  recorded: unknown,
  name: string,
  { paths, funnelFile }: { readonly paths: readonly string[]; readonly funnelFile?: string | undefined },
  work: ForecastWork = {},
): Promise<Difference[]> {
  const parsed = ForecastReply.safeParse(recorded);
  if (!parsed.success) {
    throw new AppFailure(
      "bad_input",
      `Cannot verify ${name}: it is not a forecast of this version\n${z.prettifyError(parsed.error)}`,
    );
  }
  const reply = parsed.data;
  const { request } = reply;
  const imported = await importPipeline(paths, {
    ...Object.fromEntries(Object.entries(request.reading).filter(([, value]) => value !== undefined)),
    timeZone: request.timeZone,
    ...(funnelFile === undefined ? {} : { funnelFile }),
    ...(request.currency === undefined || request.currency === "XXX" ? {} : { currency: request.currency }),
    ...(work.signal === undefined ? {} : { signal: work.signal }),
  });
  const again = await runForecast(request, imported, work);
  const differences: Difference[] = [];
  compareSources(reply, again, differences);
  for (const field of Object.keys({ ...reply, ...again }) as (keyof ForecastReply)[]) {
    if (!IGNORED.has(field)) compare(field, reply[field], again[field], differences);
  }
  return differences;
}

/** Files by digest: a difference of content explains all others. */
function compareSources(reply: ForecastReply, again: ForecastReply, differences: Difference[]): void {
  const digests = (sources: ForecastReply["sources"]): string =>
    sources
      .map(({ sha256 }) => sha256)
      .sort()
      .join(" ");
  if (digests(reply.sources) === digests(again.sources)) return;
  const names = (sources: ForecastReply["sources"]): string =>
    sources.map(({ file, sha256 }) => `${file} ${sha256.slice(0, 12)}`).join(", ");
  differences.push({ field: "sources", recorded: names(reply.sources), again: names(again.sources) });
}

function compare(field: string, recorded: unknown, again: unknown, differences: Difference[]): void {
  if (differences.length >= MOST_DIFFERENCES || Object.is(recorded, again)) return;
  if (isTree(recorded) && isTree(again)) {
    const keys = new Set([...Object.keys(recorded), ...Object.keys(again)]);
    for (const key of keys) compare(`${field}.${key}`, recorded[key], again[key], differences);
    return;
  }
  differences.push({ field, recorded: textOf(recorded), again: textOf(again) });
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function textOf(value: unknown): string {
  return value === undefined ? "absent" : JSON.stringify(value);
}
