import { daysInMonth } from "../core/base/day.ts";

/** Added to the second of the day when the text ends with Z. */
export const IN_UTC = 1 << 20;

/**
 * Second of the day of `2018-06-30T10:15:00`, with or without thousandths and Z, plus `IN_UTC` for a Z; -1 when the text
 * has another shape or a clock that does not exist. The common shape of exports, so without regular expressions.
 */
export function plainIsoSecond(cell: string): number {
  const length = cell.length;
  if (length < 19 || length > 24 || !isPlainIsoDate(cell)) return -1;
  const separator = cell.charCodeAt(10);
  if ((separator !== 84 && separator !== 32) || cell.charCodeAt(13) !== 58 || cell.charCodeAt(16) !== 58)
    return -1;
  const [hour, minute, second] = [pairAt(cell, 11), pairAt(cell, 14), pairAt(cell, 17)];
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return -1;
  const isUtc = cell.charCodeAt(length - 1) === 90;
  const end = isUtc ? length - 1 : length;
  if (end !== 19) {
    if (end !== 23 || cell.charCodeAt(19) !== 46) return -1;
    if (pairAt(cell, 20) < 0 || pairAt(cell, 21) < 0) return -1;
  }
  return hour * 3600 + minute * 60 + second + (isUtc ? IN_UTC : 0);
}

/** Whether a text is a day such as `2018-06-30`, by its shape alone. */
export function isPlainIsoDay(cell: string): boolean {
  return cell.length === 10 && isPlainIsoDate(cell);
}

/** Year, month and day of a text that begins as `2018-06-30` does; undefined when there is no such date. */
export function civilOfIso(cell: string): { year: number; month: number; dayOfMonth: number } | undefined {
  const year = pairAt(cell, 0) * 100 + pairAt(cell, 2);
  const month = pairAt(cell, 5);
  const dayOfMonth = pairAt(cell, 8);
  const exists = month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= daysInMonth(year, month);
  return exists ? { year, month, dayOfMonth } : undefined;
}

function isPlainIsoDate(cell: string): boolean {
  if (cell.charCodeAt(4) !== 45 || cell.charCodeAt(7) !== 45) return false;
  return pairAt(cell, 0) >= 0 && pairAt(cell, 2) >= 0 && pairAt(cell, 5) >= 0 && pairAt(cell, 8) >= 0;
}

/** Number of two digits, or -1. */
function pairAt(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}
