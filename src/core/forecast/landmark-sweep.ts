import { civilFromDay, type Day } from "../base/day.ts";
import { monthOfQuarter, type Period } from "../base/period.ts";
import { countThrough, expectedAmountIfWon, fitAmounts, type AmountModel } from "./amounts.ts";
import { countCreations, creationsOn, fitArrivals, yearlyIndex, type Arrivals } from "./arrivals.ts";
import { DWELL_CAP } from "./dwell-bins.ts";
import { countHazards, hazardRow } from "./hazard-counts.ts";
import { fitHazards, withoutWeekdaysOfMoves, type CrmPrior, type HazardModel } from "./hazard-model.ts";
import { openVisitsOn } from "./open-visits.ts";
import { NEVER, type StateTable } from "./state-table.ts";
import { winProbabilityOf } from "./win-probability.ts";
import { DWELL_COUNT, winTables, type SegmentFactors, type WinTable } from "./win-tables.ts";
import type { WorkCalendar } from "./work-calendar.ts";

/** Everything learned as of one day, from rows up to that day alone. */
export interface FittedDay {
  readonly day: number;
  readonly hazards: HazardModel;
  readonly amounts: AmountModel;
  readonly arrivals: Arrivals;
  /** What becomes of new opportunities; `arrivals.entryShares` counts its stages. Most often the same as `hazards`. */
  readonly arrivalHazards: HazardModel;
  /** Visits of open stages that hold at the end of the day, ascending. */
  readonly openVisits: Int32Array;
  /** How open opportunities differ by segment; undefined where that is not part of the model. */
  readonly segments?: FittedSegments;
}

export interface FittedSegments {
  /** Shape [state of the view]. */
  readonly groupOfState: Uint8Array;
  /** Shape [group]. */
  readonly factors: readonly SegmentFactors[];
}

/** How the model is to be fitted: what the organisation says, none of it learned. */
export interface ModelSettings {
  readonly calendar: WorkCalendar;
  /** Chance to win by stage as the CRM has it; shape [open stage]. */
  readonly crmProbabilities: Float64Array;
  readonly usesYearlyIndex: boolean;
}

/** Days from opening to closing that stand in where nothing was closed yet. */
const UNKNOWN_CYCLE_DAYS = 90;

/**
 * Fits the model as of many days in one pass over the state table.
 * @param days ascending, distinct, none after the table's last day
 */
export function fitDays(table: StateTable, settings: ModelSettings, days: readonly number[]): FittedDay[] {
  const fitHazardsOn = hazardFitter(table, settings);
  const fitLivesOn = table.lives === undefined ? undefined : hazardFitter(table.lives, settings);
  const creations = countCreations(table.lives ?? table);
  const openVisits = openVisitsOn(table, days);
  return days.map((day, index) => {
    const hazards = fitHazardsOn(day);
    return {
      day,
      hazards,
      amounts: fitAmounts(table, day),
      arrivals: fitArrivals(creations, settings.calendar, day),
      arrivalHazards: fitLivesOn?.(day) ?? hazards,
      openVisits: openVisits[index]!,
    };
  });
}

/** Fits the hazards of a table as of days that only move forward. */
function hazardFitter(table: StateTable, settings: ModelSettings): (day: number) => HazardModel {
  const { calendar } = settings;
  const { view } = table;
  const counter = countHazards(table, calendar);
  const cycleDays = cycleDaysByDay(table);
  return (day) => {
    counter.advance(day);
    const prior: CrmPrior = {
      winProbabilities: settings.crmProbabilities,
      cycleDays: cycleDays(day),
    };
    const winCount = countThrough(table.wins.day, day);
    const seen = quartersSeen(table.firstCloseDay, day, calendar);
    const fitted = fitHazards(counter.counts, view.wonCode, seen, winCount, prior);
    return view.isSnapshotSeries ? withoutWeekdaysOfMoves(fitted) : fitted;
  };
}

/** An open opportunity on a day. */
export interface OpenOpportunity {
  /** Index into the visits of the table. */
  readonly visit: number;
  readonly opportunity: number;
  /** Row of the hazards. */
  readonly stage: number;
  readonly dwell: number;
  /** State that holds on the day. */
  readonly state: number;
  /** Amount known on the day, NaN when unknown. */
  readonly knownAmount: number;
  readonly expectedAmount: number;
}

/** Calls back for every opportunity that is open at the end of the fitted day (lost ones that may come back excluded). */
export function forEachOpen(
  table: StateTable,
  fitted: FittedDay,
  visitOpen: (open: OpenOpportunity) => void,
): void {
  const { visits, view } = table;
  const { day } = fitted;
  for (const visit of fitted.openVisits) {
    const stage = visits.stage[visit]!;
    let state = visits.endState[visit]! - 1;
    while (view.stateDay[state]! > day) state--;
    let known = state;
    while (known > visits.firstState[visit]! && Number.isNaN(view.stateAmount[known]!)) known--;
    const knownAmount = view.stateAmount[known]!;
    visitOpen({
      visit,
      opportunity: visits.opportunity[visit]!,
      stage,
      dwell: Math.min(day - visits.entryDay[visit]!, DWELL_CAP),
      state,
      knownAmount,
      expectedAmount: expectedAmountIfWon(fitted.amounts, stage, knownAmount),
    });
  }
}

/** What the model as of a day expects of one window, before calibration, and what came of it where that is known. */
export interface WindowExpectation {
  readonly day: number;
  readonly window: Pick<Period, "from" | "to">;
  /** Sum of probability x amount over open opportunities. */
  readonly openMean: number;
  /** Variance of the open part given the probabilities. */
  readonly openVariance: number;
  readonly newMean: number;
  readonly newVariance: number;
  /** Expected number of wins in the window of what is open; the resolution of the open part. */
  readonly openWins: number;
  readonly newWins: number;
}

/** Expectation of one window as of a fitted day; `creations` come from the same table. */
export function expectWindow(
  table: StateTable,
  settings: ModelSettings,
  fitted: FittedDay,
  winTable: WinTable,
  creations: ReturnType<typeof countCreations>,
): WindowExpectation {
  let openMean = 0;
  let openVariance = 0;
  let openWins = 0;
  forEachOpen(table, fitted, (open) => {
    const probability = winProbabilityOf(winTable, open);
    const value = probability * open.expectedAmount;
    openMean += value;
    openWins += probability;
    openVariance += value * open.expectedAmount * (1 - probability);
  });
  const index = settings.usesYearlyIndex
    ? yearlyIndex(creations, settings.calendar, fitted.day, winTable.window.to - fitted.day).index
    : 1;
  const newWins =
    expectedNewWins(fitted, settings.calendar, winTable, index) +
    expectedReopenedWins(table, fitted, winTable);
  return {
    day: fitted.day,
    window: winTable.window,
    openMean,
    openVariance,
    openWins,
    newMean: newWins * fitted.amounts.poolMean,
    newVariance: newWins * fitted.amounts.poolMeanSquare,
    newWins,
  };
}

/** Expected wins in the window from opportunities that are created after the fitted day. */
export function expectedNewWins(
  fitted: FittedDay,
  calendar: WorkCalendar,
  winTable: WinTable,
  index: number,
): number {
  const { arrivals, arrivalHazards: hazards } = fitted;
  const { window, atEntry } = winTable;
  let wins = 0;
  for (let day = fitted.day + 1; day <= window.to; day++) {
    let perCreation = day >= window.from ? arrivals.entryShares[hazards.wonCode]! : 0;
    const first = (day - fitted.day) * hazards.stageCount;
    for (let stage = 0; stage < hazards.wonCode; stage++) {
      perCreation += arrivals.entryShares[stage]! * atEntry[first + stage]!;
    }
    wins += creationsOn(arrivals, calendar, day) * index * perCreation;
  }
  return wins;
}

/** Expected wins in the window of opportunities that are lost now and come back; 0 where that is not part of the model. */
export function expectedReopenedWins(table: StateTable, fitted: FittedDay, winTable: WinTable): number {
  if (!table.reopens) return 0;
  const { visits, view } = table;
  const row = hazardRow(table, view.lostCode);
  let wins = 0;
  for (let visit = 0; visit < visits.count && visits.entryDay[visit]! <= fitted.day; visit++) {
    if (visits.stage[visit] !== view.lostCode || visits.exitDay[visit]! <= fitted.day) continue;
    const dwell = Math.min(fitted.day - visits.entryDay[visit]!, DWELL_CAP);
    wins += winTable.probabilities[row * DWELL_COUNT + dwell]!;
  }
  return wins;
}

/** Booked in a window, bookings taken back in it deducted, as the table knows it now; whole minor units. */
export function bookedIn(table: StateTable, window: Pick<Period, "from" | "to">): number {
  const { wins, takenBack } = table;
  let sum = 0;
  const lastWin = countThrough(wins.day, window.to);
  for (let win = countThrough(wins.day, window.from - 1); win < lastWin; win++) sum += wins.amount[win]! || 0;
  const lastEvent = countThrough(takenBack.day, window.to);
  for (let event = countThrough(takenBack.day, window.from - 1); event < lastEvent; event++) {
    sum -= takenBack.amount[event]!;
  }
  return sum;
}

/**
 * Win tables of one fitted day; `atEntry` is that of new opportunities, by the stages of `arrivalHazards` and alike for
 * all segments: which of them new business will fall into is not known.
 */
export function winTablesOf(
  fitted: FittedDay,
  settings: ModelSettings,
  windows: readonly Pick<Period, "from" | "to">[],
): WinTable[] {
  const tables = withSegments(
    fitted,
    settings,
    winTables(fitted.hazards, settings.calendar, fitted.day, windows),
  );
  if (fitted.arrivalHazards === fitted.hazards) return tables;
  const fresh = winTables(fitted.arrivalHazards, settings.calendar, fitted.day, windows);
  return tables.map((table, window) => ({ ...table, atEntry: fresh[window]!.atEntry }));
}

/** The tables with those of every segment, where segments differ. */
function withSegments(fitted: FittedDay, { calendar }: ModelSettings, tables: WinTable[]): WinTable[] {
  if (fitted.segments === undefined) return tables;
  const { groupOfState, factors } = fitted.segments;
  const windows = tables.map((table) => table.window);
  const byGroup = factors.map((factor) => winTables(fitted.hazards, calendar, fitted.day, windows, factor));
  return tables.map((table, index) => ({
    ...table,
    segments: { groupOfState, probabilities: byGroup.map((own) => own[index]!.probabilities) },
  }));
}

/** Mean days from creation to close over what was closed by a day, for any day. */
function cycleDaysByDay(table: StateTable): (day: number) => number {
  const { visits, view } = table;
  const closes: { day: number; length: number }[] = [];
  for (let visit = 0; visit < visits.count; visit++) {
    if (visits.stage[visit]! >= view.wonCode || visits.exitDay[visit] === NEVER) continue;
    if (visits.exitTo[visit] !== view.wonCode && visits.exitTo[visit] !== view.lostCode) continue;
    const created = view.stateDay[view.stateStart[visits.opportunity[visit]!]!]!;
    closes.push({ day: visits.exitDay[visit]!, length: visits.exitDay[visit]! - created });
  }
  closes.sort((a, b) => a.day - b.day);
  const days = Int32Array.from(closes, (close) => close.day);
  let sum = 0;
  const sums = Float64Array.from(closes, (close) => (sum += close.length));
  return (day) => {
    const count = countThrough(days, day);
    return count > 0 ? Math.max(1, sums[count - 1]! / count) : UNKNOWN_CYCLE_DAYS;
  };
}

/** In how many quarters each month of the quarter was observed for 20 days or more. */
function quartersSeen(firstDay: number, lastDay: number, calendar: WorkCalendar): number[] {
  const seen = [0, 0, 0];
  let run = 0;
  for (let day = firstDay; day <= lastDay; day++) {
    const month = monthOfQuarter(day as Day, calendar.fiscal);
    run++;
    const isLastOfMonth = day === lastDay || isFirstOfMonth(day + 1);
    if (!isLastOfMonth) continue;
    if (run >= 20) seen[month]!++;
    run = 0;
  }
  return seen;
}

function isFirstOfMonth(day: number): boolean {
  return civilFromDay(day as Day).dayOfMonth === 1;
}
