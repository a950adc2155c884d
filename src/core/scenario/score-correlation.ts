/** Terms of the sine's series that reach the last bit for angles up to pi / 6. */
const SINE_TERMS = 9;

/**
 * Correlation of two normal variables whose ranks have a given (Spearman's) correlation: 2 sin(pi rank / 6). The same bits
 * on every runtime.
 * @param rankCorrelation -1..1
 * @see Pearson (1907), "On further methods of determining correlation"
 */
export function scoreCorrelation(rankCorrelation: number): number {
  const angle = (Math.PI / 6) * rankCorrelation;
  const square = angle * angle;
  let sum = 0;
  for (let term = SINE_TERMS; term >= 1; term--) sum = -((1 + sum) * square) / (2 * term * (2 * term + 1));
  return 2 * angle * (1 + sum);
}

/** The inverse of `scoreCorrelation`, for messages: its last bits may differ between runtimes. */
export function rankCorrelationOf(correlation: number): number {
  return (6 / Math.PI) * Math.asin(correlation / 2);
}
