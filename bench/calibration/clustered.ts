/** A figure and its standard error. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number;
}

/**
 * A figure of many clusters with the standard error that leaving out one cluster at a time gives: observations of one
 * cluster may depend on each other. For a mean of clusters of one size it is the usual one, sd / sqrt(clusters).
 * @param clusters shape [cluster, observation]; two or more
 * @see Efron & Stein (1981), "The jackknife estimate of variance"
 */
export function clustered<T>(
  clusters: readonly (readonly T[])[],
  figure: (observations: readonly T[]) => number,
): Estimate {
  const count = clusters.length;
  const without = clusters.map((_, left) =>
    figure(clusters.flatMap((own, index) => (index === left ? [] : own))),
  );
  const mean = without.reduce((sum, value) => sum + value, 0) / count;
  const squares = without.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { value: figure(clusters.flat()), standardError: Math.sqrt(((count - 1) / count) * squares) };
}

/** Mean of independent figures. */
export function meanEstimate(estimates: readonly Estimate[]): Estimate {
  const count = estimates.length;
  return {
    value: estimates.reduce((sum, { value }) => sum + value, 0) / count,
    standardError:
      Math.sqrt(estimates.reduce((sum, { standardError }) => sum + standardError ** 2, 0)) / count,
  };
}
