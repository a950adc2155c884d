/**
 * The queue of blocks that threads share, as slots of an Int32Array in shared memory. Whoever takes a block writes its
 * draws alone, so nothing has to be merged and the result does not depend on who took what.
 */
export const BLOCK_QUEUE = { nextBlock: 0, cancelled: 1, doneCount: 2, length: 3 } as const;

/**
 * Takes blocks until the one before which to end, or the queue is cancelled, and pauses (yields) after every step, so that a caller on
 * the main thread can let others run.
 */
export function* runBlocks(
  queue: Int32Array,
  endBlock: number,
  stepCount: number,
  runStep: (blockIndex: number, step: number) => void,
): Generator<void, void> {
  for (;;) {
    const blockIndex = Atomics.add(queue, BLOCK_QUEUE.nextBlock, 1);
    if (blockIndex >= endBlock) return;
    for (let step = 0; step < stepCount; step++) {
      if (Atomics.load(queue, BLOCK_QUEUE.cancelled) !== 0) return;
      runStep(blockIndex, step);
      yield;
    }
    Atomics.add(queue, BLOCK_QUEUE.doneCount, 1);
  }
}
