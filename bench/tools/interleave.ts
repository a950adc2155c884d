import { Bench } from "tinybench";

/** One of several ways to do the same work. */
export interface Variant {
  readonly name: string;
  /** Units of work in one run, such as opportunity-draws: what cost is divided by. */
  readonly unitCount: number;
  /** Does the work once; returns its milliseconds where it measured them itself, as another process does. */
  readonly run: () => Promise<number | void>;
}

export interface VariantCost {
  readonly name: string;
  /** Median over rounds of nanoseconds for one unit. */
  readonly nsPerUnit: number;
  /** Cost in each round; shape [round]. */
  readonly rounds: readonly number[];
}

/**
 * Runs all variants once a round, one after the other, each round starting with another one, so that what a busy machine
 * takes is taken from all. Compare costs of the same round (`ratioOf`), not medians of each.
 */
export async function interleave(
  variants: readonly Variant[],
  { rounds }: { readonly rounds: number },
): Promise<readonly VariantCost[]> {
  const costs = variants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    const bench = new Bench({ iterations: 1, time: 0, warmup: false, retainSamples: true, throws: true });
    for (let turn = 0; turn < variants.length; turn++) {
      const { name, run } = variants[(round + turn) % variants.length]!;
      bench.add(
        name,
        async () => {
          const milliseconds = await run();
          return milliseconds === undefined ? undefined : { overriddenDuration: milliseconds };
        },
        { async: true },
      );
    }
    await bench.run();
    variants.forEach((variant, index) => {
      const result = bench.getTask(variant.name)?.result;
      if (result?.state !== "completed") throw new RangeError(`Cannot time ${variant.name}`);
      costs[index]!.push((result.latency.mean * 1e6) / variant.unitCount);
    });
  }
  return variants.map(({ name }, index) => ({
    name,
    nsPerUnit: medianOf(costs[index]!),
    rounds: costs[index]!,
  }));
}

export interface Ratio {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

/** How many times the cost of the second the first one has, over the rounds. */
export function ratioOf(
  costs: readonly VariantCost[],
  numerator: string,
  denominator: string,
): Ratio | undefined {
  const top = costs.find(({ name }) => name === numerator);
  const bottom = costs.find(({ name }) => name === denominator);
  if (top === undefined || bottom === undefined) return undefined;
  const ratios = top.rounds.map((cost, round) => cost / bottom.rounds[round]!);
  return { median: medianOf(ratios), least: Math.min(...ratios), greatest: Math.max(...ratios) };
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!;
}
