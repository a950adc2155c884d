import { ensure } from "../../src/core/base/ensure.ts";

/**
 * Distribution of the number of events that happen, each by itself with a chance of its own (Poisson-binomial).
 * @param chances shape [event], each 0..1; none: the number is 0
 * @returns       chance of each number; shape [event + 1]
 * @throws {RangeError} for a chance that is none
 */
export function chancesOfCount(chances: readonly number[]): Float64Array {
  const byCount = new Float64Array(chances.length + 1);
  byCount[0] = 1;
  chances.forEach((chance, event) => {
    ensure(chance >= 0 && chance <= 1, `Cannot count an event of chance ${chance}`);
    for (let count = event + 1; count > 0; count--)
      byCount[count] = byCount[count]! * (1 - chance) + byCount[count - 1]! * chance;
    byCount[0]! *= 1 - chance;
  });
  return byCount;
}

/**
 * The least number that is exceeded with at most a given chance.
 * @param tail chance, above 0 and below 1
 */
export function countExceededWith(chances: readonly number[], tail: number): number {
  ensure(tail > 0 && tail < 1, `Cannot leave a tail of ${tail}`);
  const byCount = chancesOfCount(chances);
  let beyond = 0;
  let count = chances.length;
  while (count > 0 && beyond + byCount[count]! <= tail) beyond += byCount[count--]!;
  return count;
}
