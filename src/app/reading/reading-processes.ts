import { deserialize } from "node:v8";
import { AppFailure } from "../../contracts/failure.ts";
import type { ImportOptions } from "../../files/import-result.ts";
import type { ComputeOutcome } from "../runs/cell-work.ts";
import { ComputeProcess } from "../runs/compute-process.ts";
import { computeSlots } from "../runs/compute-slots.ts";
import type { FileReader } from "./file-reader.ts";
import { nobodyWaits, slotInTime } from "./slot-in-time.ts";

export interface ReadingOptions {
  /** Processes at once; who comes when all are at work waits. */
  readonly processCount: number;
  /** Most resident memory of one, MB. */
  readonly memoryMb: number;
  /** Longest that one reading may take, milliseconds. */
  readonly longestMs: number;
  /** Longest that one reading may wait for a process, milliseconds; 20 s when nobody says. */
  readonly waitMs?: number | undefined;
  /** Module of the processes; by default `workers/read-files`. */
  readonly entry?: URL | undefined;
  readonly onStart?: ((processId: number) => void) | undefined;
}

/** Reads in processes of their own. */
export interface ReadingProcesses extends FileReader {
  readonly close: () => Promise<void>;
}

/** A process that nothing was asked of for so long is ended: what it had read is still in its memory. */
const IDLE_MS = 10_000;
/** Below what most requests may take as a whole. */
const WAIT_MS = 20_000;
/** Somebody waits for what is read: before all that computes, and still behind what answers at once. */
const NICENESS = 2;
/** Uploads and kept files lie in such folders while they are read; a table of costs is written down to be read. */
const ACCESS = { reads: ["revcast-"], writes: ["revcast-costs-"] };
const DOING = "read the files";

/**
 * A reader whose files are opened in processes without a database, capped in memory and time. A file that breaks one is refused, and
 * nobody else notices.
 */
export function readingProcesses(options: ReadingOptions): ReadingProcesses {
  const { processCount, memoryMb, longestMs, waitMs = WAIT_MS, entry = defaultEntry(), onStart } = options;
  const slots = computeSlots(
    processCount,
    () =>
      new ComputeProcess({
        entry,
        memoryMb,
        threads: 1,
        idleMs: IDLE_MS,
        niceness: NICENESS,
        access: ACCESS,
        onStart,
      }),
  );
  let isClosed = false;
  const ask = async (
    kind: keyof FileReader,
    request: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<unknown> => {
    const work = { kind, step: "whole", request, part: undefined, documents: [], results: [] } as const;
    const inTime = (process: ComputeProcess): Promise<ComputeOutcome> => {
      const timeout = AbortSignal.timeout(longestMs);
      return process.run(work, {
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      });
    };
    const outcome = await slotInTime(slots, inTime, { waitMs, signal, doing: DOING });
    if (outcome.kind === "done") return deserialize(outcome.cell.bytes);
    if (outcome.kind === "cancelled" && signal?.aborted === true && !isClosed) throw nobodyWaits(DOING);
    throw failureOf(outcome, isClosed, options);
  };
  return {
    pipeline: async (paths, how) =>
      (await ask("pipeline", [paths, plain(how)], how.signal)) as Awaited<ReturnType<FileReader["pipeline"]>>,
    preview: async (paths, how) =>
      (await ask("preview", [paths, plain(how)], how.signal)) as Awaited<ReturnType<FileReader["preview"]>>,
    records: async (paths, how) =>
      (await ask("records", [paths, plain(how)], how.signal)) as Awaited<ReturnType<FileReader["records"]>>,
    checkDocument: async (kind, name, text) => void (await ask("checkDocument", [kind, name, text])),
    close: async () => {
      isClosed = true;
      await slots.close();
    },
  };
}

/** Options as they can be sent: what the caller would hear of the reading on its way is not, nor what ends it. */
function plain({ signal, onProgress, ...options }: ImportOptions): ImportOptions {
  void [signal, onProgress];
  return options;
}

/** What a process says, or V8 for it, when memory is not enough. */
const OUT_OF_MEMORY = /more memory|heap|allocation|Invalid (string|array|array buffer|typed array) length/i;

/** What the operating system does to a process when the machine has no memory left, or who runs the machine. */
const ENDED_FROM_OUTSIDE = /was ended by SIG(KILL|TERM)\b/;

function failureOf(
  outcome: Exclude<ComputeOutcome, { readonly kind: "done" }>,
  isClosed: boolean,
  { memoryMb, longestMs }: ReadingOptions,
): AppFailure {
  if (outcome.kind === "failed") return new AppFailure(outcome.failure.code, outcome.failure.message);
  if (isClosed) return new AppFailure("unavailable", "Cannot read the files now: the service is stopping");
  if (outcome.kind === "cancelled") {
    return new AppFailure(
      "too_large",
      `Cannot read the files: it takes longer than ${longestMs / 1_000} seconds; send them in parts, and workbooks as CSV`,
    );
  }
  if (OUT_OF_MEMORY.test(outcome.reason)) {
    return new AppFailure(
      "too_large",
      `Cannot read the files: it takes more than ${memoryMb} MB of memory; send them in parts, and workbooks as CSV`,
    );
  }
  if (ENDED_FROM_OUTSIDE.test(outcome.reason)) {
    return new AppFailure(
      "unavailable",
      "Cannot read the files now: the machine ended the process that read them, as it does when memory is short; try again later, or send them in parts",
      { cause: new Error(outcome.reason) },
    );
  }
  return new AppFailure("internal", "Cannot read the files because of a mistake in revcast itself", {
    cause: new Error(outcome.reason),
  });
}

function defaultEntry(): URL {
  return new URL(
    `../../../workers/read-files.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`,
    import.meta.url,
  );
}
