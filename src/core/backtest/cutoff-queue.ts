import { ensure } from "../base/ensure.ts";

/**
 * Cut-offs that threads share: each thread has a run of neighbours, which have most of their past days in common, and one
 * that is done takes the later half of the longest run that is left. Shape [slot]: whether the work is cancelled, then by
 * thread the next cut-off of its run and the one after its last, in 16 bits each.
 */
export type CutoffQueue = Int32Array<SharedArrayBuffer>;

const CANCELLED = 0;
const FIRST_RUN = 1;
/** A queue counts no further. */
export const MOST_CUTOFFS = 0xff_ff;

/** Shares cut-offs out evenly, in order. */
export function cutoffQueue(cutoffCount: number, threadCount: number): CutoffQueue {
  ensure(cutoffCount <= MOST_CUTOFFS, `A backtest has at most ${MOST_CUTOFFS} cut-offs`);
  ensure(threadCount >= 1, "A queue needs a thread");
  const slots = FIRST_RUN + threadCount;
  const queue = new Int32Array(new SharedArrayBuffer(slots * Int32Array.BYTES_PER_ELEMENT));
  const startOf = (thread: number): number => Math.floor((thread * cutoffCount) / threadCount);
  for (let thread = 0; thread < threadCount; thread++) {
    queue[FIRST_RUN + thread] = runOf(startOf(thread), startOf(thread + 1));
  }
  return queue;
}

/** Index of the next cut-off for a thread, each handed out once; undefined when none is left or the work is cancelled. */
export function takeCutoff(queue: CutoffQueue, thread: number): number | undefined {
  const slot = FIRST_RUN + thread;
  for (;;) {
    if (Atomics.load(queue, CANCELLED) !== 0) return undefined;
    const run = Atomics.load(queue, slot);
    if (lengthOf(run) > 0) {
      const index = startOf(run);
      if (Atomics.compareExchange(queue, slot, run, runOf(index + 1, endOf(run))) === run) return index;
      continue; // another thread took the later half meanwhile
    }
    const longest = slotOfLongest(queue);
    const other = Atomics.load(queue, longest);
    if (lengthOf(other) === 0) return undefined;
    const middle = startOf(other) + Math.floor(lengthOf(other) / 2);
    const left = runOf(startOf(other), middle);
    // Only the thread itself gives its empty slot a run, so nothing is lost between the two steps.
    if (Atomics.compareExchange(queue, longest, other, left) === other) {
      Atomics.store(queue, slot, runOf(middle, endOf(other)));
    }
  }
}

/** Lets no thread take another cut-off. */
export function cancelCutoffs(queue: CutoffQueue): void {
  Atomics.store(queue, CANCELLED, 1);
}

function slotOfLongest(queue: CutoffQueue): number {
  let longest = FIRST_RUN;
  for (let slot = FIRST_RUN + 1; slot < queue.length; slot++) {
    if (lengthOf(Atomics.load(queue, slot)) > lengthOf(Atomics.load(queue, longest))) longest = slot;
  }
  return longest;
}

function runOf(start: number, end: number): number {
  return (start << 16) | end;
}

function startOf(run: number): number {
  return run >>> 16;
}

function endOf(run: number): number {
  return run & 0xff_ff;
}

function lengthOf(run: number): number {
  return endOf(run) - startOf(run);
}
