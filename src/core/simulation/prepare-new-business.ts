import { hashText } from "../maths/hash-text.ts";
import { mix64, offsetWord, type Word64 } from "../maths/mix64.ts";
import { roundToPlanPrecision } from "../maths/round-mantissa.ts";
import type { Strands } from "./deal-strands.ts";
import type { SimulationPlan } from "./plan.ts";
import { poissonSurvival } from "./poisson-survival.ts";
import { sharedFloat32, sharedFloat64, sharedInt32, sharedUint16 } from "./shared-columns.ts";

/** New business as the kernels read it: one cell for each process and sub-period with any wins, sorted by strand, leaf and key. */
export interface PreparedNewBusiness {
  readonly cellCount: number;
  /** 64-bit words, low half first, from the process's key and the sub-period's first day; shape [cell x 2]. */
  readonly keys: Int32Array;
  readonly periods: Uint16Array;
  readonly leaves: Uint16Array;
  /** Where a cell's counts begin in `survivals`; shape [cell + 1]. */
  readonly firstCounts: Int32Array;
  /** blockSize times P(wins >= 1), P(wins >= 2), ... of each cell in turn. */
  readonly survivals: Float32Array;
  /** Where a cell's pool of amounts begins in `amounts`, and its length; shape [cell]. */
  readonly firstAmounts: Int32Array;
  readonly amountCounts: Int32Array;
  readonly amounts: Float64Array;
  readonly expectedWins: Float64Array;
  /** Cell after the last one of each strand of new business; shape [strand]. */
  readonly strandEnds: readonly number[];
}

interface NewCell {
  readonly strand: number;
  readonly key: Word64;
  readonly period: number;
  readonly leaf: number;
  readonly pool: number;
  readonly poolSize: number;
  readonly wins: number;
}

/** Processes and opportunities with the same name must not share random numbers. */
const NEW_BUSINESS_DOMAIN = 0x6e657762;

/**
 * @param seedWord the scrambled seed
 * @param strands  of the plan
 * @throws {RangeError} when the plan breaks its own rules
 */
export function prepareNewBusiness(
  plan: SimulationPlan,
  blockSize: number,
  seedWord: Word64,
  strands: Strands,
): PreparedNewBusiness {
  const processes = plan.newBusiness
    .map((process, index) => ({ ...process, firstCell: index * plan.periods.length }))
    .sort((a, b) => a.leaf - b.leaf || (a.key < b.key ? -1 : 1));
  const amounts = sharedFloat64(processes.reduce((sum, process) => sum + process.amounts.length, 0));
  const cells: NewCell[] = [];
  let pool = 0;
  for (const process of processes) {
    const poolSize = process.amounts.length;
    amounts.set(process.amounts.map(roundToPlanPrecision), pool);
    const processKey = hashText(process.key);
    plan.periods.forEach((period, index) => {
      const wins = roundToPlanPrecision(process.expectedWins[index]!);
      if (wins === 0) return;
      const key = new Int32Array(2);
      offsetWord(key, processKey[0]!, processKey[1]! ^ NEW_BUSINESS_DOMAIN, period.from >>> 0);
      mix64(key);
      key[0]! ^= seedWord[0]!;
      key[1]! ^= seedWord[1]!;
      const strand = strands.ofCell[process.firstCell + index]!;
      cells.push({ strand, key, period: index, leaf: process.leaf, pool, poolSize, wins });
    });
    pool += poolSize;
  }
  cells.sort((a, b) => a.strand - b.strand); // stable
  const survivals = cells.map((cell) => poissonSurvival(cell.wins));
  const firstCounts = sharedInt32(cells.length + 1);
  survivals.forEach((survival, cell) => (firstCounts[cell + 1] = firstCounts[cell]! + survival.length));
  const allSurvivals = sharedFloat32(firstCounts[cells.length]!);
  survivals.forEach((survival, cell) => {
    const scaled = survival.map((chance) => blockSize * chance);
    allSurvivals.set(scaled, firstCounts[cell]);
  });
  return {
    cellCount: cells.length,
    keys: sharedInt32(2 * cells.length, (half) => cells[half >> 1]!.key[half & 1]!),
    periods: sharedUint16(cells.length, (cell) => cells[cell]!.period),
    leaves: sharedUint16(cells.length, (cell) => cells[cell]!.leaf),
    firstCounts,
    survivals: allSurvivals,
    firstAmounts: sharedInt32(cells.length, (cell) => cells[cell]!.pool),
    amountCounts: sharedInt32(cells.length, (cell) => cells[cell]!.poolSize),
    amounts,
    expectedWins: sharedFloat64(cells.length, (cell) => cells[cell]!.wins),
    strandEnds: Array.from(
      { length: strands.count - strands.openCount },
      (_, strand) => cells.filter((cell) => cell.strand <= strands.openCount + strand).length,
    ),
  };
}
