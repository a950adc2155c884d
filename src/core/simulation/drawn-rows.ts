import { drawBlocksOf } from "./block-size.ts";
import { drawRow, type CountedStrands, type Draws } from "./draws.ts";

/** What the figures of a forecast need of its draws: not all of them, where rows are counted strand by strand. */
export interface DrawnRows {
  readonly drawCount: number;
  readonly strands: CountedStrands | undefined;
  /**
   * Sums of a row over the draws of each block; shape [block]. A mean is taken of them, block after block, so that it is the same
   * whether all draws are at hand or only the sums of blocks that were drawn elsewhere.
   */
  readonly blockSumsOf: (row: number) => Float64Array;
  /** All draws of a row. @throws {RangeError} where they were not kept */
  readonly drawsOf: (row: number) => Float64Array;
}

/** The rows of draws that are all at hand. */
export function rowsOfDraws(draws: Draws): DrawnRows {
  const { blockCount } = drawBlocksOf(draws.drawCount);
  const drawsOf = (row: number): Float64Array => drawRow(draws, row);
  return {
    drawCount: draws.drawCount,
    strands: draws.strands,
    blockSumsOf: (row) => blockSums(drawsOf(row), draws.drawCount, { first: 0, end: blockCount }),
    drawsOf,
  };
}

/**
 * Sums of the draws of each block of a range.
 * @param row   shape [draw], all of them
 * @returns     shape [block of the range]
 */
export function blockSums(
  row: Float64Array,
  drawCount: number,
  { first, end }: { readonly first: number; readonly end: number },
): Float64Array {
  const { blockSize } = drawBlocksOf(drawCount);
  const sums = new Float64Array(end - first);
  for (let block = first; block < end; block++) {
    const to = Math.min(row.length, (block + 1) * blockSize);
    let sum = 0;
    for (let draw = block * blockSize; draw < to; draw++) sum += row[draw]!;
    sums[block - first] = sum;
  }
  return sums;
}
