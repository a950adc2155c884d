import { addDays, addMonths, isoFromDay, type Day } from "../base/day.ts";
import { ensure } from "../base/ensure.ts";
import type { Period } from "../base/period.ts";
import { creationsOn } from "../forecast/arrivals.ts";
import { buildPlan, type BuiltPlan, type PlanCut } from "../forecast/build-plan.ts";
import { DWELL_CAP } from "../forecast/dwell-bins.ts";
import { forecastView, type ForecastQuestion } from "../forecast/forecast-view.ts";
import { hazardRow } from "../forecast/hazard-counts.ts";
import type { FittedDay, OpenOpportunity } from "../forecast/landmark-sweep.ts";
import type { StateTable } from "../forecast/state-table.ts";
import type { WorkCalendar } from "../forecast/work-calendar.ts";
import type { PipelineView } from "../pipeline/pipeline-view.ts";
import type { SimulationPlan } from "../simulation/plan.ts";
import { LeverHazards } from "./lever-hazards.ts";
import type { LeverRates, RateShape } from "./lever-rates.ts";
import { pipelineFlow, type Population, type PopulationFlow } from "./pipeline-flow.ts";

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
  readonly flow: FlowModel;
  /** The flow without levers. */
  readonly baseFlow: ProcessFlow;
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

/** What it takes to follow the pipeline through the months. */
export interface FlowModel {
  readonly calendar: WorkCalendar;
  readonly fitted: Pick<FittedDay, "hazards" | "arrivalHazards">;
  /** One population for each row of the hazards: what is open there. */
  readonly standing: readonly Population[];
  /** What is still to be created, and lost opportunities that may come back. */
  readonly fresh: Population;
}

/** Expected events by month. */
export interface ProcessFlow {
  /** Of what is open, by the stage it stands in; shape [stage]. */
  readonly open: readonly PopulationFlow[];
  readonly fresh: PopulationFlow;
  /** Share of a lever's wish that could not be granted, for nothing more is lost that could be won; 0..1. */
  readonly refusedShare: number;
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
    baseFlow: baseFlowOf(flow, months),
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

/** Follows the pipeline through the months without levers. */
export function baseFlowOf(flow: FlowModel, months: readonly Period[]): ProcessFlow {
  return followFlow(flow, months, undefined);
}

/** Follows the pipeline through the months with levers on it. */
export function leveredFlow(
  { flow, months, baseFlow }: Pick<CaseModel, "flow" | "months" | "baseFlow">,
  rates: LeverRates,
): ProcessFlow {
  const { won, forward, speed } = rates;
  const changesStages = [won, forward, speed].some((column) => column.some((factor) => factor !== 1));
  return followFlow(flow, months, rates, changesStages ? undefined : baseFlow);
}

/**
 * What becomes of opportunities created on the first day if the levers stayed as they are in one month; one opportunity.
 * @param weeks periods from the first day on
 * @param month index of that month
 */
export function processCohort(
  { flow }: Pick<CaseModel, "flow">,
  weeks: readonly Period[],
  rates: LeverRates,
  month: number,
): PopulationFlow {
  const { arrivalHazards: model } = flow.fitted;
  const hazards = new LeverHazards(model, flow.calendar, ratesOfMonth(rates, month));
  const createdOn = new Float64Array(weeks.at(-1)!.to - weeks[0]!.from + 1);
  createdOn[0] = 1;
  const asOf = weeks[0]!.from - 1;
  const cohort = { createdOn, entryShares: flow.fresh.entryShares! };
  return pipelineFlow({ model, hazards: { on: (day) => hazards.on(day, 0) }, asOf, months: weeks }, [
    cohort,
  ])[0]!;
}

/** The rates of one month alone. */
function ratesOfMonth({ creation, won, forward, speed }: LeverRates, month: number): LeverRates {
  const stageCount = won.length / creation.length;
  const own = (column: Float64Array): Float64Array =>
    column.slice(month * stageCount, (month + 1) * stageCount);
  return {
    creation: creation.slice(month, month + 1),
    won: own(won),
    forward: own(forward),
    speed: own(speed),
  };
}

/** @param open what becomes of open opportunities, where it is known already */
function followFlow(
  { fitted, calendar, standing, fresh }: FlowModel,
  months: readonly Period[],
  rates: LeverRates | undefined,
  known?: Pick<ProcessFlow, "open">,
): ProcessFlow {
  const asOf = months[0]!.from - 1;
  const { hazards: model, arrivalHazards } = fitted;
  const freshPopulation = rates === undefined ? fresh : withCreation(fresh, months, rates.creation);
  const hazards = new LeverHazards(model, calendar, rates);
  if (arrivalHazards === model && known === undefined) {
    const flows = pipelineFlow({ model, hazards, asOf, months }, [...standing, freshPopulation]);
    return { open: flows.slice(0, -1), fresh: flows.at(-1)!, refusedShare: hazards.refusedShare };
  }
  const ofArrivals = new LeverHazards(arrivalHazards, calendar, rates);
  const [freshFlow] = pipelineFlow({ model: arrivalHazards, hazards: ofArrivals, asOf, months }, [
    freshPopulation,
  ]);
  return {
    open: known?.open ?? pipelineFlow({ model, hazards, asOf, months }, standing),
    fresh: freshFlow!,
    refusedShare: Math.max(hazards.refusedShare, ofArrivals.refusedShare),
  };
}

function withCreation(fresh: Population, months: readonly Period[], creation: Float64Array): Population {
  const firstDay = months[0]!.from;
  const createdOn = fresh.createdOn!.slice();
  months.forEach(({ from, to }, month) => {
    for (let day = from as number; day <= to; day++) createdOn[day - firstDay]! *= creation[month]!;
  });
  return { ...fresh, createdOn };
}

function flowModelOf(
  table: StateTable,
  fitted: FittedDay,
  open: readonly OpenOpportunity[],
  calendar: WorkCalendar,
  months: readonly Period[],
): FlowModel {
  const { hazards, arrivalHazards, arrivals } = fitted;
  const cellCount = hazards.stageCount * (DWELL_CAP + 1);
  const standing = Array.from({ length: hazards.wonCode }, () => ({ standing: new Float64Array(cellCount) }));
  for (const { stage, dwell } of open) {
    if (stage < hazards.wonCode) standing[stage]!.standing[stage * (DWELL_CAP + 1) + dwell]!++;
  }
  const firstDay = months[0]!.from;
  const createdOn = Float64Array.from({ length: months.at(-1)!.to - firstDay + 1 }, (_, index) =>
    creationsOn(arrivals, calendar, firstDay + index),
  );
  const mayComeBack = lostStanding(table, fitted);
  return {
    calendar,
    fitted: { hazards, arrivalHazards },
    standing,
    fresh: {
      createdOn,
      entryShares: arrivals.entryShares,
      ...(mayComeBack === undefined ? {} : { standing: mayComeBack }),
    },
  };
}

/** Lost opportunities that may be opened again, by time since they were lost; undefined where that is no part of the model. */
function lostStanding(table: StateTable, { day, arrivalHazards }: FittedDay): Float64Array | undefined {
  if (!table.reopens || table.lives !== undefined) return undefined;
  const { visits, view } = table;
  const row = hazardRow(table, view.lostCode);
  const standing = new Float64Array(arrivalHazards.stageCount * (DWELL_CAP + 1));
  for (let visit = 0; visit < visits.count && visits.entryDay[visit]! <= day; visit++) {
    if (visits.stage[visit] !== view.lostCode || visits.exitDay[visit]! <= day) continue;
    standing[row * (DWELL_CAP + 1) + Math.min(day - visits.entryDay[visit]!, DWELL_CAP)]!++;
  }
  return standing;
}

/** The open stage that most wins came from; the last one where nothing was won yet. */
function mostWonStage({ wins, view }: StateTable): number {
  const counts = new Float64Array(view.openStages.length);
  for (const stage of wins.fromStage) if (stage >= 0) counts[stage]!++;
  const most = counts.reduce((best, count, stage) => (count > counts[best]! ? stage : best), 0);
  return counts[most]! > 0 ? most : Math.max(0, counts.length - 1);
}
