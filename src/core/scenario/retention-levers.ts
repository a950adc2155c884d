import type { BookSegment } from "../customers/recurring-book.ts";
import { leavingChanceOf, type RateAdjustments } from "../customers/rate-adjustments.ts";
import { portableLog1p } from "../maths/portable-log.ts";
import { adoptedShare, RETENTION_KINDS, type Lever } from "./lever.ts";

/** Chances stay below this: a certain renewal cannot be told from a book that never ends. */
const LARGEST_CHANCE = 0.9999;

/** Levers with the size each has in every draw stratum. */
export interface DrawnLever {
  readonly lever: Lever;
  /** Shape [stratum]. */
  readonly sizes: Float64Array;
}

/**
 * What levers make of the rates of each segment of the book, month by month and draw by draw: a size of -0.1 on churn
 * makes a chance of 2 % one of 1.8 %. Levers on one rate multiply.
 * @param drawsPerStratum draws of a stratum lie one after the other
 */
export function retentionAdjustments(
  segments: readonly BookSegment[],
  levers: readonly DrawnLever[],
  shape: { readonly monthCount: number; readonly drawsPerStratum: number },
): Map<string, RateAdjustments> {
  const adjustments = new Map<string, RateAdjustments>();
  for (const segment of segments) {
    const acting = levers.filter(({ lever }) => actsOn(lever, segment));
    if (acting.length === 0) continue;
    const own = Object.fromEntries(
      RETENTION_KINDS.flatMap((kind) => {
        const ofKind = acting.filter(({ lever }) => lever.kind === kind);
        return ofKind.length === 0 ? [] : [[kind, multipliersOf(kind, segment, ofKind, shape)] as const];
      }),
    );
    adjustments.set(segment.name, own);
  }
  return adjustments;
}

/** Whether a lever changes a rate of the segment; its scope names segments of the book. */
export function actsOn({ kind, scope }: Lever, { name }: Pick<BookSegment, "name">): boolean {
  if (!RETENTION_KINDS.some((retention) => retention === kind)) return false;
  const values = scope.segment?.values.map((value) => value.toLowerCase());
  return values === undefined || values.includes(name.toLowerCase());
}

type RetentionKind = (typeof RETENTION_KINDS)[number];

function multipliersOf(
  kind: RetentionKind,
  segment: BookSegment,
  levers: readonly DrawnLever[],
  { monthCount, drawsPerStratum }: { readonly monthCount: number; readonly drawsPerStratum: number },
): Float64Array {
  const stratumCount = levers[0]!.sizes.length;
  const drawCount = stratumCount * drawsPerStratum;
  const multipliers = new Float64Array(monthCount * drawCount);
  for (let month = 1; month <= monthCount; month++) {
    for (let stratum = 0; stratum < stratumCount; stratum++) {
      const change = levers.reduce(
        (product, { lever, sizes }) =>
          product * Math.max(0, 1 + adoptedShare(lever, month) * sizes[stratum]!),
        1,
      );
      const first = (month - 1) * drawCount + stratum * drawsPerStratum;
      multipliers.fill(multiplierFor(kind, segment, change), first, first + drawsPerStratum);
    }
  }
  return multipliers;
}

/** The multiplier of hazard or odds that multiplies the chance itself by `change`. */
function multiplierFor(kind: RetentionKind, { rates }: BookSegment, change: number): number {
  if (change === 1) return 1;
  if (kind === "renewal") {
    if (rates.leaving.kind !== "renewal") return 1;
    const before = rates.leaving.renewalRate;
    if (before === 0 || before === 1) return 1;
    const after = Math.min(LARGEST_CHANCE, before * change);
    return after / (1 - after) / (before / (1 - before));
  }
  const before =
    kind === "churn"
      ? leavingChanceOf(rates.leaving)(1, 1)
      : kind === "contraction"
        ? rates.contractionPerMonth
        : rates.expansionPerMonth;
  if (before === 0 || before === 1) return 1;
  const after = Math.min(LARGEST_CHANCE, before * change);
  return portableLog1p(-after) / portableLog1p(-before);
}
