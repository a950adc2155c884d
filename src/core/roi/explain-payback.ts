import { explanation, flowTerms, inFormula, type Explanation } from "./explanation.ts";
import { FlowDecimal } from "./flow-decimal.ts";
import type { Payback } from "./payback.ts";

/**
 * A payback time: the months before the crossing and the share of the period that the rest took. Its workings are what the
 * running sum is short of 0 before the crossing, flow by flow, and the flow that crosses it.
 */
export function explainPayback(
  { months, crossing, cumulative }: Payback,
  figure: "payback" | "discountedPayback",
): Explanation {
  const { at, fromMonths, periodMonths } = crossing;
  const flows = cumulative.map(({ monthsFromStart, amount }, index) => ({
    monthsFromStart,
    amount: index === 0 ? amount : new FlowDecimal(amount).minus(cumulative[index - 1]!.amount),
  }));
  const [short, crossed] = [cumulative[at - 1]!.amount, flows[at]!.amount];
  const kind = figure === "discountedPayback" ? "discounted " : "";
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
        formula: `${periodMonths} x ${inFormula(short.neg())} / ${inFormula(crossed)}`,
      },
    ],
    workings: [
      {
        label: `Running sum of the ${kind}flows before the crossing`,
        value: short,
        terms: flowTerms(flows.slice(0, at)),
      },
      {
        label: `The ${kind}flow that crosses 0, of month ${cumulative[at]!.monthsFromStart}`,
        value: crossed,
        terms: [],
      },
    ],
  });
}
