import { countedSlots, type StrandArithmetic } from "./count-strands.ts";
import {
  LatticeCounter,
  lowestOf,
  MIDDLE_PLACE,
  sumOfTwo,
  trimmedCounts,
  type StrandCounts,
} from "./lattice-counter.ts";
import type { StrandSlots } from "./strand-slots.ts";

/** What the WebAssembly kernel exports for counting. */
export interface CountingExports {
  takeGain(row: number, beforeRow: number): void;
  beginThrough(): void;
  addThrough(): void;
  /** @returns how many values lie outside the window */
  countGain(window: number, scale: number, lowest: number): number;
  countThrough(window: number, scale: number, lowest: number): number;
}

/** Places that the kernel counts, as workers/kernel/kernel.ts has them: eight standard deviations of the row. */
const WINDOW_LENGTH = 2048;
const WINDOW = { first: MIDDLE_PLACE - WINDOW_LENGTH / 2, length: WINDOW_LENGTH } as const;

export const WINDOW_BYTES = 4 * WINDOW_LENGTH;

/** How many windows a plan takes. */
export function windowCountOf(slots: StrandSlots): number {
  return countedSlots(slots).filter((isCounted) => isCounted).length;
}

/**
 * Counts in the kernel's memory: a window of the lattice for each slot. The few values outside are counted here.
 * @param memory places of the columns in bytes
 */
export function wasmStrandArithmetic(
  kernel: CountingExports & { readonly memory: { readonly buffer: ArrayBuffer } },
  slots: StrandSlots,
  memory: { readonly gain: number; readonly through: number; readonly windows: number },
  blockSize: number,
): StrandArithmetic {
  const { buffer } = kernel.memory;
  const gain = new Float64Array(buffer, memory.gain, blockSize);
  const through = new Float64Array(buffer, memory.through, blockSize);
  const outside = new Map<number, LatticeCounter>();
  let windowCount = 0;
  const windowOf = countedSlots(slots).map((isCounted) => (isCounted ? windowCount++ : -1));
  const lowest = slots.centres.map(lowestOf);
  const countOutside = (slot: number, values: Float64Array, scale: number): void => {
    if (!outside.has(slot)) outside.set(slot, new LatticeCounter(slots.centres[slot]!));
    outside.get(slot)!.addOutside(values, scale, WINDOW);
  };
  return {
    takeGain: (row, beforeRow) => kernel.takeGain(row, beforeRow),
    beginThrough: () => kernel.beginThrough(),
    addThrough: () => kernel.addThrough(),
    countGain(slot, scale) {
      const left = kernel.countGain(windowOf[slot]!, scale, lowest[slot]!);
      if (left > 0) countOutside(slot, gain, scale);
    },
    countThrough(slot, scale) {
      const left = kernel.countThrough(windowOf[slot]!, scale, lowest[slot]!);
      if (left > 0) countOutside(slot, through, scale);
    },
    countsOf(slot): StrandCounts {
      const window = new Int32Array(buffer, memory.windows + windowOf[slot]! * WINDOW_BYTES, WINDOW_LENGTH);
      const inside = trimmedCounts(lowest[slot]! + WINDOW.first, window);
      return outside.has(slot) ? sumOfTwo(inside, outside.get(slot)!.counts) : inside;
    },
  };
}
