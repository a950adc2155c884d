/** What happens to a book in a month; each a row of draws for each month. */
export const BOOK_MEASURES = [
  "openingMrr",
  "newMrr",
  "expansionMrr",
  "contractionMrr",
  "churnedMrr",
  "reactivatedMrr",
  "closingMrr",
  "openingCustomers",
  "newCustomers",
  "churnedCustomers",
  "reactivatedCustomers",
  "closingCustomers",
] as const;
export type BookMeasure = (typeof BOOK_MEASURES)[number];

/**
 * A simulated book, or its expectation as a single draw. Each column has shape [month x draw], row-major: MRR in whole minor
 * units a month, customers in whole numbers. In every month and draw
 *
 *     opening + new + expansion + reactivated - contraction - churned = closing
 *
 * holds exactly, for MRR and (without expansion and contraction) for customers, and closing is the next month's opening.
 */
export interface BookRows {
  readonly monthCount: number;
  readonly drawCount: number;
  readonly columns: Readonly<Record<BookMeasure, Float64Array>>;
}

/** All segments together, and each by name where that was asked for. */
export interface BookDraws {
  readonly total: BookRows;
  readonly segments: ReadonlyMap<string, BookRows>;
}

export function emptyBookRows(monthCount: number, drawCount: number): BookRows {
  const column = (): Float64Array => new Float64Array(monthCount * drawCount);
  const columns = Object.fromEntries(BOOK_MEASURES.map((measure) => [measure, column()]));
  return { monthCount, drawCount, columns: columns as Record<BookMeasure, Float64Array> };
}

/** The draws of one measure in one month; shape [draw], a view and not a copy. */
export function bookRow(rows: BookRows, measure: BookMeasure, month: number): Float64Array {
  return rows.columns[measure].subarray(month * rows.drawCount, (month + 1) * rows.drawCount);
}

/** Adds the month of a segment to a total, measure by measure. */
export function addMonth(total: BookRows, month: number, added: BookRows): void {
  for (const measure of BOOK_MEASURES) {
    const target = bookRow(total, measure, month);
    const source = added.columns[measure];
    for (let drawIndex = 0; drawIndex < target.length; drawIndex++) {
      target[drawIndex] = target[drawIndex]! + source[drawIndex]!;
    }
  }
}
