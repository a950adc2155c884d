import { fork, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { constants, getPriority, setPriority } from "node:os";
import { pathToFileURL } from "node:url";
import type { CellWork, ComputeContext, ComputeOutcome } from "./cell-work.ts";
import { accessOptions, type FileAccess } from "./file-access.ts";
import type { FromCompute, SentPipeline, ToCompute } from "./compute-messages.ts";
import { MEMORY_LIMIT } from "./serve-compute.ts";

export interface ComputeProcessOptions {
  /** Module that calls `serveCompute`; by default `workers/compute`. */
  readonly entry?: URL | undefined;
  /** Threads that one computation may use. */
  readonly threads: number;
  /** Of them for a part of a run, where other processes compute its other parts; all by default. */
  readonly partThreads?: number | undefined;
  /** Most resident memory, MB. */
  readonly memoryMb?: number | undefined;
  /** A process without work for so long is ended, with all that it still has in memory; the next work starts another. */
  readonly idleMs?: number | undefined;
  /** How far its threads stand behind others of the machine, 0..19; behind all that answers people by default. */
  readonly niceness?: number | undefined;
  /** Files that it may open besides its own code, where Node can hold it to that; all that its user may by default. */
  readonly access?: FileAccess | undefined;
  /** Told of each process that starts. */
  readonly onStart?: ((processId: number) => void) | undefined;
}

export interface ComputeTask {
  readonly signal: AbortSignal;
  readonly onProgress?: ComputeContext["onProgress"] | undefined;
  /** Gives the pipeline when the process does not have it yet. */
  readonly pipeline?: { readonly key: string; readonly load: () => Promise<ComputeContext["pipeline"]> };
}

/** A computation that does not stop by itself is ended with its process after this time: a cancel is done within a second. */
const CANCEL_GRACE_MS = 250;
const DEFAULT_MEMORY_MB = 4_096;
/** What a computation may inherit; no address of a database, no secret. */
const ENVIRONMENT = ["PATH", "TZ", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SystemRoot"];
/** Last words that are kept as the reason of a crash. */
const LAST_WORDS = 2_000;

/**
 * A process that computes cells, one at a time, started with the first and started again after it died. However a computation ends, by
 * a crash or by using more memory than it may, only this process is gone.
 */
export class ComputeProcess {
  readonly #options: ComputeProcessOptions;
  #child: ChildProcess | undefined;
  #pipelineKey: string | undefined;
  #lastWords = "";
  #nextId = 1;
  #closed = false;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: ComputeProcessOptions) {
    this.#options = options;
  }

  /** Computes a cell. Never throws: a crash is an outcome. */
  async run(work: CellWork, { signal, onProgress, pipeline }: ComputeTask): Promise<ComputeOutcome> {
    if (signal.aborted || this.#closed) return { kind: "cancelled" };
    clearTimeout(this.#idle);
    let sent: SentPipeline | undefined;
    const child = this.#started();
    if (pipeline !== undefined) {
      const isKnown = this.#pipelineKey === pipeline.key;
      sent = { key: pipeline.key, pipeline: isKnown ? undefined : await pipeline.load() };
    }
    if (signal.aborted || this.#closed) return { kind: "cancelled" };
    const id = this.#nextId++;
    const outcome = this.#outcomeOf(child, id, signal, onProgress);
    const { threads, partThreads = threads } = this.#options;
    const message: ToCompute = { kind: "work", id, work, pipeline: sent, threads, partThreads };
    // When it cannot be sent the process has died, which its exit tells.
    if (child.connected) child.send(message, () => undefined);
    if (sent !== undefined) this.#pipelineKey = sent.key;
    void outcome.then(() => this.#rest(child));
    return outcome;
  }

  #rest(child: ChildProcess): void {
    const { idleMs } = this.#options;
    if (idleMs === undefined || this.#child !== child) return;
    this.#idle = setTimeout(() => {
      this.#child = undefined;
      child.kill("SIGKILL");
    }, idleMs).unref();
  }

  /** Ends the process at once. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  #outcomeOf(
    child: ChildProcess,
    id: number,
    signal: AbortSignal,
    onProgress: ComputeTask["onProgress"],
  ): Promise<ComputeOutcome> {
    return new Promise((resolve) => {
      let killer: NodeJS.Timeout | undefined;
      const cancel = (): void => {
        if (child.connected) child.send({ kind: "cancel", id } satisfies ToCompute, () => undefined);
        killer = setTimeout(() => child.kill("SIGKILL"), CANCEL_GRACE_MS);
      };
      const settle = (outcome: ComputeOutcome): void => {
        clearTimeout(killer);
        signal.removeEventListener("abort", cancel);
        child.off("message", hear).off("close", die).off("error", fail);
        resolve(outcome);
      };
      const hear = (message: FromCompute): void => {
        if (message.kind === "ready" || message.id !== id) return;
        if (message.kind === "progress") onProgress?.(message.step, message.share);
        else if (message.kind === "broken") settle({ kind: "crashed", reason: message.reason });
        else settle(message);
      };
      const die = (code: number | null, by: string | null): void => {
        settle(signal.aborted ? { kind: "cancelled" } : { kind: "crashed", reason: this.#reason(code, by) });
      };
      const fail = (error: Error): void => settle({ kind: "crashed", reason: error.message });
      child.on("message", hear).once("close", die).once("error", fail);
      signal.addEventListener("abort", cancel, { once: true });
      if (child.exitCode !== null || child.signalCode !== null) die(child.exitCode, child.signalCode);
    });
  }

  #started(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    const { entry = defaultEntry(), memoryMb = DEFAULT_MEMORY_MB, niceness, access, onStart } = this.#options;
    const child = fork(entry, {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: [
        `--max-old-space-size=${memoryMb}`,
        ...(access === undefined ? [] : accessOptions(entry, access)),
        ...(entry.pathname.endsWith(".ts") ? ["--import", typescriptLoader()] : []),
      ],
      env: { ...inherited(), [MEMORY_LIMIT]: String(memoryMb) },
    });
    this.#child = child;
    this.#pipelineKey = undefined;
    this.#lastWords = "";
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS);
    });
    const forget = (): void => {
      if (this.#child === child) this.#child = undefined;
    };
    child.once("exit", forget).on("error", forget);
    if (child.pid !== undefined) {
      stepBack(child.pid, niceness);
      onStart?.(child.pid);
    }
    return child;
  }

  #reason(code: number | null, by: string | null): string {
    const how = by === null ? `ended with exit code ${code}` : `was ended by ${by}`;
    const said = this.#lastWords
      .split("\n")
      .map((line) => line.trim())
      .find((line) => /revcast:|FATAL ERROR|Error:/.test(line));
    return `The computing process ${how}${said === undefined ? "" : `: ${said}`}`;
  }
}

/**
 * Lets whatever answers people go first. A priority is that of a thread and of those that it starts afterwards: set now, before Node
 * has begun in the new process, it is that of all of them, those that collect garbage and compile included. The lowest one by default: by
 * niceness 10 instead of 19, four computing threads double the time of answers on two cores.
 */
function stepBack(processId: number, niceness = constants.priority.PRIORITY_LOW): void {
  try {
    setPriority(processId, Math.max(getPriority(), niceness));
  } catch {
    // Refused by the machine, or the process is gone already: it computes as well at the priority that it has.
  }
}

function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function defaultEntry(): URL {
  return new URL(
    `../../../workers/compute.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`,
    import.meta.url,
  );
}

/** In a checkout, entries are TypeScript files, which Node 20 does not read by itself. */
function typescriptLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
}
