import { writeFileSync } from "node:fs";
import { StrandCounter, type StrandArithmetic } from "../../../src/core/simulation/count-strands.ts";
import { lowestOf } from "../../../src/core/simulation/lattice-counter.ts";
import type { PreparedPlan } from "../../../src/core/simulation/prepare-plan.ts";

type Column = Float64Array | Float32Array | Int32Array | Uint16Array | Uint8Array;

/** The header's length in numbers of 32 bits; the peers know it too. */
const HEADER_LENGTH = 64;

/**
 * Writes a prepared plan as the peers read it: 64 numbers u32, first sizes, then where each column begins (bytes from the
 * start of the file, a multiple of 64); then the columns, little-endian. Order as in the peers' sources.
 */
export function writePeerInput(path: string, prepared: PreparedPlan): void {
  const { blocks, newBusiness, slots } = prepared;
  const counting = countingOf(prepared);
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
    prepared.opportunityEnds.length,
    newBusiness.strandEnds.length,
    counting.slots.length,
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
    Int32Array.from(prepared.opportunityEnds),
    Int32Array.from(newBusiness.strandEnds),
    Int32Array.from(counting.starts),
    Int32Array.from(counting.steps.flatMap(({ kind, row, beforeRow, slot }) => [kind, row, beforeRow, slot])),
    Float64Array.from(counting.steps, ({ row, kind }) => (kind >= COUNT_GAIN ? slots.steps[row]! : 0)),
    Float64Array.from(counting.lowest),
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

const TAKE_GAIN = 0;
const BEGIN_THROUGH = 1;
const ADD_THROUGH = 2;
const COUNT_GAIN = 3;
const COUNT_THROUGH = 4;

interface CountingStep {
  readonly kind: number;
  readonly row: number;
  readonly beforeRow: number;
  /** Numbered as they are met. */
  readonly slot: number;
}

/** What is done at the end of each strand, written down while the counter believes to do it. */
export function countingOf({ periodCount, slots }: PreparedPlan): {
  readonly steps: readonly CountingStep[];
  /** First step of each strand, and the end. */
  readonly starts: readonly number[];
  /** Slots of the plan in the order in which they are met. */
  readonly slots: readonly number[];
  /** Value of a slot's place 0 on the lattice. */
  readonly lowest: readonly number[];
} {
  const steps: CountingStep[] = [];
  const met: number[] = [];
  const lowest: number[] = [];
  const nothing = { row: 0, beforeRow: 0, slot: 0 };
  const count = (kind: number) => (slot: number) => {
    steps.push({ kind, row: Math.floor(slot / slots.count), beforeRow: 0, slot: met.length });
    met.push(slot);
    lowest.push(lowestOf(slots.centres[slot]!));
  };
  const recorder: StrandArithmetic = {
    takeGain: (row, beforeRow) => steps.push({ kind: TAKE_GAIN, row, beforeRow, slot: 0 }),
    beginThrough: () => steps.push({ kind: BEGIN_THROUGH, ...nothing }),
    addThrough: () => steps.push({ kind: ADD_THROUGH, ...nothing }),
    countGain: count(COUNT_GAIN),
    countThrough: count(COUNT_THROUGH),
    countsOf: () => ({ first: 0, counts: new Int32Array(0) }),
  };
  const counter = new StrandCounter(slots, periodCount, recorder);
  const starts = [0];
  for (let strand = 0; strand < slots.count; strand++) {
    counter.endStrand(strand, 1);
    starts.push(steps.length);
  }
  return { steps, starts, slots: met, lowest };
}
