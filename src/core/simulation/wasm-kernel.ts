import { ensure } from "../base/ensure.ts";
import { StrandCounter } from "./count-strands.ts";
import { kernelStepsOf, type BlockKernel } from "./kernel.ts";
import { KERNEL_WASM_BASE64 } from "./kernel-wasm.generated.ts";
import type { PreparedPlan } from "./prepare-plan.ts";
import {
  WINDOW_BYTES,
  wasmStrandArithmetic,
  windowCountOf,
  type CountingExports,
} from "./wasm-strand-arithmetic.ts";

/** What `workers/kernel/kernel.ts` exports. */
interface KernelExports extends CountingExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  configure(at: number): void;
  selectBlock(blockIndex: number, level: number): void;
  begin(): void;
  addOpportunities(from: number, to: number): void;
  addNewBusiness(from: number, to: number): void;
  endOpen(): void;
  end(): void;
  countWins(from: number, to: number): void;
}

/** The part of the WebAssembly interface that is used here, which the ES library does not declare. */
interface WebAssemblyNamespace {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

const PAGE_BYTES = 65_536;
const FIRST_ADDRESS = 1_024;
const LARGEST_STEP = 256;

/** One compiled module a thread: its optimised code outlives the instances. */
let compiled: object | undefined;

/**
 * The simulation in WebAssembly with vectors of 128 bits, made from workers/kernel/kernel.ts. Gives the bytes of the
 * reference kernel. Each kernel has memory of its own, to which the plan is copied.
 */
export function createWasmKernel(prepared: PreparedPlan): BlockKernel {
  const { opportunityEnds, cellEnds, strandAfter } = kernelStepsOf(prepared);
  const { kernel, layout } = instantiate(prepared);
  const { blockSize, drawCount } = prepared.blocks;
  const { rowCount, factorLevels, planIndices } = prepared;
  const rows = new Float64Array(kernel.memory.buffer, layout.rows, rowCount * blockSize);
  const counter = new StrandCounter(
    prepared.slots,
    prepared.periodCount,
    wasmStrandArithmetic(kernel, prepared.slots, layout, blockSize),
  );
  const flagBytes = new Uint8Array(kernel.memory.buffer, layout.flags, 8 * blockSize);
  const winCounts = new Uint32Array(kernel.memory.buffer, layout.winCounts, 2 * LARGEST_STEP);
  return {
    stepCount: opportunityEnds.length + cellEnds.length + 1,
    simulateStep(blockIndex, step, cells) {
      kernel.selectBlock(blockIndex, factorLevels[blockIndex]!);
      if (step === 0) kernel.begin();
      const cellStep = step - opportunityEnds.length;
      if (cellStep < 0) kernel.addOpportunities(opportunityEnds[step - 1] ?? 0, opportunityEnds[step]!);
      if (cellStep === 0) kernel.endOpen();
      if (cellStep >= 0 && cellStep < cellEnds.length) {
        kernel.addNewBusiness(cellEnds[cellStep - 1] ?? 0, cellEnds[cellStep]!);
      }
      const strand = strandAfter[step];
      if (strand !== undefined) {
        // Both bring the groups up to date and may be called at any time.
        if (cellStep < 0) kernel.endOpen();
        else kernel.end();
        counter.endStrand(strand, factorLevels[blockIndex]!);
      }
      if (cellStep !== cellEnds.length) return;
      kernel.end();
      for (let row = 0; row < rowCount; row++) {
        cells.set(
          rows.subarray(row * blockSize, (row + 1) * blockSize),
          row * drawCount + blockIndex * blockSize,
        );
      }
    },
    strandCounts: () => counter.counts,
    replayStepCount: opportunityEnds.length,
    replayStep(blockIndex, step, flags, counts) {
      kernel.selectBlock(blockIndex, factorLevels[blockIndex]!);
      if (step === 0) {
        for (let draw = 0; draw < blockSize; draw++) {
          flagBytes[8 * draw] = flags[blockIndex * blockSize + draw]!;
        }
      }
      const from = opportunityEnds[step - 1] ?? 0;
      const to = opportunityEnds[step]!;
      kernel.countWins(from, to);
      for (let place = from; place < to; place++) {
        const index = planIndices[place]!;
        counts.won[index]! += winCounts[2 * (place - from)]!;
        counts.wonFlagged[index]! += winCounts[2 * (place - from) + 1]!;
      }
    },
  };
}

/** Lays the plan out in the memory of a new instance. */
function instantiate(prepared: PreparedPlan) {
  const WebAssembly = Reflect.get(globalThis, "WebAssembly") as WebAssemblyNamespace;
  compiled ??= new WebAssembly.Module(
    Uint8Array.from(atob(KERNEL_WASM_BASE64), (byte) => byte.charCodeAt(0)),
  );
  const kernel = new WebAssembly.Instance(compiled).exports as KernelExports;
  const { newBusiness } = prepared;
  const { blockSize } = prepared.blocks;
  const columns: { at: number; column: Column }[] = [];
  let top = FIRST_ADDRESS;
  const reserve = (byteLength: number) => {
    const at = top;
    top = Math.ceil((top + byteLength) / 64) * 64; // whole cache lines
    return at;
  };
  const place = (column: Column) => {
    const at = reserve(column.byteLength);
    columns.push({ at, column });
    return at;
  };
  const rows = reserve(8 * prepared.rowCount * blockSize);
  const fields = [
    blockSize,
    prepared.periodCount,
    prepared.paddedPeriodCount,
    prepared.dimensionCount,
    prepared.rowCount,
    rows,
    reserve(8 * blockSize), // counted
    reserve(4 * (blockSize + 1)), // marks
    reserve(4 * prepared.paddedPeriodCount), // ends
    place(prepared.permutations.map((draw) => 8 * draw)),
    place(prepared.reversedBits),
    place(prepared.multipliers),
    place(prepared.leafRows),
    place(prepared.keys),
    place(prepared.amounts),
    place(prepared.spreadClasses),
    place(prepared.leaves),
    place(prepared.cumulativeWins),
    place(newBusiness.keys),
    place(newBusiness.periods),
    place(newBusiness.leaves),
    place(newBusiness.firstCounts),
    place(newBusiness.survivals),
    place(newBusiness.firstAmounts),
    place(newBusiness.amountCounts),
    place(newBusiness.amounts),
  ];
  const flags = reserve(8 * blockSize);
  const winCounts = reserve(8 * LARGEST_STEP);
  const before = reserve(8 * (prepared.rowCount + 1) * blockSize);
  const gain = reserve(8 * blockSize);
  const through = reserve(8 * blockSize);
  const windows = reserve(WINDOW_BYTES * windowCountOf(prepared.slots));
  fields.push(flags, winCounts, before, gain, through, windows);
  ensure(top < 2 ** 32 - PAGE_BYTES, "Cannot simulate a plan of more than 4 GB");
  kernel.memory.grow(Math.ceil(top / PAGE_BYTES) - kernel.memory.buffer.byteLength / PAGE_BYTES);
  for (const { at, column } of columns) copyInto(kernel.memory.buffer, at, column);
  new Uint32Array(kernel.memory.buffer, 0, fields.length).set(fields);
  kernel.configure(0);
  return { kernel, layout: { rows, flags, winCounts, gain, through, windows } };
}

type Column = Float64Array | Float32Array | Int32Array | Uint16Array | Uint8Array;

function copyInto(memory: ArrayBuffer, at: number, column: Column): void {
  new Uint8Array(memory, at, column.byteLength).set(
    new Uint8Array(column.buffer, column.byteOffset, column.byteLength),
  );
}
