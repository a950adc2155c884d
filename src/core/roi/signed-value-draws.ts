import { ensureCaseShape, ensureFactorShape, type CaseDraws } from "./case-draws.ts";

/** Present values of the months with money in and of those with money out, in every draw. */
export interface SignedValueDraws {
  /** Shape [draw], minor units, >= 0. */
  readonly moneyIn: Float64Array;
  readonly moneyOut: Float64Array;
}

/**
 * What profitability index and modified rate of return are made of, draw by draw.
 * @param discountFactors shape [month], 0 to monthCount (`discountFactorsForDraws`)
 * @throws {RangeError} when shapes do not match
 */
export function signedValueDraws(draws: CaseDraws, discountFactors: Float64Array): SignedValueDraws {
  ensureCaseShape(draws);
  ensureFactorShape(draws, discountFactors);
  const moneyIn = new Float64Array(draws.drawCount);
  const moneyOut = new Float64Array(draws.drawCount);
  addSignedMonths(draws, discountFactors, moneyIn, moneyOut);
  return { moneyIn, moneyOut };
}

function addSignedMonths(
  { drawCount, monthCount, netFlows }: CaseDraws,
  discountFactors: Float64Array,
  moneyIn: Float64Array,
  moneyOut: Float64Array,
): void {
  for (let month = 0; month <= monthCount; month++) {
    const factor = discountFactors[month]!;
    const first = month * drawCount;
    for (let draw = 0; draw < drawCount; draw++) {
      const value = factor * netFlows[first + draw]!;
      if (value > 0) moneyIn[draw]! += value;
      else moneyOut[draw]! -= value;
    }
  }
}
