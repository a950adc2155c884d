/** What a person said the company would book in a period. Days as whole days since 1970. */
export interface StatedTotal {
  /** Known from the cut-off of this day on. */
  readonly madeOn: number;
  /** Taken back: not known any more from the cut-off of this day on. */
  readonly endedOn: number | undefined;
  readonly from: number;
  readonly to: number;
  /** Whole minor units. */
  readonly amount: number;
}

/** The total that held for exactly this period as of a day; the one that was made last. Totals are ascending by when they were made. */
export function statedTotalAsOf(
  totals: readonly StatedTotal[],
  day: number,
  { from, to }: Pick<StatedTotal, "from" | "to">,
): number | undefined {
  return totals.findLast(
    (total) =>
      total.from === from &&
      total.to === to &&
      total.madeOn <= day &&
      (total.endedOn === undefined || total.endedOn > day),
  )?.amount;
}
