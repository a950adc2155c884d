import { ensure } from "../base/ensure.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";
import type { WinCounts } from "./kernel.ts";

/** One byte for each draw: 1 where the row reaches the level. */
export function flagsAtLeast(row: Float64Array, level: number): Uint8Array {
  return Uint8Array.from(row, (amount) => (amount >= level ? 1 : 0));
}

/**
 * How much hangs on one opportunity: P(target reached | won in the period) - P(target reached | not won).
 * @param counts      from a replay whose flags are the draws that reach the target
 * @param opportunity its index in the plan
 * @param drawCount   draws in all; `hitCount` of them reach the target
 * @returns -1..1, or the reason why there is no such difference
 */
export function targetSwing(
  counts: WinCounts,
  opportunity: number,
  { drawCount, hitCount }: { readonly drawCount: number; readonly hitCount: number },
): Outcome<number, "never_won" | "always_won"> {
  const won = counts.won[opportunity]!;
  const wonAndHit = counts.wonFlagged[opportunity]!;
  ensure(won <= drawCount && wonAndHit <= hitCount, "Cannot compare counts of another simulation");
  if (won === 0) return missing("never_won");
  if (won === drawCount) return missing("always_won");
  return found(wonAndHit / won - (hitCount - wonAndHit) / (drawCount - won));
}
