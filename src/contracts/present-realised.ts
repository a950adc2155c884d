import { decimalFromMinorUnits } from "../core/base/money.ts";
import type { RealisedReturn } from "../core/scenario/realised-return.ts";
import type { RealisedReturn as PresentedReturn } from "./investment.ts";
import { moneyDistribution, numberDistribution } from "./present-distribution.ts";

/** What an investment has brought so far, as a reply shows it. */
export function presentRealised(
  realised: RealisedReturn,
  { from, to, minorDigits }: { readonly from: string; readonly to: string; readonly minorDigits: number },
): PresentedReturn {
  const money = (amount: number): string => decimalFromMinorUnits(amount, minorDigits);
  const distribution = (draws: Float64Array) => moneyDistribution(draws, minorDigits);
  const { costsToDate, effect, plannedEffect, net } = realised;
  const planned = meanOf(plannedEffect);
  return {
    from,
    to,
    months: realised.monthCount,
    actualBookings: money(realised.actualBookings),
    counterfactual: distribution(realised.counterfactual),
    effect: distribution(effect),
    grossMarginOfEffect: distribution(realised.grossMarginOfEffect),
    costsToDate: money(costsToDate),
    net: distribution(net),
    returnToDate:
      costsToDate > 0
        ? numberDistribution(
            net.map((amount) => amount / costsToDate),
            net.length,
          )
        : null,
    plannedEffect: distribution(plannedEffect),
    shareOfGoal: planned === 0 ? null : meanOf(effect) / planned,
    probabilityOfEffect: realised.probabilityOfEffect,
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
