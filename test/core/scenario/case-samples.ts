import { Decimal } from "decimal.js";
import { addDays, type Day } from "../../../src/core/base/day.ts";
import { CALENDAR_YEARS } from "../../../src/core/base/period.ts";
import type { CompanySettings } from "../../../src/core/company/company-settings.ts";
import type { GeneratedCompany } from "../../../src/core/company/generated-company.ts";
import { PRODUCTS, REGIONS, STAGE_NAMES } from "../../../src/core/company/true-parameters.ts";
import { publicHolidays } from "../../../src/core/company/public-holidays.ts";
import type { CostPlan } from "../../../src/core/costs/cost-plan.ts";
import type { WorkCalendar } from "../../../src/core/forecast/work-calendar.ts";
import { ChangeLogBuilder } from "../../../src/core/pipeline/change-log-builder.ts";
import { NO_FUNNEL } from "../../../src/core/pipeline/funnel.ts";
import { viewAsOf, type PipelineView } from "../../../src/core/pipeline/pipeline-view.ts";
import { caseModelOf, type CaseModel, type GroupedBy } from "../../../src/core/scenario/case-model.ts";
import { OWNER_DIMENSION } from "../../../src/core/scenario/levered-plan.ts";
import { PAID_AT_ONCE, type Scenario } from "../../../src/core/scenario/scenario.ts";
import { companyOf } from "../company/written-company.ts";

/** Views and models that several files ask for, each made once in a thread. */
const madeViews = new Map<string, PipelineView>();
const madeModels = new WeakMap<PipelineView, Map<string, CaseModel>>();

/** A generated company as a view on its last day, with product, region and owner. */
export function companyView(changes: Partial<CompanySettings> = {}): PipelineView {
  const key = JSON.stringify(changes);
  const view = madeViews.get(key) ?? makeView(changes);
  madeViews.set(key, view);
  return view;
}

function makeView(changes: Partial<CompanySettings>): PipelineView {
  const company: GeneratedCompany = companyOf({ opportunityCount: 400, seed: 11, ...changes });
  const { history, lastDay, opportunities, world } = company;
  const builder = new ChangeLogBuilder({
    currency: "EUR",
    minorDigits: 2,
    attributeNames: ["product", "region", "owner"],
    files: ["history.csv"],
    funnel: NO_FUNNEL,
  });
  for (let row = 0; row < history.opportunity.length; row++) {
    const opportunity = history.opportunity[row]!;
    const day = addDays(world.settings.firstDay, history.dayIndex[row]!);
    builder.addState({
      opportunityId: opportunities.ids[opportunity]!,
      recordedOn: day,
      recordedSecond: history.second[row]!,
      effectiveOn: day,
      stage: STAGE_NAMES[history.stage[row]!]!,
      amount: history.amount[row]!,
      attributes: [
        PRODUCTS[opportunities.product[opportunity]!]!.name,
        REGIONS[opportunities.region[opportunity]!]!.name,
        world.salesForce.sellers[history.seller[row]!]!.name,
      ],
      file: 0,
      line: row + 2,
    });
  }
  const view = viewAsOf(builder.build(), lastDay, NO_FUNNEL);
  if (!view.ok) throw new Error(view.reason);
  return view.value;
}

/** Calendar years with the holidays of a generated company, up to ten years ahead of a day. */
export function holidayCalendar(asOf: Day): WorkCalendar {
  return {
    fiscal: CALENDAR_YEARS,
    holidays: new Set<number>(publicHolidays(addDays(asOf, -2_000), addDays(asOf, 3_700))),
  };
}

interface ModelOptions {
  readonly columns?: readonly string[];
  readonly groupedBy?: GroupedBy;
  readonly calendar?: WorkCalendar;
}

/** The pipeline side of a case, cut by all attributes that are asked for. */
export function modelOf(view: PipelineView, monthCount: number, options: ModelOptions = {}): CaseModel {
  const { columns = [], groupedBy, calendar } = options;
  if (groupedBy !== undefined || calendar !== undefined) return makeModel(view, monthCount, options);
  const made = madeModels.get(view) ?? new Map<string, CaseModel>();
  madeModels.set(view, made);
  const key = JSON.stringify([monthCount, columns]);
  const model = made.get(key) ?? makeModel(view, monthCount, options);
  made.set(key, model);
  return model;
}

function makeModel(view: PipelineView, monthCount: number, options: ModelOptions): CaseModel {
  const { columns = [], groupedBy, calendar = holidayCalendar(view.asOf) } = options;
  return caseModelOf(view, monthCount, {
    calendar,
    crmProbabilities: {},
    cuts: columns.map((name) => ({
      name: name === "owner" ? OWNER_DIMENSION : name,
      attribute: view.attributes.find((attribute) => attribute.name === name)!,
    })),
    groupedBy,
  });
}

export const NO_COSTS: CostPlan = { staff: [], technology: [], training: [], other: [], fixed: [] };

/** Costs on the day of the decision, and so much in every month of a year. */
export function fixedCosts(initial: number, perMonth = 0): CostPlan {
  const monthly = Array.from({ length: 12 }, (_, index) => ({
    month: index + 1,
    amount: new Decimal(perMonth),
  }));
  return {
    ...NO_COSTS,
    fixed: [
      {
        name: "Change",
        category: "other",
        entries: [{ month: 0, amount: new Decimal(initial) }, ...monthly],
      },
    ],
  };
}

/** A scenario of a year without anything; at 10 % and a margin of 80 %. */
export function scenarioOf(changes: Partial<Scenario> = {}): Scenario {
  return {
    name: "case",
    horizonMonths: 12,
    discountRatePerYear: new Decimal("0.1"),
    grossMargin: new Decimal("0.8"),
    contracts: [PAID_AT_ONCE],
    costs: NO_COSTS,
    goals: [],
    levers: [],
    correlations: [],
    directBenefits: [],
    ...changes,
  };
}
