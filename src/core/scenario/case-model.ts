import { addDays, addMonths, isoFromDay, type Day } from "../base/day.ts";
import { ensure } from "../base/ensure.ts";
import type { Period } from "../base/period.ts";
import { buildPlan, type BuiltPlan, type PlanCut } from "../forecast/build-plan.ts";
import { forecastView, type ForecastQuestion } from "../forecast/forecast-view.ts";
import type { StateTable } from "../forecast/state-table.ts";
import type { PipelineView } from "../pipeline/pipeline-view.ts";
import type { SimulationPlan } from "../simulation/plan.ts";
import { amountClassesOf, classOfAmount } from "./amount-classes.ts";
import { flowClassesOf, flowModelOf, takenBackAfter } from "./flow-model.ts";
import type { RateShape } from "./lever-rates.ts";
import { decisionDaysOf, type DecisionDays } from "./moved-decisions.ts";
import type { FlowClass, FlowModel } from "./process-flow.ts";

/** The pipeline side of a case: what a forecast knows, laid out over the months of the longest scenario. */
export interface CaseModel {
  readonly currency: string;
  readonly minorDigits: number;
  readonly asOf: Day;
  readonly knownThrough: Day;
  /** Month 1 begins on the day after the last known day; shape [month]. */
  readonly months: readonly Period[];
  /** Without a common factor, which a case adds quarter by quarter; sub-periods are the months. */
  readonly plan: SimulationPlan;
  readonly bookingGroups: BookingGroups;
  /** Row of the hazards of each open opportunity; shape [opportunity]. */
  readonly stages: Uint16Array;
  readonly factor: QuarterFactor;
  readonly shape: RateShape;
  /** Of all amounts together. */
  readonly flow: FlowModel;
  /** Opportunities of like amounts, ascending: levers are followed through the stages for each class. */
  readonly classes: readonly FlowClass[];
  /** Index of the class; shape [opportunity]. */
  readonly classOfOpportunity: Uint8Array;
  readonly decisionDays: DecisionDays;
  /** How many months a win is old when it is taken back; share by month, from 0 on; adds up to 1. */
  readonly takenBackAfter: Float64Array;
  /** Past windows of a quarter that the factor and the open bias were learned from. */
  readonly pastWindowCount: number;
  readonly fittedOpen: Pick<BuiltPlan, "cappedCount" | "cappedExcess" | "unknownAmountCount">;
}

/** Parts of the pipeline whose bookings are kept apart, for they become recurring revenue in different ways. */
export interface BookingGroups {
  /** The first is "": whatever belongs to none of the others. */
  readonly names: readonly string[];
  /** Index of the group; shape [leaf]. */
  readonly ofLeaf: Uint16Array;
}

/** Which values of which column are groups of their own. */
export interface GroupedBy {
  readonly column: string;
  readonly names: readonly string[];
}

/** The common factor of a quarter, as a forecast of a quarter calibrates it. */
export interface QuarterFactor {
  readonly sigma: number;
  readonly degreesOfFreedom: number;
}

/** A quarter: what past forecasts are calibrated on, and how long one level of the common factor holds. */
export const QUARTER_MONTHS = 3;

/**
 * Prepares the pipeline side of a case.
 * @param monthCount months of the longest scenario, >= 1
 * @param question   calendar and CRM probabilities as in a forecast; cuts are the columns that levers are scoped by
 */
export function caseModelOf(
  view: PipelineView,
  monthCount: number,
  question: Pick<ForecastQuestion, "calendar" | "crmProbabilities"> & {
    readonly cuts: readonly PlanCut[];
    readonly groupedBy?: GroupedBy | undefined;
  },
): CaseModel {
  ensure(Number.isInteger(monthCount) && monthCount >= 1, `Cannot lay out a case of ${monthCount} months`);
  const months = caseMonths(view.knownThrough, monthCount);
  const quarterEnd = months[Math.min(QUARTER_MONTHS, monthCount) - 1]!.to;
  const { calendar, crmProbabilities, cuts } = question;
  const prepared = forecastView(view, {
    period: { from: months[0]!.from, to: quarterEnd, label: "" },
    cuts: [],
    calendar,
    crmProbabilities,
    usesYearlyIndex: false,
  });
  const { table, fit } = prepared;
  const settings = { calendar, crmProbabilities: prepared.crmProbabilities, usesYearlyIndex: false };
  const window = { from: months[0]!.from, to: months.at(-1)!.to };
  const built = buildPlan({ table, settings, fit: { ...fit, window }, periods: months, cuts });
  const shape: RateShape = {
    monthCount,
    openStages: view.openStages,
    lastStage: mostWonStage(table),
  };
  const flow = flowModelOf(table, fit.fitted, built.open, calendar, months);
  const amountClasses = amountClassesOf(table, fit.fitted, calendar);
  const classOfOpportunity = Uint8Array.from(built.open, ({ expectedAmount }) =>
    classOfAmount(amountClasses, expectedAmount),
  );
  return {
    currency: view.currency,
    minorDigits: view.minorDigits,
    asOf: view.asOf,
    knownThrough: view.knownThrough,
    months,
    plan: { ...built.plan, factorSigma: 0, booked: new Float64Array(built.plan.booked.length) },
    bookingGroups: bookingGroupsOf(built.plan, question.groupedBy),
    stages: Uint16Array.from(built.open, (item) => item.stage),
    factor: { sigma: built.plan.factorSigma, degreesOfFreedom: built.plan.factorDegreesOfFreedom },
    shape,
    flow,
    classes: flowClassesOf(flow, amountClasses, built.open, months),
    classOfOpportunity,
    decisionDays: decisionDaysOf(table, fit.fitted.hazards),
    takenBackAfter: takenBackAfter(table),
    pastWindowCount: fit.past.length,
    fittedOpen: built,
  };
}

function bookingGroupsOf(
  { dimensions, leaves }: SimulationPlan,
  groupedBy: GroupedBy | undefined,
): BookingGroups {
  const dimension = dimensions.findIndex(({ name }) => name === groupedBy?.column);
  if (groupedBy === undefined || dimension < 0)
    return { names: [""], ofLeaf: new Uint16Array(leaves.length) };
  const keys = groupedBy.names.map((name) => name.toLowerCase());
  return {
    names: ["", ...groupedBy.names],
    ofLeaf: Uint16Array.from(
      leaves,
      ({ groups }) => keys.indexOf(dimensions[dimension]!.groups[groups[dimension]!]!.toLowerCase()) + 1,
    ),
  };
}

/** Months of a case: calendar months where the first day is the first of one, else from a day to the day before it. */
export function caseMonths(lastKnownDay: Day, monthCount: number): Period[] {
  const start = addDays(lastKnownDay, 1);
  return Array.from({ length: monthCount }, (_, index) => {
    const from = addMonths(start, index);
    const to = addDays(addMonths(start, index + 1), -1);
    return { from, to, label: isoFromDay(to).slice(0, 7) };
  });
}

/** The open stage that most wins came from; the last one where nothing was won yet. */
function mostWonStage({ wins, view }: StateTable): number {
  const counts = new Float64Array(view.openStages.length);
  for (const stage of wins.fromStage) if (stage >= 0) counts[stage]!++;
  const most = counts.reduce((best, count, stage) => (count > counts[best]! ? stage : best), 0);
  return counts[most]! > 0 ? most : Math.max(0, counts.length - 1);
}
