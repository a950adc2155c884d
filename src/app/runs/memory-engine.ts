import { jobIdOf, type CellHandler, type JobEngine, type OfferedCell } from "./job-engine.ts";

/** A cell that is handed out again waits this long. */
const AGAIN_AFTER_MS = 250;

/** An engine within one process, for tests and for work that no other process shares. */
export function memoryEngine(): JobEngine {
  const waiting = new Map<string, OfferedCell>();
  const active = new Map<string, { readonly abort: AbortController; readonly done: Promise<void> }>();
  const timers = new Set<NodeJS.Timeout>();
  let handler: CellHandler | undefined;
  let concurrency = 0;
  let isOpen = true;

  const next = (): OfferedCell | undefined => {
    let first: OfferedCell | undefined;
    for (const cell of waiting.values()) {
      if (!active.has(jobIdOf(cell)) && (first === undefined || cell.priority < first.priority)) first = cell;
    }
    return first;
  };

  const start = (cell: OfferedCell, work: CellHandler): void => {
    const id = jobIdOf(cell);
    const abort = new AbortController();
    const run = async (): Promise<void> => {
      const verdict = await work(cell, abort.signal).catch(() => "again" as const);
      active.delete(id);
      if (verdict === "settled" || !isOpen) waiting.delete(id);
      else {
        const timer = setTimeout(() => {
          timers.delete(timer);
          waiting.set(id, cell);
          fill();
        }, AGAIN_AFTER_MS);
        timers.add(timer);
        waiting.delete(id);
      }
      fill();
    };
    active.set(id, { abort, done: run() });
  };

  const fill = (): void => {
    if (!isOpen || handler === undefined || active.size >= concurrency) return;
    const cell = next();
    if (cell === undefined) return;
    start(cell, handler);
    fill();
  };

  const whenIdle = async (): Promise<void> => {
    while (active.size > 0) await Promise.all([...active.values()].map(({ done }) => done));
  };

  return {
    offer: (cells) => {
      for (const cell of cells) if (!waiting.has(jobIdOf(cell))) waiting.set(jobIdOf(cell), cell);
      fill();
      return Promise.resolve();
    },
    held: () => Promise.resolve(waiting.size),
    work: (work, count) => {
      handler = work;
      concurrency = count;
      fill();
      return Promise.resolve();
    },
    drain: async () => {
      concurrency = 0;
      await whenIdle();
    },
    close: async () => {
      isOpen = false;
      for (const timer of timers) clearTimeout(timer);
      for (const { abort } of active.values()) abort.abort();
      await whenIdle();
      waiting.clear();
    },
  };
}
