import type { InvestmentReply, ScenarioReport } from "../../contracts/investment.ts";
import type { MoneyWriter } from "../figures/exact-money-text.ts";
import { tableMoneyText } from "../figures/money-text.ts";
import type { Paint } from "./paint.ts";

/** One case, and how it is written to a terminal. */
export interface CaseSheet {
  readonly reply: InvestmentReply;
  readonly scenario: ScenarioReport;
  readonly width: number;
  readonly paint: Paint;
  /** Amounts of a table: whole where they are large, compact where they are enormous. */
  readonly money: MoneyWriter;
}

/** Amounts of more digits than a terminal has room for are written compactly. */
export function moneyWriterFor(width: number): MoneyWriter {
  const fullDigits = width >= 100 ? 9 : width >= 80 ? 8 : 7;
  return (amounts) => tableMoneyText(amounts, fullDigits);
}
