import type { InvestmentReply } from "../../contracts/investment.ts";
import { cleanText } from "./clean-text.ts";
import { currencyText } from "./money-text.ts";

/** As of which day, and in which currency. */
export function investmentFacts({ asOf, knownThrough, currency }: InvestmentReply): string {
  const money = currency === "XXX" ? "no currency given" : `amounts in ${currencyText(cleanText(currency))}`;
  if (asOf === null) return `Without pipeline data, ${money}`;
  return `As of ${asOf}${knownThrough === null ? "" : `, known through ${knownThrough}`}, ${money}`;
}

/** What the answer rests on, in plain words. */
export function relianceSentences({ asOf, isExtrapolation, scenarios }: InvestmentReply): string[] {
  return [
    asOf === null
      ? "No pipeline data: the case is made of its own costs and benefits alone."
      : "Base case and scenarios share their random numbers: a difference is what the levers do, never noise.",
    ...(isExtrapolation
      ? [
          "This is an extrapolation: the horizon is longer than past windows can prove. Unless a scenario grows it, new business stays as it is today, and what moves all business together adds up from quarter to quarter.",
        ]
      : []),
    ...(scenarios.some(({ levers }) => levers.length > 0)
      ? ["The sizes of the levers are assumptions of the scenario file, not measured by this history."]
      : []),
  ];
}
