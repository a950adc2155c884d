import type { CaseFigures, MoneyDistribution, NumberDistribution } from "../../contracts/investment.ts";
import type { CellFormat } from "./cell.ts";

export const FIGURE_KEYS = [
  "netPresentValue",
  "presentValueOfBenefits",
  "presentValueOfCosts",
  "returnOnInvestment",
  "undiscountedReturn",
  "internalRateOfReturn",
  "modifiedInternalRateOfReturn",
  "profitabilityIndex",
  "payback",
  "paybackMonth",
  "discountedPayback",
  "discountedPaybackMonth",
] as const;
export type FigureKey = (typeof FIGURE_KEYS)[number];

/** A figure as the reply has it. */
export interface FigureRow {
  readonly key: FigureKey;
  readonly name: string;
  readonly format: CellFormat;
  /** Of the ledger case: decimal text or number; a month's label as `{ text }`. */
  readonly reported: string | number | { readonly text: string } | null;
  readonly reason: string | null;
  readonly distribution: MoneyDistribution | NumberDistribution | null;
}

const FIGURES = [
  ["netPresentValue", "Net present value (NPV)", "money"],
  ["presentValueOfBenefits", "Present value of benefits", "money"],
  ["presentValueOfCosts", "Present value of costs", "money"],
  ["returnOnInvestment", "Return on investment (ROI)", "percent"],
  ["undiscountedReturn", "Return without discounting", "percent"],
  ["internalRateOfReturn", "Internal rate of return (IRR), a year", "percent"],
  ["modifiedInternalRateOfReturn", "Modified internal rate of return (MIRR), a year", "percent"],
  ["profitabilityIndex", "Profitability index", "ratio"],
] as const;

/** All figures of a case in the order in which sheets show them. */
export function figureRows(figures: CaseFigures): readonly FigureRow[] {
  return [
    ...FIGURES.map(([key, name, format]): FigureRow => {
      const { ledger, reason, distribution } = figures[key];
      return { key, name, format, reported: ledger, reason, distribution };
    }),
    ...paybackRows("payback", "Payback", figures.payback),
    ...paybackRows("discountedPayback", "Discounted payback", figures.discountedPayback),
  ];
}

function paybackRows(
  key: "payback" | "discountedPayback",
  name: string,
  { months, month, reason }: CaseFigures["payback"],
): readonly FigureRow[] {
  const reportedMonth = month === null ? null : { text: month };
  return [
    { key, name: `${name}, months`, format: "months", reported: months, reason, distribution: null },
    {
      key: `${key}Month`,
      name: `${name}, in`,
      format: "general",
      reported: reportedMonth,
      reason: null,
      distribution: null,
    },
  ];
}
