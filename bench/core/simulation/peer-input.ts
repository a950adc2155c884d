import { writeFileSync } from "node:fs";
import type { PreparedPlan } from "../../../src/core/simulation/prepare-plan.ts";

type Column = Float64Array | Float32Array | Int32Array | Uint16Array | Uint8Array;

/** The header's length in numbers of 32 bits; the peers know it too. */
const HEADER_LENGTH = 64;

/**
 * Writes a prepared plan as the peers read it: 64 numbers u32, first sizes, then where each column begins (bytes from the
 * start of the file, a multiple of 64); then the columns, little-endian. Order as in the peers' sources.
 */
export function writePeerInput(path: string, prepared: PreparedPlan): void {
  const { blocks, newBusiness } = prepared;
  const sizes = [
    blocks.blockSize,
    blocks.blockCount,
    prepared.periodCount,
    prepared.paddedPeriodCount,
    prepared.dimensionCount,
    prepared.rowCount,
    prepared.opportunityCount,
    newBusiness.cellCount,
    newBusiness.amounts.length,
    prepared.leafRows.length / prepared.dimensionCount,
    prepared.multipliers.length / 256,
  ];
  const columns: readonly Column[] = [
    prepared.permutations,
    prepared.reversedBits,
    prepared.multipliers,
    prepared.leafRows,
    prepared.keys,
    prepared.amounts,
    prepared.spreadClasses,
    prepared.leaves,
    prepared.cumulativeWins,
    prepared.factorLevels,
    newBusiness.keys,
    newBusiness.periods,
    newBusiness.leaves,
    newBusiness.firstCounts,
    newBusiness.survivals,
    newBusiness.firstAmounts,
    newBusiness.amountCounts,
    newBusiness.amounts,
    newBusiness.expectedWins,
  ];
  let top = 4 * HEADER_LENGTH;
  const starts = columns.map((column) => {
    const start = top;
    top = Math.ceil((top + column.byteLength) / 64) * 64;
    return start;
  });
  const bytes = new Uint8Array(top);
  new Uint32Array(bytes.buffer, 0, HEADER_LENGTH).set([...sizes, ...starts]);
  columns.forEach((column, index) => {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), starts[index]);
  });
  writeFileSync(path, bytes);
}
