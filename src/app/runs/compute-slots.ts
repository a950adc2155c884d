import type { ComputeProcess } from "./compute-process.ts";

/** A number of computing processes, each of which does one thing at a time. */
export interface ComputeSlots {
  /** Work with a process that nobody else uses; waits for one when all are at work. */
  readonly use: <Result>(work: (compute: ComputeProcess) => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

export function computeSlots(count: number, create: () => ComputeProcess): ComputeSlots {
  const all: ComputeProcess[] = [];
  // The one that was used last is used first: the others may stay without a process.
  const free: ComputeProcess[] = [];
  const waiting: (() => void)[] = [];
  const take = async (): Promise<ComputeProcess> => {
    while (free.length === 0 && all.length >= count) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    const known = free.pop();
    if (known !== undefined) return known;
    const made = create();
    all.push(made);
    return made;
  };
  return {
    use: async (work) => {
      const compute = await take();
      try {
        return await work(compute);
      } finally {
        free.push(compute);
        waiting.shift()?.();
      }
    },
    close: async () => void (await Promise.all(all.map((compute) => compute.close()))),
  };
}
