import type { Decimal } from "decimal.js";
import { MoneyDecimal } from "../base/money.ts";

/** One factor of a charge: its value, and how a person reads it. */
export interface Factor {
  readonly value: Decimal;
  readonly divides: boolean;
  readonly words: () => string;
}

/** One product that a cell is made of, such as people x salary / 12. A cell may be the sum of several. */
export interface Charge {
  readonly label: string;
  readonly factors: readonly Factor[];
}

/** `2.5 people`, `1 hour a week`: the unit is given as a plural */
export function count(value: Decimal.Value, unit: string): Factor {
  const number = new MoneyDecimal(value);
  const named = number.eq(1) ? unit.replace(/^([a-z]+)s\b/, "$1") : unit;
  return { value: number, divides: false, words: () => `${groupedText(number, 0)} ${named}` };
}

/** `84,000.00 a year` */
export function money(value: Decimal, unit: string): Factor {
  return { value, divides: false, words: () => `${groupedText(value, 2)}${unit === "" ? "" : ` ${unit}`}` };
}

/** `22 % benefits` */
export function share(value: Decimal, unit: string): Factor {
  return { value, divides: false, words: () => `${percentText(value)} ${unit}` };
}

/** `/ 12 months` */
export function dividedBy(value: Decimal.Value, unit: string): Factor {
  const number = new MoneyDecimal(value);
  return { value: number, divides: true, words: () => `${groupedText(number, 0)} ${unit}` };
}

/** `(1 + 3 %)^2`: nothing when there was no rise yet, so that the formula stays short. */
export function risen(rate: Decimal, times: number): readonly Factor[] {
  if (times === 0 || rate.isZero()) return [];
  const words = (): string => {
    const step = `(1 ${rate.isNegative() ? "-" : "+"} ${percentText(rate.abs())})`;
    return times === 1 ? step : `${step}^${times}`;
  };
  return [{ value: new MoneyDecimal(rate).plus(1).pow(times), divides: false, words }];
}

/** Amount of a charge before cents are made; the divisions come last, so that what is a whole cent stays one. */
export function chargeAmount({ factors }: Charge): Decimal {
  let product = new MoneyDecimal(1);
  let divisor = new MoneyDecimal(1);
  for (const { value, divides } of factors) {
    if (divides) divisor = divisor.times(value);
    else product = product.times(value);
  }
  return product.div(divisor);
}

/** `2.5 people x 84,000.00 a year / 12 months` */
export function chargeFormula({ factors }: Charge): string {
  return factors
    .map(({ divides, words }, index) => `${index === 0 ? "" : divides ? " / " : " x "}${words()}`)
    .join("");
}

function percentText(rate: Decimal): string {
  return `${new MoneyDecimal(rate).times(100).toFixed()} %`;
}

/** Digits in groups of three and at least so many decimals; none that the number has is dropped. */
function groupedText(value: Decimal, leastDecimals: number): string {
  const text = value.toFixed(Math.max(leastDecimals, value.decimalPlaces()));
  const [whole, decimals] = text.split(".");
  const grouped = whole!.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}
