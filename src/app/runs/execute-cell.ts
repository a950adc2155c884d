import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "../../store/store.ts";
import { beginCell, MOST_EXECUTIONS, type BegunCell } from "./begin-cell.ts";
import type { CellRef, ComputeOutcome, ComputedCell } from "./cell-work.ts";
import { commitCell, type CommitVerdict } from "./commit-cell.ts";
import type { HeldCells } from "./held-cells.ts";
import type { CellVerdict, OfferedCell } from "./job-engine.ts";
import { failRun, noteCrash } from "./settle-run.ts";

/** What executing a cell needs. */
export interface CellExecution {
  readonly store: Store;
  /** Name of this worker, for people who look into the rows. */
  readonly worker: string;
  /** Cells of one tenant that may be computed at once; no limit by default. */
  readonly mostHeld?: number | undefined;
  /** Told that a cell is begun, and whether it was given back when it has ended. */
  readonly holds?: Pick<HeldCells, "add" | "remove"> | undefined;
  readonly compute: (begun: BegunCell, ref: CellRef, signal: AbortSignal) => Promise<ComputeOutcome>;
  /** Keeps a result; the fence. */
  readonly commit?: typeof commitCell | undefined;
  readonly onCommit?: ((verdict: CommitVerdict) => void) | undefined;
  /** Told of the cell that brings the parts together, when the last of them is there. */
  readonly onMerge?: ((merge: OfferedCell) => Promise<void>) | undefined;
}

/** How long a result is held on to while the database cannot take it, and how long between tries. */
const HOLD_RESULT_MS = 60_000;
const RETRY_MS = 500;

/**
 * Does a cell from its rows to its result.
 * @param signal stops the computation; what it had is lost, and the cell is handed out again where it still waits
 */
export async function executeCell(
  execution: CellExecution,
  ref: CellRef,
  signal: AbortSignal,
): Promise<CellVerdict> {
  const { store, worker, mostHeld, holds } = execution;
  const begun = await beginCell(store, ref, worker, mostHeld);
  if (begun === undefined) return "settled";
  if (begun === "full") return "again";
  holds?.add(ref);
  let verdict: CellVerdict = "again";
  try {
    verdict = await doCell(execution, ref, begun, signal);
    return verdict;
  } finally {
    await holds?.remove(ref, verdict === "again");
  }
}

async function doCell(
  execution: CellExecution,
  ref: CellRef,
  begun: BegunCell,
  signal: AbortSignal,
): Promise<CellVerdict> {
  const { store } = execution;
  if (begun.executions > MOST_EXECUTIONS) {
    const message = `Gave up cell ${ref.ordinal}: ${MOST_EXECUTIONS} workers began it, and none came to its end`;
    await failRun(store, ref, { code: "internal", message });
    return "settled";
  }
  const outcome = await execution.compute(begun, ref, signal);
  if (outcome.kind === "cancelled") return "again";
  if (outcome.kind === "crashed") return (await noteCrash(store, ref, outcome.reason)) ? "settled" : "again";
  if (outcome.kind === "failed") {
    await failRun(store, ref, outcome.failure);
    return "settled";
  }
  const verdict = await commitPatiently(execution, ref, outcome.cell, signal);
  execution.onCommit?.(verdict);
  if (verdict.kind === "committed" && verdict.merge !== undefined) await execution.onMerge?.(verdict.merge);
  return "settled";
}

/** Commits, and tries again while the database is away: what was computed is not thrown away for a restart of it. */
async function commitPatiently(
  { store, worker, commit = commitCell }: CellExecution,
  ref: CellRef,
  cell: ComputedCell,
  signal: AbortSignal,
): Promise<CommitVerdict> {
  const deadline = performance.now() + HOLD_RESULT_MS;
  while (true) {
    try {
      return await commit(store, ref, cell, worker);
    } catch (error) {
      if (performance.now() > deadline || signal.aborted) throw error;
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
