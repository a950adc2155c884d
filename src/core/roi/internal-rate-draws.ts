import { ensureCaseShape, type CaseDraws } from "./case-draws.ts";
import type { RateSearch } from "./rates-of-roots.ts";
import { SingleRootFinder } from "./single-root-finder.ts";

export interface InternalRateDraws {
  /** Per year, >= -1 (-1 = a loss total to Float64), finite; of the draws that have one single rate, in draw order. */
  readonly ratesPerYear: Float64Array;
  /** Draws without any rate, or with one beyond Float64. */
  readonly drawsWithoutRate: number;
  /** Draws with several rates, two so close together that Float64 cannot tell them from one included. */
  readonly drawsWithSeveralRates: number;
}

/**
 * Internal rate of return in every draw that has one single rate above the lowest; the others are counted.
 * @throws {RangeError} when the shape does not hold
 */
export function internalRateDraws(
  draws: CaseDraws,
  { lowestRatePerYear = -1 }: RateSearch = {},
): InternalRateDraws {
  ensureCaseShape(draws);
  const finder = new SingleRootFinder(draws.monthCount, lowestRatePerYear);
  const rates = new Float64Array(draws.drawCount);
  const counts = new Int32Array(3);
  solveDraws(draws, finder, rates, counts);
  return {
    ratesPerYear: rates.slice(0, counts[1]),
    drawsWithoutRate: counts[0]!,
    drawsWithSeveralRates: counts[2]!,
  };
}

/** Leaves in `counts` how many draws have none, one and several rates; the single ones fill `rates` from its start. */
function solveDraws(
  { drawCount, monthCount, netFlows }: CaseDraws,
  finder: SingleRootFinder,
  rates: Float64Array,
  counts: Int32Array,
): void {
  const { coefficients } = finder;
  for (let draw = 0; draw < drawCount; draw++) {
    for (let month = 0; month <= monthCount; month++) {
      coefficients[month] = netFlows[month * drawCount + draw]!;
    }
    const rootCount = finder.solve();
    const isFinite = rootCount === 1 && finder.ratePerYear < Infinity;
    if (isFinite) rates[counts[1]!] = finder.ratePerYear;
    const kind = rootCount > 1 ? 2 : isFinite ? 1 : 0;
    counts[kind]! += 1;
  }
}
