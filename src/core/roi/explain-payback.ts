import { explanation, inFormula, type Explanation } from "./explanation.ts";
import { FlowDecimal } from "./flow-decimal.ts";
import type { Payback } from "./payback.ts";

/**
 * A payback time: the months before the crossing and the share of the period that the rest took; its parts are the
 * running sum by time.
 */
export function explainPayback(
  { months, crossing, cumulative }: Payback,
  figure: "payback" | "discountedPayback",
): Explanation {
  const { fromMonths, periodMonths, shareOfPeriod } = crossing;
  return explanation({
    figure,
    value: months,
    unit: "months",
    formula: "months before the last crossing + months of its period x share of the period",
    terms: [
      { label: "Before the crossing", value: new FlowDecimal(fromMonths) },
      {
        label: "Share of the period",
        value: months.minus(fromMonths),
        formula: `${periodMonths} x ${inFormula(shareOfPeriod)}`,
      },
    ],
    parts: cumulative.map(({ monthsFromStart, amount }) => ({
      label: monthsFromStart === 0 ? "Running sum, initial" : `Running sum, month ${monthsFromStart}`,
      value: amount,
    })),
  });
}
