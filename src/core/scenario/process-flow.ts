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
}

/** Follows the pipeline through the months without levers. */
export function baseFlowOf(flow: FlowModel, months: readonly Period[]): ProcessFlow {
  return withFresh(flow, months, stageFlowOf(flow, undefined), undefined);
}

/** Follows the pipeline through the months with levers of some rates on it; shape of the answer: [class]. */
export type FollowFlows = (rates: LeverRates) => ProcessFlow[];

/**
 * Follows the pipeline for many rates. Where two of them differ in what is created alone, what is open goes the same way.
 */
export function flowFollower({
  classes,
  months,
}: {
  readonly classes: readonly FlowClass[];
  readonly months: readonly Period[];
}): FollowFlows {
  const stagesKnown = new Map<string, readonly StageFlow[]>();
  return (rates) => {
    const columns = [rates.won, rates.forward, rates.speed];
    const areStagesAsTheyWere = columns.every((column) => column.every((factor) => factor === 1));
    const key = columns.map((column) => column.join()).join(" ");
    const stages =
      stagesKnown.get(key) ??
      classes.map(({ flow, baseFlow }): StageFlow => {
        const stage = stageFlowOf(flow, rates);
        return areStagesAsTheyWere ? { ...stage, open: baseFlow.open } : stage;
      });
    const flows = classes.map(({ flow }, index) => withFresh(flow, months, stages[index]!, rates));
    // Each holds the chances of many days, so few are kept, the latest ones.
    stagesKnown.delete(key);
    if (stagesKnown.size === MOST_STAGES_KNOWN) stagesKnown.delete([...stagesKnown.keys()][0]!);
    stagesKnown.set(
      key,
      stages.map(({ hazards, ofArrivals }, index) => ({ hazards, ofArrivals, open: flows[index]!.open })),
    );
    return flows;
  };
}

const MOST_STAGES_KNOWN = 4;

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

/** How stages are left with levers on them, and what becomes of what is open, once that is known. */
interface StageFlow {
  readonly hazards: LeverHazards;
  readonly ofArrivals: LeverHazards;
  readonly open?: readonly PopulationFlow[];
}

function stageFlowOf({ fitted, calendar }: FlowModel, rates: LeverRates | undefined): StageFlow {
  const { hazards: model, arrivalHazards } = fitted;
  const hazards = new LeverHazards(model, calendar, rates);
  const ofArrivals = arrivalHazards === model ? hazards : new LeverHazards(arrivalHazards, calendar, rates);
  return { hazards, ofArrivals };
}

/** Follows what is created, and what is open where nothing is known of it yet. */
function withFresh(
  { fitted, standing, fresh }: FlowModel,
  months: readonly Period[],
  { hazards, ofArrivals, open }: StageFlow,
  rates: LeverRates | undefined,
): ProcessFlow {
  const asOf = months[0]!.from - 1;
  const { hazards: model, arrivalHazards } = fitted;
  const freshPopulation = rates === undefined ? fresh : withCreation(fresh, months, rates.creation);
  if (ofArrivals === hazards && open === undefined) {
    const flows = pipelineFlow({ model, hazards, asOf, months }, [...standing, freshPopulation]);
    return { open: flows.slice(0, -1), fresh: flows.at(-1)! };
  }
  const [freshFlow] = pipelineFlow({ model: arrivalHazards, hazards: ofArrivals, asOf, months }, [
    freshPopulation,
  ]);
  return { open: open ?? pipelineFlow({ model, hazards, asOf, months }, standing), fresh: freshFlow! };
}

function withCreation(fresh: Population, months: readonly Period[], creation: Float64Array): Population {
  const firstDay = months[0]!.from;
  const createdOn = fresh.createdOn!.slice();
  months.forEach(({ from, to }, month) => {
    for (let day = from as number; day <= to; day++) createdOn[day - firstDay]! *= creation[month]!;
  });
  return { ...fresh, createdOn };
}
