import { found, missing, type Outcome } from "../base/outcome.ts";
import type { Series } from "./series.ts";
import { winsByProbability } from "./wins-by-probability.ts";

/**
 * Area under the receiver operating characteristic: how often a won opportunity had a higher probability than
 * one that was not won; a tie counts half. It sees order only, not whether probabilities are honest.
 * @param probabilities shape [opportunity], 0..1
 * @param outcomes      shape [opportunity], 1 for won and 0 for not
 * @returns             0..1; a half for no skill
 * @throws {RangeError} outside these ranges
 * @see Hanley & McNeil (1982), "The meaning and use of the area under a ROC curve"
 */
export function areaUnderCurve(
  probabilities: Series,
  outcomes: Series,
): Outcome<number, "no_opportunities" | "all_won" | "none_won"> {
  if (probabilities.length === 0) return missing("no_opportunities");
  const { counts, wins } = winsByProbability(probabilities, outcomes);
  let lostBelow = 0;
  let wonSoFar = 0;
  let twicePairs = 0; // whole numbers, exact below 2^53: up to 90 million opportunities
  for (let group = 0; group < counts.length; group++) {
    const won = wins[group]!;
    const lost = counts[group]! - won;
    twicePairs += won * (2 * lostBelow + lost);
    lostBelow += lost;
    wonSoFar += won;
  }
  if (lostBelow === 0) return missing("all_won");
  if (wonSoFar === 0) return missing("none_won");
  return found(twicePairs / (2 * wonSoFar * lostBelow));
}
