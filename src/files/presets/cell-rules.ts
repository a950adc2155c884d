import { isBlankCell, parseAmountText } from "../amount-text.ts";

/** Whether an amount is nothing or zero, whatever its decimal mark and currency. */
export function isNoAmount(cell: string): boolean {
  if (isBlankCell(cell)) return true;
  const amount = parseAmountText(cell);
  return amount !== undefined && !/[1-9]/.test(amount.figure);
}

/** Whether a cell is blank or an amount, whatever its decimal mark and currency. */
export function isAmount(cell: string): boolean {
  return isBlankCell(cell) || parseAmountText(cell) !== undefined;
}

/** A probability of a column that is known to hold percent, such as 70 or 0.5 (half a percent). */
export function percentCell(cell: string): string {
  return /^\d+([.,]\d+)?$/.test(cell) ? `${cell}%` : cell;
}

/** Distinct texts that are not blank, in the order of their first appearance; letter case counts. */
export function distinct(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== "");
}
