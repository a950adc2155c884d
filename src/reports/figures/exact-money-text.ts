import { MoneyDecimal } from "../../core/base/money.ts";
import { moneyText } from "./money-text.ts";

/** How the amounts of one table are written: chosen once for all of them. */
export type MoneyWriter = (amounts: readonly string[]) => (amount: string) => string;

/** Every amount in full, to the smallest unit that any of them has: what finance checks to the cent. */
export const exactMoneyText: MoneyWriter = (amounts) => {
  const decimals = amounts.reduce(
    (most, amount) => Math.max(most, new MoneyDecimal(amount).decimalPlaces()),
    0,
  );
  return (amount) => moneyText(amount, decimals);
};
