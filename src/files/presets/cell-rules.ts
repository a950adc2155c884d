import { isBlankCell, parseAmountText } from "../amount-text.ts";

/** The common amount, which needs no closer look. */
const PLAIN = /^\d{1,15}(\.\d{1,6})?$/;

/** Whether an amount is nothing or zero, whatever its decimal mark and currency. */
export function isNoAmount(cell: string): boolean {
  if (PLAIN.test(cell)) return Number(cell) === 0;
  if (isBlankCell(cell)) return true;
  const amount = parseAmountText(cell);
  return amount !== undefined && !/[1-9]/.test(amount.figure);
}

/** Whether a cell is blank or an amount, whatever its decimal mark and currency. */
export function isAmount(cell: string): boolean {
  return PLAIN.test(cell) || isBlankCell(cell) || parseAmountText(cell) !== undefined;
}

/** A probability of a column that is known to hold percent, such as 70 or 0.5 (half a percent). */
export function percentCell(cell: string): string {
  return /^\d+([.,]\d+)?$/.test(cell) ? `${cell}%` : cell;
}

/** Distinct texts that are not blank, in the order of their first appearance; letter case counts. */
export function distinct(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== "");
}
