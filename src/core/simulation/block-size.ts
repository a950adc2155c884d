import { ensure } from "../base/ensure.ts";

/** Draws come in blocks that share one level of the common factor. */
export interface DrawBlocks {
  /** Draws of a block, a power of two. */
  readonly blockSize: number;
  readonly blockCount: number;
  /** What is really drawn: whole blocks, at least what was asked for. */
  readonly drawCount: number;
}

/** Fewer strata of the common factor than this show as a comb in the distribution. */
const FEWEST_BLOCKS = 80;
const LARGEST_BLOCK = 1024;
const SMALLEST_BLOCK = 8;

/**
 * How a number of draws is cut into blocks: the largest power of two that leaves 80 blocks, 8..1024.
 * @param requestedDraws whole number >= 1; below 640 there are fewer than 80 blocks
 * @throws {RangeError} otherwise
 */
export function drawBlocksOf(requestedDraws: number): DrawBlocks {
  ensure(
    Number.isInteger(requestedDraws) && requestedDraws >= 1 && requestedDraws <= 2 ** 31,
    `Cannot make ${requestedDraws} draws`,
  );
  let blockSize = LARGEST_BLOCK;
  while (blockSize > SMALLEST_BLOCK && Math.ceil(requestedDraws / blockSize) < FEWEST_BLOCKS) blockSize /= 2;
  const blockCount = Math.ceil(requestedDraws / blockSize);
  return { blockSize, blockCount, drawCount: blockCount * blockSize };
}
