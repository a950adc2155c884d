import { Decimal } from "decimal.js";
import { holidaysBetween } from "../../src/app/holidays.ts";
import { dayFromIso, addDays } from "../../src/core/base/day.ts";
import { CALENDAR_YEARS } from "../../src/core/base/period.ts";
import type { GeneratedCompany } from "../../src/core/company/generated-company.ts";
import { viewAsOf } from "../../src/core/pipeline/pipeline-view.ts";
import { caseModelOf, type CaseModel } from "../../src/core/scenario/case-model.ts";
import type { Lever } from "../../src/core/scenario/lever.ts";
import { PAID_AT_ONCE, type Scenario } from "../../src/core/scenario/scenario.ts";
import { COMPANY_FUNNEL, logOfCompany } from "../calibration/company-log.ts";

/** The case of a generated company as of its last recorded day, as `revcast roi` makes it from its files. */
export function caseOfCompany(company: GeneratedCompany, monthCount: number): CaseModel {
  const { firstDay } = company.world.settings;
  const view = viewAsOf(logOfCompany(company), company.lastDay, COMPANY_FUNNEL);
  if (!view.ok) throw new RangeError(view.reason);
  const days = holidaysBetween(
    { country: "NL", extra: [] },
    firstDay,
    addDays(company.lastDay, 31 * monthCount),
  );
  return caseModelOf(view.value, monthCount, {
    calendar: { fiscal: CALENDAR_YEARS, holidays: new Set(days.map((day): number => dayFromIso(day)!)) },
    crmProbabilities: COMPANY_FUNNEL.crmProbabilities,
    cuts: [],
  });
}

/** A scenario that is levers alone: no costs, margin of 1, so that money is bookings. */
export function scenarioOf(levers: readonly Lever[], monthCount: number): Scenario {
  return {
    name: levers.map(({ name }) => name).join(" and "),
    horizonMonths: monthCount,
    discountRatePerYear: new Decimal(0),
    grossMargin: new Decimal(1),
    contracts: [PAID_AT_ONCE],
    costs: { staff: [], technology: [], training: [], other: [], fixed: [] },
    goals: [],
    levers,
    correlations: [],
    directBenefits: [],
  };
}
