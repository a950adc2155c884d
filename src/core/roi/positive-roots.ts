import { Decimal } from "decimal.js";
import { PowerSum, RootDecimal, type PowerTerm } from "./power-sum.ts";
import { rootBrackets } from "./root-brackets.ts";
import { refinedRoot, rootsByTurns } from "./roots-by-turns.ts";

/**
 * All distinct x > 0 at which a sum of powers with real exponents is zero, multiple roots once each.
 *
 * No root is missed, by the proof of Descartes' rule of signs: let s lie between two neighbouring exponents whose
 * coefficients differ in sign. The slope of f(x) / x^s has the coefficients (exponent - s) * coefficient, hence one sign
 * change fewer, and f(x) / x^s is monotone between the zeros of its slope. So the zeros of the slope, found the same way
 * until no sign change is left, cut x > 0 into pieces with at most one root each, and signs at their ends tell which.
 * Float64 does this where every such sign is beyond doubt, 64 digits where one is not; the roots themselves are decimal.
 * @param terms any order; terms of one exponent are added up; at most a few hundred
 * @returns     ascending, to about 50 digits; none where the coefficients have no sign change
 * @throws {RangeError} for terms that are not finite
 * @see Jameson (2006), "Counting zeros of generalised polynomials: Descartes' rule of signs and Laguerre's extensions"
 */
export function positiveRoots(terms: readonly PowerTerm[]): readonly Decimal[] {
  const sum = new PowerSum(terms);
  const largest = Decimal.max(0, ...sum.coefficients.map((coefficient) => coefficient.abs()));
  const brackets = rootBrackets(
    Float64Array.from(sum.exponents),
    Float64Array.from(sum.coefficients, (coefficient) => coefficient.div(largest).toNumber()),
  );
  if (brackets === undefined) return rootsByTurns(sum);
  return brackets.map(({ low, high, guess, signAtLow }) =>
    refinedRoot(sum, {
      low: new RootDecimal(low),
      high: new RootDecimal(high),
      guess: new RootDecimal(guess),
      signAtLow,
    }),
  );
}
