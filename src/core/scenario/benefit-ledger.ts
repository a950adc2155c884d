import type { Decimal } from "decimal.js";
import { MoneyDecimal } from "../base/money.ts";
import type { CostRisk } from "../costs/cost-plan.ts";
import type { DirectBenefit } from "./direct-benefit.ts";

/** A direct benefit month by month, exact to the minor unit. */
export interface BenefitLine {
  readonly name: string;
  /** Multipliers of the risk-adjusted view, where the benefit has its own. */
  readonly risk: CostRisk | undefined;
  /** Month 0 (the day of the decision) first; currency units; shape [month + 1]. */
  readonly amounts: readonly Decimal[];
}

const WEEKS_PER_YEAR = 52;
const MONTHS_PER_YEAR = 12;

/**
 * What direct benefits bring month by month. Sums up to each month are rounded, half to even, and a cell is what its month adds
 * to them: so any number of months adds up to its exact sum, rounded once.
 * @param minorDigits decimal places of the currency
 */
export function benefitLedger(
  benefits: readonly DirectBenefit[],
  monthCount: number,
  minorDigits: number,
): BenefitLine[] {
  return benefits.map((benefit) => ({
    name: benefit.name,
    risk: benefit.riskAdjustment,
    amounts: roundedInSums(
      Array.from({ length: monthCount + 1 }, (_, month) => amountIn(benefit, month)),
      minorDigits,
    ),
  }));
}

/** Thirds and twelfths are not finite: what is left of them behind this place must not decide a half cent. */
const SURE_DECIMALS = 20;

function roundedInSums(exact: readonly Decimal[], minorDigits: number): Decimal[] {
  let sum: Decimal = new MoneyDecimal(0);
  let rounded: Decimal = sum;
  return exact.map((amount) => {
    sum = sum.plus(amount);
    const next = sum.toDecimalPlaces(SURE_DECIMALS).toDecimalPlaces(minorDigits);
    const cell = next.minus(rounded);
    rounded = next;
    return cell;
  });
}

function amountIn(benefit: DirectBenefit, month: number): Decimal {
  const { startMonth, endMonth, adoptionMonths, growthRatePerYear } = benefit;
  const isOver = endMonth !== undefined && month > endMonth;
  if (month < startMonth || isOver) return new MoneyDecimal(0);
  const monthsSince = month - startMonth;
  const adopted = adoptionMonths === 0 ? 1 : Math.min(adoptionMonths, monthsSince + 1);
  return perMonth(benefit)
    .times(adopted)
    .div(adoptionMonths === 0 ? 1 : adoptionMonths)
    .times(new MoneyDecimal(growthRatePerYear).plus(1).pow(Math.floor(monthsSince / MONTHS_PER_YEAR)));
}

/** The whole benefit of a month, before adoption and growth. */
export function perMonth(benefit: DirectBenefit): Decimal {
  if (benefit.kind === "hours_saved") {
    return new MoneyDecimal(benefit.people)
      .times(benefit.hoursPerWeek)
      .times(WEEKS_PER_YEAR)
      .div(MONTHS_PER_YEAR)
      .times(benefit.loadedRatePerHour)
      .times(benefit.realisedShare);
  }
  if (benefit.kind === "tool_retired") return new MoneyDecimal(benefit.costPerMonth);
  if (benefit.kind === "error_cost_avoided") {
    return new MoneyDecimal(benefit.eventsPerMonth).times(benefit.costPerEvent).times(benefit.reduction);
  }
  return new MoneyDecimal(benefit.perMonth);
}
