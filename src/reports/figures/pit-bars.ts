/** The bins of a PIT histogram with their ends: `10-20 %`. */
export function pitBars(histogram: readonly number[]): { readonly name: string; readonly count: number }[] {
  const end = (index: number) => Math.round((index / histogram.length) * 100);
  return histogram.map((count, index) => ({ name: `${end(index)}-${end(index + 1)} %`, count }));
}

/** How to read it. */
export function pitNote(histogram: readonly number[]): string {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  const even = Number((total / Math.max(1, histogram.length)).toPrecision(3));
  return `An even spread is ${even} each. High ends: ranges too narrow; high middle: too wide; high first bars: forecasts too high; high last bars: too low.`;
}
