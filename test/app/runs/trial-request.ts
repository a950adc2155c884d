import { createHash } from "node:crypto";
import type { CellPart, CellKind, ComputedCell } from "../../../src/app/runs/cell-work.ts";
import type { JobEngine } from "../../../src/app/runs/job-engine.ts";
import { offerWaiting } from "../../../src/app/runs/offer-waiting.ts";
import { writeRun } from "../../../src/app/runs/submit-run.ts";
import type { Workspace } from "../../../src/app/workspace/workspace.ts";

/** What a trial cell is asked; durations in milliseconds. */
export interface TrialRequest {
  readonly kind: string;
  readonly seed: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Keeps a run of trial cells: one whole, or so many parts with a merge. */
export async function submitTrial(
  workspace: Workspace,
  request: Partial<TrialRequest> & { readonly kind: string },
  options: { readonly partCount?: number; readonly hasMerge?: boolean; readonly engine?: JobEngine },
): Promise<string> {
  const { store, tenantId } = workspace;
  const { partCount = 0, hasMerge = partCount > 0, engine } = options;
  const cell = (kind: CellKind, part: CellPart | null) => ({ kind, part });
  const cells =
    partCount === 0
      ? [cell("whole", null)]
      : Array.from({ length: partCount }, (_, index) => cell("part", { index, count: partCount }));
  const asked: TrialRequest = { seed: 1, fromMs: 50, toMs: 300, ...request };
  const planned = { cells, hasMerge };
  const run = { request: asked, revision: null, documents: [], planned };
  const runId = await store.inTenant(tenantId, (tx) => writeRun(tx, workspace, run));
  if (engine !== undefined) await offerWaiting(store, engine, tenantId);
  return runId;
}

/** The one right result of a sleeping cell. */
export function trialResult(seed: number, index: number): Buffer {
  return Buffer.from(createHash("sha256").update(`result ${seed} ${index}`).digest("hex"));
}

/** All parts brought together, in their order. */
export function trialMerge(results: readonly Uint8Array[]): ComputedCell {
  const hash = createHash("sha256").update(String(results.length));
  for (const bytes of results) hash.update(bytes);
  const resultDigest = hash.digest("hex");
  return { bytes: Buffer.from(resultDigest), resultDigest };
}
