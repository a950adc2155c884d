import { ensure } from "../base/ensure.ts";
import { ensureCaseShape, ensureFactorShape, type CaseDraws } from "./case-draws.ts";

/**
 * Net present value in every draw.
 * @param discountFactors shape [month], 0 to monthCount (`discountFactorsForDraws`)
 * @returns               shape [draw], minor units, not rounded
 * @throws {RangeError} when shapes do not match
 */
export function netPresentValueDraws(draws: CaseDraws, discountFactors: Float64Array): Float64Array {
  ensureCaseShape(draws);
  ensureFactorShape(draws, discountFactors);
  const values = new Float64Array(draws.drawCount);
  addDiscountedMonths(draws, discountFactors, values);
  return values;
}

/**
 * Share of draws above 0: P(NPV > 0).
 * @param values shape [draw]
 * @throws {RangeError} without draws
 */
export function shareAboveZero(values: Float64Array): number {
  ensure(values.length > 0, "Cannot take a share of no draws");
  let above = 0;
  for (let draw = 0; draw < values.length; draw++) if (values[draw]! > 0) above++;
  return above / values.length;
}

function addDiscountedMonths(draws: CaseDraws, discountFactors: Float64Array, values: Float64Array): void {
  const { drawCount, monthCount, netFlows } = draws;
  for (let month = 0; month <= monthCount; month++) {
    const factor = discountFactors[month]!;
    const first = month * drawCount;
    for (let draw = 0; draw < drawCount; draw++) values[draw]! += factor * netFlows[first + draw]!;
  }
}
