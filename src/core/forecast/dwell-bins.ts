/**
 * Upper edges, in days, of the bins of time in stage that a hazard is constant in: single days where most happens and
 * around a month, wide ones later. @see reference model, section 2.2
 */
export const DWELL_BIN_EDGES = [
  1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 21, 24, 27, 30, 31, 32, 33, 35, 40, 45, 50, 60, 70, 80, 90, 100,
  110, 120, 130, 140, 160, 180, 220, 270, 365,
] as const;

/** One more than the edges: the last bin has no end. */
export const DWELL_BIN_COUNT = DWELL_BIN_EDGES.length + 1;

/** Time in stage is told apart up to this many days. */
export const DWELL_CAP = 420;

/** Bin of each time in stage 0..DWELL_CAP + 1; a dwell of 1 is the day after the entry. */
export const BIN_OF_DWELL: Uint8Array = Uint8Array.from({ length: DWELL_CAP + 2 }, (_, dwell) => {
  const bin = DWELL_BIN_EDGES.findIndex((edge) => dwell <= edge);
  return bin < 0 ? DWELL_BIN_EDGES.length : bin;
});

/** First and last dwell of each bin. */
export function dwellRange(bin: number): { readonly first: number; readonly last: number } {
  return {
    first: bin === 0 ? 1 : DWELL_BIN_EDGES[bin - 1]! + 1,
    last: bin < DWELL_BIN_EDGES.length ? DWELL_BIN_EDGES[bin]! : Number.MAX_SAFE_INTEGER,
  };
}
