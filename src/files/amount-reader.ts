import { MoneyDecimal } from "../core/base/money.ts";
import { digitsOf, isBlankCell, parseAmountText, type DecimalMark } from "./amount-text.ts";

const MOST_FAST_DIGITS = 15; // below 2^53 whatever the digits

/** Reads the cells of one column of amounts as whole minor units, rounded half to even. */
export class AmountReader {
  private readonly mark: DecimalMark;
  private readonly minorDigits: number;

  constructor(mark: DecimalMark, minorDigits: number) {
    this.mark = mark;
    this.minorDigits = minorDigits;
  }

  /** @returns whole minor units, NaN for a blank cell, undefined when the cell is no amount or too large to be held */
  read(cell: string): number | undefined {
    const fast = this.mark === "." ? this.readPlain(cell) : undefined;
    if (fast !== undefined) return fast;
    if (isBlankCell(cell)) return Number.NaN;
    const amount = parseAmountText(cell);
    if (amount === undefined) return undefined;
    const digits = digitsOf(amount.figure, this.mark);
    if (digits === undefined) return undefined;
    const units = new MoneyDecimal(digits.digits)
      .times(new MoneyDecimal(10).pow(this.minorDigits + amount.exponent - digits.decimals))
      .toDecimalPlaces(0)
      .toNumber();
    if (!Number.isSafeInteger(units)) return undefined;
    return amount.isNegative && units !== 0 ? -units : units;
  }

  /** `1234.5` without Decimal: exact, because all its digits fit into a double. */
  private readPlain(cell: string): number | undefined {
    const length = cell.length;
    const start = cell.charCodeAt(0) === 45 ? 1 : 0;
    if (length - start > MOST_FAST_DIGITS || length === start) return undefined;
    let units = 0;
    let decimals = -1;
    let dropped = 0; // digits behind the last minor unit
    let droppedCount = 0;
    for (let i = start; i < length; i++) {
      const digit = cell.charCodeAt(i) - 48;
      if (digit >= 0 && digit <= 9) {
        if (decimals >= 0 && ++decimals > this.minorDigits) {
          dropped = dropped * 10 + digit;
          droppedCount++;
        } else units = units * 10 + digit;
      } else if (digit === -2 && decimals < 0 && i > start) decimals = 0;
      else return undefined;
    }
    for (let i = Math.max(0, decimals); i < this.minorDigits; i++) units *= 10;
    if (droppedCount > 0) {
      const half = 5 * 10 ** (droppedCount - 1);
      if (dropped > half || (dropped === half && units % 2 === 1)) units++;
    }
    if (!Number.isSafeInteger(units)) return undefined;
    return start === 1 && units !== 0 ? -units : units;
  }
}
