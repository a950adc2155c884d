import type { Period } from "../base/period.ts";
import type { FittedDay } from "../forecast/landmark-sweep.ts";
import type { WorkCalendar } from "../forecast/work-calendar.ts";
import type { AmountClass } from "./amount-classes.ts";
import { LeverHazards } from "./lever-hazards.ts";
import type { LeverRates } from "./lever-rates.ts";
import { pipelineFlow, type Population, type PopulationFlow } from "./pipeline-flow.ts";

/** Amounts that move at one pace, and how they do. */
export interface FlowClass extends AmountClass {
  readonly flow: FlowModel;
  /** The flow without levers. */
  readonly baseFlow: ProcessFlow;
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

/** Follows the pipeline through the months without levers. */
export function baseFlowOf(flow: FlowModel, months: readonly Period[]): ProcessFlow {
  return followFlow(flow, months, undefined);
}

/**
 * Follows the pipeline through the months with levers on it.
 * @returns shape [class]
 */
export function leveredFlows(
  { classes, months }: { readonly classes: readonly FlowClass[]; readonly months: readonly Period[] },
  rates: LeverRates,
): ProcessFlow[] {
  const { won, forward, speed } = rates;
  const changesStages = [won, forward, speed].some((column) => column.some((factor) => factor !== 1));
  return classes.map(({ flow, baseFlow }) =>
    followFlow(flow, months, rates, changesStages ? undefined : baseFlow),
  );
}

/**
 * What becomes of opportunities created on the first day if the levers stayed as they are in one month; one opportunity.
 * @param weeks periods from the first day on
 * @param month index of that month
 */
export function processCohort(
  { flow }: { readonly flow: FlowModel },
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
