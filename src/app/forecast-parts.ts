import type { ForecastRequest } from "../contracts/forecast.ts";
import { exactFigures, figuresOfRows } from "../core/forecast/forecast-figures.ts";
import type { PreparedForecast } from "../core/forecast/forecast-view.ts";
import { drawBlocksOf, type DrawBlocks } from "../core/simulation/block-size.ts";
import { blockSums, type DrawnRows } from "../core/simulation/drawn-rows.ts";
import { drawRow, type Draws } from "../core/simulation/draws.ts";
import type { WinCounts } from "../core/simulation/kernel.ts";
import { addedCounts, type StrandCounts } from "../core/simulation/lattice-counter.ts";
import { lumpyRowsOf } from "../core/simulation/strand-slots.ts";
import { swingsOf, targetFlags, type DrawnFigures, type DrawWork } from "./draw-forecast.ts";
import { packDraws, unpackDraws } from "./packed-draws.ts";
import { SimulationPool, type BlockRange, type SimulationOptions } from "./simulation-pool.ts";

/** One of several neighbouring shares of the draws, about equally many each. */
export interface DrawShare {
  readonly index: number;
  readonly count: number;
}

/**
 * What a share of the draws of a forecast came to: all that its figures need of it. Most rows are counted, and need no more than the
 * sums of their blocks; those with few wins are kept draw by draw.
 */
export interface DrawnShare {
  readonly kind: "drawn";
  /** Shape [row of the draws][block of the share]. */
  readonly sums: readonly Float64Array[];
  readonly kept: readonly { readonly row: number; readonly packed: Uint8Array }[];
  /** Shape [row x strand] of the slots; null where nothing is counted. */
  readonly strands: readonly (StrandCounts | null)[];
  /** Where there is a target: how many draws reach it, and the wins of each opportunity, in all draws and in those. */
  readonly wins: {
    readonly hitCount: number;
    readonly won: Int32Array;
    readonly wonFlagged: Int32Array;
  } | null;
}

/** Not drawn: so much would have to be kept draw by draw that whoever brings the shares together had better draw everything. */
export interface LeftShare {
  readonly kind: "left";
}

/** A row whose draws are wanted and were not kept: its plan did not say that few values stand out in it. Draw everything then. */
export class RowNotKept extends Error {}

/** What rows that are kept draw by draw may fill, in all shares together. */
const MOST_KEPT_BYTES = 256 * 2 ** 20;

/** The blocks of a share: those of all shares are all blocks, in order. */
export function blocksOfShare({ index, count }: DrawShare, { blockCount }: DrawBlocks): BlockRange {
  return {
    first: Math.floor((index * blockCount) / count),
    end: Math.floor(((index + 1) * blockCount) / count),
  };
}

/** Draws one share of a forecast. All shares come to the same, however many there are. @throws {AppFailure} cancelled */
export async function drawForecastShare(
  prepared: PreparedForecast,
  request: ForecastRequest,
  share: DrawShare,
  { onDrawn, ...work }: DrawWork,
): Promise<DrawnShare | LeftShare> {
  const { plan } = prepared.built;
  const drawBlocks = drawBlocksOf(request.drawCount);
  const blocks = blocksOfShare(share, drawBlocks);
  const options = { drawCount: request.drawCount, seed: request.seed, ...work, blocks };
  const pool = new SimulationPool();
  try {
    const keptRows = lumpyRowsOf(pool.slotsOf(plan, options));
    const keptBytes = keptRows.length * drawBlocks.drawCount * Float64Array.BYTES_PER_ELEMENT;
    if (keptBytes > MOST_KEPT_BYTES) return { kind: "left" };
    const draws = await pool.simulate(plan, {
      ...options,
      onProgress: (done, all) => onDrawn?.(done / all),
    });
    const sumsOf = (_: unknown, row: number): Float64Array =>
      blockSums(drawRow(draws, row), draws.drawCount, blocks);
    return {
      kind: "drawn",
      sums: Array.from({ length: draws.rowCount }, sumsOf),
      kept: keptRows.map((row) => ({ row, packed: packedRow(draws, row, drawBlocks, blocks) })),
      strands: draws.strands!.counts.map((counts) => counts ?? null),
      wins: await winsOfShare(pool, prepared, request.target, draws, options),
    };
  } finally {
    await pool.close();
  }
}

function packedRow(draws: Draws, row: number, { blockSize }: DrawBlocks, blocks: BlockRange): Uint8Array {
  const ofShare = drawRow(draws, row).subarray(blocks.first * blockSize, blocks.end * blockSize);
  return packDraws(ofShare, blockSize);
}

async function winsOfShare(
  pool: SimulationPool,
  prepared: PreparedForecast,
  target: string | undefined,
  draws: Draws,
  options: SimulationOptions & { readonly blocks: BlockRange },
): Promise<DrawnShare["wins"]> {
  if (target === undefined) return null;
  const flags = targetFlags(prepared, target, draws);
  const { won, wonFlagged } = await pool.replay(prepared.built.plan, flags, options);
  const { blockSize } = drawBlocksOf(draws.drawCount);
  const ofShare = flags.subarray(options.blocks.first * blockSize, options.blocks.end * blockSize);
  return {
    hitCount: ofShare.reduce((sum, flag) => sum + flag, 0),
    won: Int32Array.from(won),
    wonFlagged: Int32Array.from(wonFlagged),
  };
}

/**
 * Brings all shares of a forecast together, in their order, to what drawing it in one piece comes to.
 * @returns undefined where they were left: draw everything then. Its figures throw a RowNotKept where that is the only way too
 */
export function joinForecastShares(
  prepared: PreparedForecast,
  request: ForecastRequest,
  shares: readonly (DrawnShare | LeftShare)[],
): DrawnFigures | undefined {
  const drawn = shares.filter((share) => share.kind === "drawn");
  if (drawn.length === 0 || drawn.length < shares.length) return undefined;
  const { plan } = prepared.built;
  const { drawCount, blockSize } = drawBlocksOf(request.drawCount);
  const slots = new SimulationPool().slotsOf(plan, { drawCount: request.drawCount, seed: request.seed });
  const counts = addedCounts(drawn.map(({ strands }) => strands.map((strand) => strand ?? undefined)));
  const rows = joinedRows(drawn, { drawCount, blockSize, strands: { slots, counts } });
  return {
    figures: figuresOfRows(plan, rows),
    exact: request.method === "both" ? exactFigures(plan) : undefined,
    drawCount,
    targetSwings: joinedSwings(drawn, drawCount),
  };
}

function joinedRows(
  shares: readonly DrawnShare[],
  {
    drawCount,
    blockSize,
    strands,
  }: Pick<DrawnRows, "drawCount" | "strands"> & { readonly blockSize: number },
): DrawnRows {
  const known = new Map<number, Float64Array>();
  const unpacked = (row: number): Float64Array => {
    const draws = new Float64Array(drawCount);
    let from = 0;
    for (const { kept, sums } of shares) {
      const ofRow = kept.find((candidate) => candidate.row === row);
      if (ofRow === undefined) throw new RowNotKept(`The draws of row ${row} were not kept`);
      const end = from + sums[row]!.length * blockSize;
      unpackDraws(ofRow.packed, blockSize, draws.subarray(from, end));
      from = end;
    }
    return draws;
  };
  return {
    drawCount,
    strands,
    blockSumsOf: (row) => joined(shares.map(({ sums }) => sums[row]!)),
    drawsOf: (row) => {
      const draws = known.get(row) ?? unpacked(row);
      known.set(row, draws);
      return draws;
    },
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function joinedSwings(shares: readonly DrawnShare[], drawCount: number): DrawnFigures["targetSwings"] {
  const wins = shares.flatMap((share) => share.wins ?? []);
  if (wins.length === 0) return undefined;
  const sumOf = (name: keyof WinCounts): Uint32Array => {
    const sum = new Uint32Array(wins[0]![name].length);
    for (const { [name]: ofShare } of wins) ofShare.forEach((count, index) => (sum[index]! += count));
    return sum;
  };
  const hitCount = wins.reduce((sum, ofShare) => sum + ofShare.hitCount, 0);
  return swingsOf({ won: sumOf("won"), wonFlagged: sumOf("wonFlagged") }, { drawCount, hitCount });
}
