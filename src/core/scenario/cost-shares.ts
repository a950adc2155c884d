import { adoptedShare } from "./lever.ts";
import type { DrawnLever } from "./retention-levers.ts";

/**
 * What serving a unit of revenue costs, with the levers that change it; at most all of the revenue.
 * @returns 0..1; shape [month x draw], the draws of a stratum one after the other
 */
export function costShares(
  grossMargin: number,
  levers: readonly DrawnLever[],
  { monthCount, drawsPerStratum }: { readonly monthCount: number; readonly drawsPerStratum: number },
  stratumCount = levers[0]?.sizes.length ?? 1,
): Float64Array {
  const acting = levers.filter(({ lever }) => lever.kind === "cost_to_serve");
  const drawCount = stratumCount * drawsPerStratum;
  const shares = new Float64Array(monthCount * drawCount).fill(1 - grossMargin);
  if (acting.length === 0) return shares;
  for (let month = 1; month <= monthCount; month++) {
    for (let stratum = 0; stratum < stratumCount; stratum++) {
      const change = acting.reduce(
        (product, { lever, sizes }) =>
          product * Math.max(0, 1 + adoptedShare(lever, month) * sizes[stratum]!),
        1,
      );
      const first = (month - 1) * drawCount + stratum * drawsPerStratum;
      shares.fill(Math.min(1, (1 - grossMargin) * change), first, first + drawsPerStratum);
    }
  }
  return shares;
}
