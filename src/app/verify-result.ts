import { AppFailure } from "../contracts/failure.ts";
import { ENGINE_VERSION } from "../core/simulation/plan.ts";
import { replyIn, runAgain, type AnyReply, type Repetition } from "./run-again.ts";
import type { ForecastWork } from "./run-forecast.ts";

/** One place in which a result that was run again differs. */
export interface Difference {
  /** Path of the field, such as `total.mean`. */
  readonly field: string;
  readonly recorded: string;
  readonly again: string;
}

/** No figures: what was asked, where it was read, what was noticed, and what people say beside it. All others are compared, in their order. */
const IGNORED = new Set(["request", "sources", "warnings", "overrides"]);
const MOST_DIFFERENCES = 1_000;

/**
 * Runs what a recorded result was asked again, on files or on the workspace that has them, and compares every figure.
 * @param recorded the parsed JSON of a forecast, backtest, comparison, KPI or scenario result; `name` is its file, for messages
 * @returns the differences, none when it is identical
 * @throws {AppFailure} bad_input when the document is no result of this version; not_supported when another version of the engine made
 *   it, whose figures may rightly be others; as the command that made it
 */
export async function verifyResult(
  recorded: unknown,
  name: string,
  repetition: Repetition,
  work: ForecastWork = {},
): Promise<Difference[]> {
  const reply = replyIn(recorded, name);
  if (reply.engineVersion !== ENGINE_VERSION) throw madeByAnother(`verify ${name}`, reply.engineVersion);
  const again = await runAgain(reply, name, repetition, work);
  const differences: Difference[] = [];
  compareSources(reply, again, differences);
  const [before, after] = [treeOf(reply), treeOf(again)];
  for (const field of Object.keys({ ...before, ...after })) {
    if (!IGNORED.has(field)) compare(field, before[field], after[field], differences);
  }
  return differences;
}

/** What to say of a result that another version of the engine made. */
export function madeByAnother(action: string, engineVersion: string): AppFailure {
  return new AppFailure(
    "not_supported",
    `Cannot ${action}: it was made by another version of the engine (${engineVersion}, this is ${ENGINE_VERSION}), so its figures may rightly be others; verify it with a revcast of that version, or ask its question anew`,
  );
}

function treeOf(reply: AnyReply): Readonly<Record<string, unknown>> {
  return { ...reply };
}

/** Files by digest: a difference of content explains all others. */
function compareSources(reply: AnyReply, again: AnyReply, differences: Difference[]): void {
  const digests = (sources: AnyReply["sources"]): string =>
    sources
      .map(({ sha256 }) => sha256)
      .sort()
      .join(" ");
  if (digests(reply.sources) === digests(again.sources)) return;
  const names = (sources: AnyReply["sources"]): string =>
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
