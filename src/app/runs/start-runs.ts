import { randomUUID } from "node:crypto";
import { availableParallelism, hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "../../store/store.ts";
import { abortWith } from "./abort-with.ts";
import { bullmqEngine } from "./bullmq-engine.ts";
import { ComputeProcess } from "./compute-process.ts";
import type { commitCell, CommitVerdict } from "./commit-cell.ts";
import type { CellRef } from "./cell-work.ts";
import { heldCells } from "./held-cells.ts";
import { mostCellsOfTenant } from "./most-cells.ts";
import { offerWaiting } from "./offer-waiting.ts";
import { executeCell } from "./execute-cell.ts";
import type { JobEngine } from "./job-engine.ts";
import { newReconciler } from "./reconciler.ts";
import { pipelineCache } from "./pipeline-cache.ts";
import { openRunSignals, type RunSignals } from "./run-signals.ts";
import { readingProcesses } from "../reading/reading-processes.ts";
import { computeSlots } from "./compute-slots.ts";
import { watchEpochs } from "./watch-epochs.ts";

export interface RunsOptions {
  readonly store: Store;
  /** Cells at a time, each in a process of its own; 0 offers cells and does none. Default: the cores, at most four. */
  readonly concurrency?: number | undefined;
  /** What carries cells; BullMQ on the database of the store by default. Closed with the runs. */
  readonly engine?: JobEngine | undefined;
  /** Module of the computing processes. */
  readonly computeEntry?: URL | undefined;
  /** Most memory of a computing process, MB. */
  readonly memoryMb?: number | undefined;
  /** Cells of one tenant that may be computed at once, on all machines; what REVCAST_CELLS_PER_TENANT says by default, else 64. */
  readonly cellsPerTenant?: number | undefined;
  /** How often waiting cells that the engine has forgotten are looked for. */
  readonly reconcileMs?: number | undefined;
  readonly commit?: typeof commitCell | undefined;
  readonly onLog?: ((entry: RunLog) => void) | undefined;
  readonly onComputeStart?: ((processId: number) => void) | undefined;
}

/** Something that people who run the service may want to know; no data of tenants in it. */
export interface RunLog {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly cell?: Pick<CellRef, "runId" | "ordinal" | "epoch"> | undefined;
  readonly error?: unknown;
}

/** Runs that are being worked on by this process. */
export interface Runs {
  readonly engine: JobEngine;
  readonly signals: RunSignals;
  /** Takes no new cells; resolves when those at work are done, or are given back after so long. */
  readonly drain: (patienceMs?: number) => Promise<void>;
  /** Ends at once: cells at work are given back. */
  readonly stop: () => Promise<void>;
}

const RECONCILE_MS = 10_000;
const DRAIN_MS = 25_000;
const CLOSE_MS = 5_000;
const MOST_SLOTS = 4;
const READING_MB = 2_048;
const READING_MS = 300_000;

/** Works on the runs of all tenants of a store. Any number of processes do so, on any number of machines. */
export async function startRuns(options: RunsOptions): Promise<Runs> {
  const { store, onLog, reconcileMs = RECONCILE_MS } = options;
  const concurrency = options.concurrency ?? Math.min(MOST_SLOTS, availableParallelism());
  const worker = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
  const warn = (message: string) => (error: unknown) => onLog?.({ level: "warn", message, error });
  const engine = options.engine ?? (await bullmqEngine(store, { onError: warn("the queue") }));
  const signals = openRunSignals(store);
  const watch = watchEpochs(store, signals, warn("looking for cancelled cells"));
  const slots = computeSlots(
    concurrency,
    () =>
      new ComputeProcess({
        entry: options.computeEntry,
        memoryMb: options.memoryMb,
        threads: availableParallelism(),
        partThreads: Math.max(1, Math.floor(availableParallelism() / Math.max(1, concurrency))),
        onStart: options.onComputeStart,
      }),
  );
  // The tables of a revision were sent by others too; one process does, since each revision is read once.
  const files = readingProcesses({ processCount: 1, memoryMb: READING_MB, longestMs: READING_MS });
  const pipelines = pipelineCache(store, files);
  const mostHeld = options.cellsPerTenant ?? mostCellsOfTenant();
  const holds = heldCells(store, worker, warn("holding cells"));
  const offerNext = async (tenantId: string): Promise<void> => {
    await offerWaiting(store, engine, tenantId, mostHeld).catch(warn("offering the next cells"));
  };
  const stopping = new AbortController();

  const handle = async (ref: CellRef, signal: AbortSignal) => {
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    const release = abortWith(abort, [signal, stopping.signal]);
    const unwatch = watch.add(ref, stop);
    const cell = { runId: ref.runId, ordinal: ref.ordinal, epoch: ref.epoch };
    try {
      const verdict = await executeCell(
        {
          store,
          worker,
          mostHeld,
          holds,
          commit: options.commit,
          compute: (begun, { tenantId }, computeSignal) => {
            void offerNext(tenantId);
            return slots.use((compute) =>
              compute.run(begun.work, { signal: computeSignal, ...pipelines.taskOf(tenantId, begun) }),
            );
          },
          onCommit: (verdict) => logCommit(verdict, cell, onLog),
          onMerge: async (merge) => {
            await engine.offer([merge]).catch(warn("offering a merge"));
          },
        },
        ref,
        abort.signal,
      );
      if (verdict === "settled") await offerNext(ref.tenantId);
      return verdict;
    } catch (error) {
      onLog?.({ level: "warn", message: "a cell could not be done for now", cell, error });
      return "again" as const;
    } finally {
      unwatch();
      release();
    }
  };

  const reconcile = newReconciler(store, engine, {
    everyMs: reconcileMs,
    mostHeld,
    onError: warn("looking for waiting cells"),
  });
  const stopHearing = signals.listen((_tenantId, _runId, hasNewCells) => {
    if (hasNewCells) reconcile.soon();
  });
  if (concurrency > 0) await engine.work(handle, concurrency);
  reconcile.start();

  const close = async (): Promise<void> => {
    stopping.abort();
    watch.close();
    holds.close();
    stopHearing();
    // A database that hangs is not waited for: rows hold everything.
    const patience = new AbortController();
    const closing = Promise.all([
      engine.close(),
      reconcile.stop(),
      slots.close(),
      files.close(),
      signals.close(),
    ]);
    await Promise.race([
      closing,
      sleep(CLOSE_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
  };
  let closed: Promise<void> | undefined;
  const stop = (): Promise<void> => (closed ??= close());
  return {
    engine,
    signals,
    stop,
    drain: async (patienceMs = DRAIN_MS) => {
      const patience = new AbortController();
      await Promise.race([
        engine.drain(),
        sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined),
      ]);
      patience.abort();
      await stop();
    },
  };
}

function logCommit(verdict: CommitVerdict, cell: RunLog["cell"], onLog: RunsOptions["onLog"]): void {
  if (verdict.kind === "committed") return;
  const isAlarm = verdict.kind === "differs";
  const message = isAlarm
    ? "two executions of a cell differ: results are not reproducible"
    : `refused the result of a cell: it is ${verdict.kind}`;
  onLog?.({ level: isAlarm ? "error" : "info", message, cell });
}
