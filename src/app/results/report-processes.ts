import { AppFailure } from "../../contracts/failure.ts";
import { nobodyWaits, slotInTime } from "../reading/slot-in-time.ts";
import type { ComputeOutcome } from "../runs/cell-work.ts";
import { ComputeProcess } from "../runs/compute-process.ts";
import { computeSlots } from "../runs/compute-slots.ts";
import type { ReportFormat, ReportRequest } from "./report-kinds.ts";

/** Makes pages and workbooks of results in processes of their own: one takes the time of a hundred answers. */
export interface ReportProcesses {
  /**
   * @throws {AppFailure} unavailable when no process is free in time, too_large for a result that takes too long or too much memory,
   * cancelled when nobody waits any more
   */
  readonly make: (format: ReportFormat, request: ReportRequest, signal: AbortSignal) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

export interface ReportOptions {
  /** Processes at once; who comes when all are at work waits. */
  readonly processCount?: number;
  /** Longest that one report may take, milliseconds. */
  readonly longestMs?: number;
  /** Longest that one may wait for a process, milliseconds. */
  readonly waitMs?: number;
  /** Module of the processes; by default `workers/make-reports`. */
  readonly entry?: URL | undefined;
}

const MEMORY_MB = 1_024;
/** The library that draws charts is loaded once in a process: who asks for one report asks for the next. */
const IDLE_MS = 60_000;
/** Somebody waits for a report: before all that computes, and still behind what answers at once. */
const NICENESS = 2;
/** All that a report is made of is sent. */
const ACCESS = { reads: [], writes: [] };
const DOING = "make the report";

export function reportProcesses(options: ReportOptions = {}): ReportProcesses {
  const { processCount = 2, longestMs = 25_000, waitMs = 20_000, entry = defaultEntry() } = options;
  const slots = computeSlots(
    processCount,
    () =>
      new ComputeProcess({
        entry,
        memoryMb: MEMORY_MB,
        threads: 1,
        idleMs: IDLE_MS,
        niceness: NICENESS,
        access: ACCESS,
      }),
  );
  let isClosed = false;
  return {
    make: async (format, request, signal) => {
      const work = {
        kind: format,
        step: "whole",
        request,
        part: undefined,
        documents: [],
        results: [],
      } as const;
      const inTime = (process: ComputeProcess): Promise<ComputeOutcome> =>
        process.run(work, { signal: AbortSignal.any([AbortSignal.timeout(longestMs), signal]) });
      const outcome = await slotInTime(slots, inTime, { waitMs, signal, doing: DOING });
      if (outcome.kind === "done") return outcome.cell.bytes;
      if (signal.aborted) throw nobodyWaits(DOING);
      if (isClosed) throw new AppFailure("unavailable", `Cannot ${DOING} now: the service is stopping`);
      throw failureOf(outcome, format);
    },
    close: () => {
      isClosed = true;
      return slots.close();
    },
  };
}

function failureOf(
  outcome: Exclude<ComputeOutcome, { readonly kind: "done" }>,
  format: ReportFormat,
): AppFailure {
  if (outcome.kind === "failed") return new AppFailure(outcome.failure.code, outcome.failure.message);
  if (outcome.kind === "cancelled") {
    return new AppFailure(
      "too_large",
      `Cannot make a report.${format} of this result in time: it is too large for one; read its JSON, which is at the same address without /report.${format}`,
    );
  }
  return new AppFailure("internal", "Cannot make the report because of a mistake in revcast itself", {
    cause: new Error(outcome.reason),
  });
}

function defaultEntry(): URL {
  return new URL(
    `../../../workers/make-reports.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`,
    import.meta.url,
  );
}
