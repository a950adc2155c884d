import { MoneyDecimal } from "../core/base/money.ts";
import type { CostRisk } from "../core/costs/cost-plan.ts";
import type { DirectBenefit, DirectBenefitBasis } from "../core/scenario/direct-benefit.ts";
import type { Lever, LeverCorrelation, LeverScope } from "../core/scenario/lever.ts";
import {
  PAID_AT_ONCE,
  type RecurringBusiness,
  type Scenario,
  type WinsUnderContract,
  type YearlySums,
} from "../core/scenario/scenario.ts";
import { costPlanOf } from "./cost-plan-of.ts";
import type { DirectBenefitDocument } from "./direct-benefit.ts";
import { leverSizeOf } from "./lever-size.ts";
import type { LeverDocument } from "./lever.ts";
import {
  readContractTerms,
  readJoiningTerms,
  readRecurringBook,
  type BookUnits,
} from "./read-recurring-book.ts";
import type { RecurringSection } from "./recurring-book.ts";
import { decimalOf } from "./scenario-fields.ts";
import type { ScenarioDocument } from "./scenario.ts";

type Multipliers = { readonly low: number; readonly likely: number; readonly high: number };
const UNCHANGED: Multipliers = { low: 1, likely: 1, high: 1 };

/**
 * The scenario that a document says.
 * @param document as its contract gives it
 * @param units    first month of the case (the month of the day after the as-of day) and decimal places of the currency
 * @throws {AppFailure} `bad_input` for a cohort of customers that does not begin before the case, or an amount too large
 */
export function parseScenario(document: ScenarioDocument, units: BookUnits): Scenario {
  const { name, description, horizonMonths, currency, recurring, riskAdjustment, flexibility, yearlyTable } =
    document;
  return {
    name,
    ...(description === undefined ? {} : { description }),
    horizonMonths,
    discountRatePerYear: decimalOf(document.discountRatePerYear),
    grossMargin: decimalOf(document.grossMargin ?? 1),
    ...(currency === undefined ? {} : { currency }),
    contracts: contractsOf(document),
    ...(recurring === undefined ? {} : { recurring: recurringOf(recurring, units) }),
    costs: costPlanOf(document.costs),
    goals: document.goals.map(({ baseline, ...goal }) => ({
      ...goal,
      ...(baseline === undefined ? {} : { baseline }),
    })),
    levers: document.levers.map((lever) => leverOf(lever, horizonMonths)),
    correlations: correlationsOf(document.levers),
    directBenefits: document.directBenefits.map(benefitOf),
    ...(riskAdjustment === undefined
      ? {}
      : {
          riskAdjustment: {
            benefits: riskOf(riskAdjustment.benefits ?? UNCHANGED),
            costs: riskOf(riskAdjustment.costs ?? UNCHANGED),
          },
        }),
    ...(flexibility === undefined
      ? {}
      : { flexibility: { value: decimalOf(flexibility.value), note: flexibility.note } }),
    ...(yearlyTable === undefined
      ? {}
      : { yearlyTable: { costs: sumsOf(yearlyTable.costs), benefits: sumsOf(yearlyTable.benefits) } }),
  };
}

function contractsOf({ contracts, recurring }: ScenarioDocument): readonly WinsUnderContract[] {
  if (recurring !== undefined) {
    return recurring.contracts.map((section) => ({
      ...(section.pipelineSegment === undefined ? {} : { pipelineSegment: section.pipelineSegment }),
      bookingShare: section.bookingShare,
      terms: readContractTerms(section),
    }));
  }
  if (contracts === undefined) return [PAID_AT_ONCE];
  const { kind, termMonths, billing, paymentDays } = contracts;
  const terms = {
    kind: kind === "one_off" ? ("one-off" as const) : kind,
    serviceMonths: termMonths,
    billing,
    startDelayMonths: 0,
    paymentDays,
  };
  return [{ bookingShare: 1, terms }];
}

function recurringOf(section: RecurringSection, units: BookUnits): RecurringBusiness {
  const joining = section.segments.flatMap((segment) => {
    const terms = readJoiningTerms(segment, units);
    if (terms === undefined) return [];
    const { pipelineSegment, ...rest } = terms;
    return [
      {
        bookSegment: segment.name,
        ...(pipelineSegment === undefined ? {} : { pipelineSegment }),
        terms: rest,
      },
    ];
  });
  return { book: readRecurringBook(section, units), joining };
}

function leverOf(document: LeverDocument, horizonMonths: number): Lever {
  const { name, size, startMonth, adoptionMonths, endMonth, scope, reasoning } = document;
  const lever = {
    name,
    // Only a lognormal size without its parameters is none, and the contract refuses it.
    size: leverSizeOf(size) ?? 0,
    startMonth,
    adoptionMonths,
    ...(endMonth === undefined ? {} : { endMonth }),
    scope: scopeOf(scope),
    reasoning,
  };
  if (document.kind !== "seller_ramp") return { ...lever, kind: document.kind };
  const { kind, newSellers, existingSellers, rampMonths } = document;
  return { ...lever, kind, newSellers, horizonMonths, existingSellers, rampMonths };
}

function scopeOf({ segment, stages, owners }: LeverDocument["scope"]): LeverScope {
  return {
    ...(segment === undefined ? {} : { segment }),
    ...(stages === undefined ? {} : { stages }),
    ...(owners === undefined ? {} : { owners }),
  };
}

/** Each pair once, however often it is said. */
function correlationsOf(levers: readonly LeverDocument[]): readonly LeverCorrelation[] {
  const pairs = new Map<string, LeverCorrelation>();
  for (const { name, correlatedWith } of levers) {
    for (const { lever, rankCorrelation } of correlatedWith) {
      pairs.set(JSON.stringify([name, lever].sort()), { first: name, second: lever, rankCorrelation });
    }
  }
  return [...pairs.values()];
}

function benefitOf(document: DirectBenefitDocument): DirectBenefit {
  const { name, startMonth, adoptionMonths, endMonth, riskAdjustment, coveredByLever, reasoning } = document;
  return {
    name,
    startMonth,
    adoptionMonths,
    ...(endMonth === undefined ? {} : { endMonth }),
    growthRatePerYear: decimalOf(document.growthRatePerYear),
    ...(riskAdjustment === undefined ? {} : { riskAdjustment: riskOf(riskAdjustment) }),
    ...(coveredByLever === undefined ? {} : { coveredByLever }),
    reasoning,
    ...basisOf(document),
  };
}

function basisOf(document: DirectBenefitDocument): DirectBenefitBasis {
  switch (document.kind) {
    case "hours_saved":
      return {
        kind: document.kind,
        people: decimalOf(document.people),
        hoursPerWeek: decimalOf(document.hoursPerWeek),
        loadedRatePerHour: decimalOf(document.loadedRatePerHour),
        realisedShare: decimalOf(document.realisedShare),
      };
    case "tool_retired":
      return { kind: document.kind, costPerMonth: decimalOf(document.costPerMonth) };
    case "error_cost_avoided":
      return {
        kind: document.kind,
        eventsPerMonth: decimalOf(document.eventsPerMonth),
        costPerEvent: decimalOf(document.costPerEvent),
        reduction: decimalOf(document.reduction),
      };
    case "amount":
      break;
  }
  return { kind: document.kind, perMonth: decimalOf(document.perMonth) };
}

function riskOf({ low, likely, high }: Multipliers): CostRisk {
  return { low: new MoneyDecimal(low), likely: new MoneyDecimal(likely), high: new MoneyDecimal(high) };
}

function sumsOf({ initial, years }: NonNullable<ScenarioDocument["yearlyTable"]>["costs"]): YearlySums {
  return { initial: decimalOf(initial), years: years.map(decimalOf) };
}
