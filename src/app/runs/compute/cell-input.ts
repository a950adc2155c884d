import { AppFailure } from "../../../contracts/failure.ts";
import type { RunKind, RunRequestOf } from "../../../contracts/run.ts";
import { isoFromDay } from "../../../core/base/day.ts";
import { lastRecordedDay } from "../../backtest-tasks.ts";
import type { HolidayChoice } from "../../holidays.ts";
import type { LoadedPipeline } from "../../workspace/load-pipeline.ts";
import { emptyWorkspace } from "../../workspace/workspace.ts";
import type { CellPipeline, CellWork, ComputeContext, ComputedCell, RunDocument } from "../cell-work.ts";

/** The request of a cell of a known kind; it was parsed when it was submitted. */
export function requestOf<Kind extends RunKind>(work: CellWork): RunRequestOf<Kind> {
  return work.request as RunRequestOf<Kind>;
}

/** @throws {AppFailure} no_data when nothing was imported yet */
export function pipelineOf({ pipeline }: ComputeContext): CellPipeline {
  if (pipeline === undefined) throw emptyWorkspace();
  return pipeline;
}

/** The day that was asked for, else the last one on which anything was recorded. @throws {AppFailure} no_data */
export function asOfOf(asOf: string | undefined, { imported }: Pick<LoadedPipeline, "imported">): string {
  if (asOf !== undefined) return asOf;
  if (imported.log.rows.recordedOn.length === 0) {
    throw new AppFailure("no_data", "Cannot tell the as-of day: nothing in the workspace has a date");
  }
  return isoFromDay(lastRecordedDay(imported.log));
}

/** `NL` or `DE-BY`, and days that are added to it. */
export function holidaysOf(request: {
  readonly holidays?: string | undefined;
  readonly holiday?: readonly string[] | undefined;
}): HolidayChoice | undefined {
  const { holidays, holiday } = request;
  if (holidays === undefined && holiday === undefined) return undefined;
  const [country, ...region] = holidays?.split("-") ?? [];
  return { country, region: region.length > 0 ? region.join("-") : undefined, extra: holiday ?? [] };
}

/** The document of a kind that a run uses, where it uses one. */
export function documentOf(work: CellWork, kind: string): RunDocument | undefined {
  return work.documents.find((document) => document.kind === kind);
}

/** The answer of a run as its cell gives it: the JSON that the API and `--json` show. */
export function answer(reply: {
  readonly resultDigest: string;
  readonly planDigest?: string | null;
}): ComputedCell {
  const { resultDigest, planDigest } = reply;
  return { bytes: Buffer.from(JSON.stringify(reply)), resultDigest, planDigest: planDigest ?? undefined };
}
