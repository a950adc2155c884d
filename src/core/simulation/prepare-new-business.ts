import { ensure } from "../base/ensure.ts";
import { hashText } from "../maths/hash-text.ts";
import { mix64, offsetWord, type Word64 } from "../maths/mix64.ts";
import { roundToPlanPrecision } from "../maths/round-mantissa.ts";
import type { SimulationPlan } from "./plan.ts";
import { poissonSurvival } from "./poisson-survival.ts";
import { sharedFloat32, sharedFloat64, sharedInt32, sharedUint16 } from "./shared-columns.ts";

/** New business as the kernels read it: one cell for each process and sub-period with any wins, sorted by leaf and key. */
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
}

/** Processes and opportunities with the same name must not share random numbers. */
const NEW_BUSINESS_DOMAIN = 0x6e657762;
/** Products of a 32-bit fraction with a pool's length stay exact in Float64. */
const LARGEST_POOL = 2 ** 20;

/**
 * @param seedWord the scrambled seed
 * @throws {RangeError} when the plan breaks its own rules
 */
export function prepareNewBusiness(
  plan: SimulationPlan,
  blockSize: number,
  seedWord: Word64,
): PreparedNewBusiness {
  const processes = plan.newBusiness.toSorted((a, b) => a.leaf - b.leaf || (a.key < b.key ? -1 : 1));
  ensure(
    new Set(processes.map((process) => process.key)).size === processes.length,
    "Cannot draw new business twice under one key",
  );
  const amounts = sharedFloat64(processes.reduce((sum, process) => sum + process.amounts.length, 0));
  const cells: { key: Word64; period: number; leaf: number; pool: number; poolSize: number; wins: number }[] =
    [];
  let pool = 0;
  for (const process of processes) {
    const poolSize = process.amounts.length;
    ensure(poolSize >= 1 && poolSize <= LARGEST_POOL, `Cannot draw from ${poolSize} amounts`);
    ensure(process.leaf >= 0 && process.leaf < plan.leaves.length, `Cannot find leaf ${process.leaf}`);
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
      cells.push({ key, period: index, leaf: process.leaf, pool, poolSize, wins });
    });
    pool += poolSize;
  }
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
  };
}
