import type { CellRef } from "./cell-work.ts";

/** A cell that is offered, and how soon its turn comes: lower first. */
export interface OfferedCell extends CellRef {
  readonly priority: number;
}

/** What the engine does with a cell when its work returns: forget it, or hand it out again a little later. */
export type CellVerdict = "settled" | "again";

/** Does the work of a cell. The signal is aborted when the engine is stopped without waiting. */
export type CellHandler = (cell: CellRef, signal: AbortSignal) => Promise<CellVerdict>;

/**
 * Carries cells to those who work on them. It is a hint and no more: a cell may be handed out twice, at once even, and an engine may
 * forget everything. Rows say what is done; who works on a cell asks them first and commits through the fence.
 */
export interface JobEngine {
  /** Takes cells in. One that it has already is left as it is. */
  readonly offer: (cells: readonly OfferedCell[]) => Promise<void>;
  /** How many cells it has, waiting or at work. */
  readonly held: () => Promise<number>;
  /** Starts to hand out cells, so many at a time; once. */
  readonly work: (handler: CellHandler, concurrency: number) => Promise<void>;
  /** Hands out nothing more, and resolves when what was handed out has come back. */
  readonly drain: () => Promise<void>;
  /** Ends at once: aborts what is handed out, and lets go of all connections. */
  readonly close: () => Promise<void>;
}

/** Name of a cell at an epoch, for engines that know jobs by a text. */
export function jobIdOf({ tenantId, runId, ordinal, epoch }: CellRef): string {
  return `${tenantId}/${runId}/${ordinal}/${epoch}`;
}
