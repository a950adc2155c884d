import { found, missing, type Outcome } from "../base/outcome.ts";
import type { Scenario } from "./scenario.ts";

/**
 * Several scenarios carried out together: all their costs, levers and direct benefits over one business. Levers keep their
 * names, and so their sizes in every draw.
 * @param scenarios two or more
 * @returns missing where they do not look at one business in one way: other horizons, discount rates, margins, contracts or
 *          recurring books, a case by its yearly sums, or two levers of one name
 */
export function combinedScenario(
  scenarios: readonly Scenario[],
): Outcome<Scenario, "other_terms" | "yearly_table" | "same_lever_name"> {
  const first = scenarios[0]!;
  if (scenarios.some(({ yearlyTable }) => yearlyTable !== undefined)) return missing("yearly_table");
  if (scenarios.some((scenario) => termsOf(scenario) !== termsOf(first))) return missing("other_terms");
  const levers = scenarios.flatMap((scenario) => scenario.levers);
  if (new Set(levers.map(({ name }) => name)).size < levers.length) return missing("same_lever_name");
  return found({
    name: scenarios.map(({ name }) => name).join(" + "),
    horizonMonths: first.horizonMonths,
    discountRatePerYear: first.discountRatePerYear,
    grossMargin: first.grossMargin,
    contracts: first.contracts,
    ...(first.recurring === undefined ? {} : { recurring: first.recurring }),
    costs: {
      staff: scenarios.flatMap((scenario) => scenario.costs.staff),
      technology: scenarios.flatMap((scenario) => scenario.costs.technology),
      training: scenarios.flatMap((scenario) => scenario.costs.training),
      other: scenarios.flatMap((scenario) => scenario.costs.other),
      fixed: scenarios.flatMap((scenario) => scenario.costs.fixed),
    },
    goals: [],
    levers,
    correlations: scenarios.flatMap(({ correlations }) => correlations),
    directBenefits: scenarios.flatMap(({ directBenefits }) => directBenefits),
  });
}

/** What scenarios have to share to be added up, as a text that is equal where they are. */
function termsOf({
  horizonMonths,
  discountRatePerYear,
  grossMargin,
  contracts,
  recurring,
}: Scenario): string {
  return JSON.stringify([horizonMonths, discountRatePerYear, grossMargin, contracts, recurring]);
}
