import type { Period } from "../base/period.ts";
import { creationsOn } from "../forecast/arrivals.ts";
import { DWELL_BIN_COUNT, DWELL_CAP } from "../forecast/dwell-bins.ts";
import { hazardRow } from "../forecast/hazard-counts.ts";
import type { HazardModel } from "../forecast/hazard-model.ts";
import type { FittedDay, OpenOpportunity } from "../forecast/landmark-sweep.ts";
import { NEVER, type StateTable } from "../forecast/state-table.ts";
import type { WorkCalendar } from "../forecast/work-calendar.ts";
import { classOfAmount, type AmountClass } from "./amount-classes.ts";
import type { Population } from "./pipeline-flow.ts";
import { baseFlowOf, type FlowClass, type FlowModel } from "./process-flow.ts";

const DAYS_PER_MONTH = 365.25 / 12;

/** What it takes to follow everything that is open and still to be created, all amounts together. */
export function flowModelOf(
  table: StateTable,
  fitted: FittedDay,
  open: readonly OpenOpportunity[],
  calendar: WorkCalendar,
  months: readonly Period[],
): FlowModel {
  const { hazards, arrivalHazards, arrivals } = fitted;
  const firstDay = months[0]!.from;
  const createdOn = Float64Array.from({ length: months.at(-1)!.to - firstDay + 1 }, (_, index) =>
    creationsOn(arrivals, calendar, firstDay + index),
  );
  const mayComeBack = lostStanding(table, fitted);
  return {
    calendar,
    fitted: { hazards, arrivalHazards },
    standing: standingOf(open, hazards),
    fresh: {
      createdOn,
      entryShares: arrivals.entryShares,
      ...(mayComeBack === undefined ? {} : { standing: mayComeBack }),
    },
  };
}

/** The same for each class of amounts. */
export function flowClassesOf(
  flow: FlowModel,
  classes: readonly AmountClass[],
  open: readonly OpenOpportunity[],
  months: readonly Period[],
): FlowClass[] {
  return classes.map((own, index) => {
    const members = open.filter(({ expectedAmount }) => classOfAmount(classes, expectedAmount) === index);
    const standing = standingOf(members, flow.fitted.hazards);
    const ownFlow = { ...atPace(flow, own.pace), standing };
    return { ...own, flow: ownFlow, baseFlow: baseFlowOf(ownFlow, months) };
  });
}

/** Opportunities by the stage they stand in, and how long. */
function standingOf(open: readonly OpenOpportunity[], hazards: HazardModel): Population[] {
  const cellCount = hazards.stageCount * (DWELL_CAP + 1);
  const standing = Array.from({ length: hazards.wonCode }, () => ({ standing: new Float64Array(cellCount) }));
  for (const { stage, dwell } of open) {
    if (stage < hazards.wonCode) standing[stage]!.standing[stage * (DWELL_CAP + 1) + dwell]!++;
  }
  return standing;
}

/** The same where open stages are left so many times as fast. */
function atPace(flow: FlowModel, pace: number): FlowModel {
  if (pace === 1) return flow;
  const paced = (model: HazardModel): HazardModel => {
    const openCells = model.wonCode * DWELL_BIN_COUNT * model.targetCount;
    return { ...model, rates: model.rates.map((rate, cell) => (cell < openCells ? rate * pace : rate)) };
  };
  const { hazards, arrivalHazards } = flow.fitted;
  const own = paced(hazards);
  return {
    ...flow,
    fitted: { hazards: own, arrivalHazards: arrivalHazards === hazards ? own : paced(arrivalHazards) },
  };
}

/** Share of the wins taken back by whole months since the win; a win of the middle of a month, on average. */
export function takenBackAfter({ visits, view }: StateTable): Float64Array {
  const shares: number[] = [0];
  let count = 0;
  for (let visit = 0; visit < visits.count; visit++) {
    if (visits.stage[visit] !== view.wonCode || visits.exitDay[visit] === NEVER) continue;
    const months = (visits.exitDay[visit]! - visits.entryDay[visit]!) / DAYS_PER_MONTH;
    const whole = Math.floor(months);
    while (shares.length < whole + 2) shares.push(0);
    shares[whole]! += 1 - (months - whole);
    shares[whole + 1]! += months - whole;
    count++;
  }
  return count === 0 ? Float64Array.of(1) : Float64Array.from(shares, (share) => share / count);
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
