import { addDays } from "../../src/core/base/day.ts";
import type { GeneratedCompany } from "../../src/core/company/generated-company.ts";
import { STAGE_NAMES, STAGES } from "../../src/core/company/true-parameters.ts";
import { ChangeLogBuilder } from "../../src/core/pipeline/change-log-builder.ts";
import type { ChangeLog } from "../../src/core/pipeline/change-log.ts";
import { NO_FUNNEL, type Funnel } from "../../src/core/pipeline/funnel.ts";

/** What the funnel.yaml of a generated company says. */
export const COMPANY_FUNNEL: Funnel = {
  ...NO_FUNNEL,
  stageOrder: STAGES.map(({ name }) => name),
  crmProbabilities: Object.fromEntries(STAGES.map(({ name, crmProbability }) => [name, crmProbability])),
};

/** The change log that importing the company's history.csv gives, without attributes, which no total depends on. */
export function logOfCompany(company: GeneratedCompany): ChangeLog {
  const { history, opportunities, world } = company;
  const builder = new ChangeLogBuilder({
    currency: "EUR",
    minorDigits: 2,
    attributeNames: [],
    files: ["history"],
    funnel: COMPANY_FUNNEL,
  });
  for (let row = 0; row < history.dayIndex.length; row++) {
    const day = addDays(world.settings.firstDay, history.dayIndex[row]!);
    builder.addState({
      opportunityId: opportunities.ids[history.opportunity[row]!]!,
      recordedOn: day,
      recordedSecond: world.settings.clockTimes ? history.second[row]! : -1,
      effectiveOn: day,
      stage: STAGE_NAMES[history.stage[row]!]!,
      amount: history.amount[row]!,
      attributes: [],
      file: 0,
      line: row + 2,
    });
  }
  return builder.build();
}
