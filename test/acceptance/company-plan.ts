import type { CompanySettings } from "../../src/core/company/company-settings.ts";
import { generateCompany } from "../../src/core/company/generate-company.ts";
import { PRODUCTS, STAGE_NAMES } from "../../src/core/company/true-parameters.ts";
import { addDays } from "../../src/core/base/day.ts";
import { forecastView } from "../../src/core/forecast/forecast-view.ts";
import { ChangeLogBuilder } from "../../src/core/pipeline/change-log-builder.ts";
import { NO_FUNNEL } from "../../src/core/pipeline/funnel.ts";
import { viewAsOf } from "../../src/core/pipeline/pipeline-view.ts";
import type { SimulationPlan } from "../../src/core/simulation/plan.ts";

/**
 * The plan that a forecast makes of a generated company on its last recorded day, for the 13 weeks that follow,
 * cut by product and seller.
 */
export function planOfCompany(settings: CompanySettings): SimulationPlan {
  const { history, lastDay, opportunities, world } = generateCompany(settings);
  const builder = new ChangeLogBuilder({
    currency: "EUR",
    minorDigits: 2,
    attributeNames: ["product", "owner"],
    files: ["history"],
  });
  for (let row = 0; row < history.dayIndex.length; row++) {
    const opportunity = history.opportunity[row]!;
    const day = addDays(settings.firstDay, history.dayIndex[row]!);
    builder.addState({
      opportunityId: opportunities.ids[opportunity]!,
      recordedOn: day,
      recordedSecond: settings.clockTimes ? history.second[row]! : -1,
      effectiveOn: day,
      stage: STAGE_NAMES[history.stage[row]!]!,
      amount: history.amount[row]!,
      attributes: [
        PRODUCTS[opportunities.product[opportunity]!]!.name,
        world.salesForce.sellers[history.seller[row]!]!.name,
      ],
      file: 0,
      line: row + 2,
    });
  }
  const view = viewAsOf(builder.build(), lastDay, NO_FUNNEL);
  if (!view.ok) throw new RangeError(view.reason);
  return forecastView(view.value, {
    period: { from: addDays(lastDay, 1), to: addDays(lastDay, 91), label: "13 weeks" },
    cuts: view.value.attributes.map((attribute) => ({ name: attribute.name, attribute })),
    calendar: { fiscal: { startMonth: 1, namedBy: "end" }, holidays: new Set() },
    crmProbabilities: {},
    usesYearlyIndex: true,
  }).built.plan;
}
