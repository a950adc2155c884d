import { ensure } from "../base/ensure.ts";
import { ensureCaseShape, ensureFactorShape, type CaseDraws } from "./case-draws.ts";

/** Stands for "never" where a draw is not paid back by its last month. */
export const NEVER_PAID_BACK = -1;

/** When each draw is paid back for good, as `payback` has it; `NEVER_PAID_BACK` where the running sum ends below 0. */
export interface PaybackDraws {
  /** Shape [draw]: the month it falls into, 1..monthCount; 0 where the running sum never falls below 0. */
  readonly months: Int32Array;
  /** Shape [draw]: the same with the share of that month, > months - 1 and <= months but for the last bits. */
  readonly interpolatedMonths: Float64Array;
}

/**
 * Payback in every draw: the last month in which the running sum comes up to 0, where it stays until the end.
 * @param discountFactors shape [month]; the payback of discounted flows. Absent: as they are
 * @throws {RangeError} when shapes do not match
 */
export function paybackDraws(draws: CaseDraws, discountFactors?: Float64Array): PaybackDraws {
  ensureCaseShape(draws);
  if (discountFactors !== undefined) ensureFactorShape(draws, discountFactors);
  const factors = discountFactors ?? new Float64Array(draws.monthCount + 1).fill(1);
  const months = new Int32Array(draws.drawCount);
  const interpolatedMonths = new Float64Array(draws.drawCount);
  followRunningSums(draws, factors, new Float64Array(draws.drawCount), months, interpolatedMonths);
  return { months, interpolatedMonths };
}

/**
 * Chance to be paid back, for good within the horizon, by the end of each month.
 * @param months     of `paybackDraws`
 * @param monthCount last month, >= every one of them
 * @returns          shape [month] 0..monthCount, ascending, 0..1; month 0 counts draws that never were below 0
 * @throws {RangeError} without draws or for a month beyond the last
 */
export function paybackChances(months: Int32Array, monthCount: number): Float64Array {
  ensure(months.length > 0, "Cannot take a chance over no draws");
  const chances = new Float64Array(monthCount + 1);
  for (const month of months) {
    ensure(month <= monthCount, `Cannot count a payback in month ${month}: the last is ${monthCount}`);
    if (month !== NEVER_PAID_BACK) chances[month]! += 1;
  }
  let drawsSoFar = 0;
  return chances.map((count) => (drawsSoFar += count) / months.length);
}

function followRunningSums(
  { drawCount, monthCount, netFlows }: CaseDraws,
  factors: Float64Array,
  sums: Float64Array,
  months: Int32Array,
  interpolatedMonths: Float64Array,
): void {
  for (let month = 0; month <= monthCount; month++) {
    const factor = factors[month]!;
    const first = month * drawCount;
    for (let draw = 0; draw < drawCount; draw++) {
      const flow = factor * netFlows[first + draw]!;
      const before = sums[draw]!;
      const after = before + flow;
      sums[draw] = after;
      if (after < 0) {
        months[draw] = NEVER_PAID_BACK;
        interpolatedMonths[draw] = NEVER_PAID_BACK;
      } else if (before < 0) {
        months[draw] = month;
        interpolatedMonths[draw] = month - 1 - before / flow;
      }
    }
  }
}
