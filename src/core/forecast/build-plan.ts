import type { Period } from "../base/period.ts";
import { roundToPlanPrecision } from "../maths/round-mantissa.ts";
import { attributeOf, type PipelineView } from "../pipeline/pipeline-view.ts";
import type { AttributeColumn } from "../pipeline/change-log.ts";
import type { NewBusiness, PlanDimension, PlanLeaf, SimulationPlan } from "../simulation/plan.ts";
import { creationsOn, yearlyIndex } from "./arrivals.ts";
import type { CalibratedFit } from "./calibrated-fit.ts";
import {
  expectedNewWins,
  expectedReopenedWins,
  forEachOpen,
  winTablesOf,
  type ModelSettings,
  type OpenOpportunity,
} from "./landmark-sweep.ts";
import { spreadClassesOf } from "./spread-classes.ts";
import type { StateTable } from "./state-table.ts";
import { winProbabilityOf } from "./win-probability.ts";
import type { WinTable } from "./win-tables.ts";

/** A group whose attribute is not known. */
export const UNKNOWN_GROUP = "(not known)";

/** What a plan is cut by: an attribute of the view, named as people know it. */
export interface PlanCut {
  readonly name: string;
  readonly attribute: AttributeColumn;
}

export interface PlanInput {
  readonly table: StateTable;
  readonly settings: ModelSettings;
  readonly fit: CalibratedFit;
  readonly periods: readonly Period[];
  readonly cuts: readonly PlanCut[];
}

export interface BuiltPlan {
  readonly plan: SimulationPlan;
  /** Open opportunities in the order of the plan; shape [opportunity]. */
  readonly open: readonly OpenOpportunity[];
  /** Open opportunities without a known amount, and those above the cap with what was cut off, minor units. */
  readonly unknownAmountCount: number;
  readonly cappedCount: number;
  readonly cappedExcess: number;
  readonly createdPerDay: number;
  readonly yearlyIndex: number;
  readonly expectedNewWins: number;
}

/** Fewer bookings taken back than this are chance, not a process. */
const FEWEST_TAKEN_BACK = 5;
const TAKEN_BACK_DAYS = 365;
/** The plan of one forecast: what is open with its chances by sub-period, what is still to be created, what is booked. */
export function buildPlan(input: PlanInput): BuiltPlan {
  const { table, settings, fit, periods, cuts } = input;
  const { view } = table;
  const { fitted, window } = fit;
  const tables = subPeriodTables(fit, settings, periods);
  const open: OpenOpportunity[] = [];
  forEachOpen(table, fitted, (opportunity) => open.push(opportunity));
  open.sort((a, b) => a.opportunity - b.opportunity);
  const leaves = new LeafIndex(view, cuts);
  const opportunityLeaves = Uint16Array.from(open, (item) => leaves.leafOf(item.state));
  const index = settings.usesYearlyIndex
    ? yearlyIndex(fit.creations, settings.calendar, fitted.day, window.to - fitted.day).index
    : 1;
  const newWins = tables.map((winTable) =>
    winTable === undefined
      ? 0
      : expectedNewWins(fitted, settings.calendar, winTable, index) +
        expectedReopenedWins(table, fitted, winTable),
  );
  const newBusiness = [
    ...newBusinessByLeaf(table, fit, open, leaves, newWins),
    ...takenBackByLeaf(table, fit, leaves, periods),
  ];
  const booked = bookedByLeaf(table, leaves, periods);
  const spreads = spreadClassesOf(fitted.amounts.spreadByStage);
  const { cap, driftByStage } = fitted.amounts;
  const excess = open.map((item) => Math.max(0, item.knownAmount * driftByStage[item.stage]! - cap) || 0);
  const { dimensions, leaves: planLeaves } = leaves.finish();
  return {
    plan: {
      periods,
      dimensions,
      leaves: planLeaves,
      opportunityIds: open.map((item) => view.opportunityIds[item.opportunity]!),
      amounts: Float64Array.from(open, (item) => Math.round(item.expectedAmount)),
      spreadClasses: Uint8Array.from(open, (item) => spreads.classOfStage[item.stage]!),
      opportunityLeaves,
      winProbabilities: winProbabilitiesOf(open, tables),
      spreadSigmas: spreads.sigmas,
      openScale: roundToPlanPrecision(Math.exp(fit.openBias)),
      factorSigma: roundToPlanPrecision(fit.factor.sigma),
      factorDegreesOfFreedom: roundToPlanPrecision(fit.factor.degreesOfFreedom),
      newBusiness,
      booked: booked(planLeaves.length),
    },
    open,
    unknownAmountCount: open.filter((item) => Number.isNaN(item.knownAmount)).length,
    cappedCount: excess.filter((amount) => amount > 0).length,
    cappedExcess: excess.reduce((a, b) => a + b, 0),
    createdPerDay: meanCreationsPerDay(fit, settings, index),
    yearlyIndex: index,
    expectedNewWins: newWins.reduce((a, b) => a + b, 0),
  };
}

/** Win table of each sub-period; undefined where it is over. */
function subPeriodTables(
  fit: CalibratedFit,
  settings: ModelSettings,
  periods: readonly Period[],
): (WinTable | undefined)[] {
  const ahead = periods.map((period) => ({
    from: Math.max(period.from, fit.window.from) as Period["from"],
    to: period.to,
  }));
  const isAhead = ahead.map((window) => window.to >= window.from);
  const tables = winTablesOf(
    fit.fitted,
    settings,
    ahead.filter((_, k) => isAhead[k]!),
  );
  let next = 0;
  return isAhead.map((has) => (has ? tables[next++] : undefined));
}

function winProbabilitiesOf(
  open: readonly OpenOpportunity[],
  tables: readonly (WinTable | undefined)[],
): Float64Array {
  const probabilities = new Float64Array(open.length * tables.length);
  open.forEach((item, row) => {
    tables.forEach((winTable, k) => {
      const probability = winTable === undefined ? 0 : winProbabilityOf(winTable, item);
      probabilities[row * tables.length + k] = roundToPlanPrecision(probability);
    });
  });
  return probabilities;
}

/**
 * Wins still to be created, split over leaves by their share of the wins that amounts are drawn from: drawing an
 * amount with its leaf from all of them and splitting the Poisson process by leaf are the same thing.
 */
function newBusinessByLeaf(
  table: StateTable,
  fit: CalibratedFit,
  open: readonly OpenOpportunity[],
  leaves: LeafIndex,
  newWins: readonly number[],
): NewBusiness[] {
  const { wins } = table;
  const pool = new Map<number, number[]>();
  const { poolStart, poolEnd } = fit.fitted.amounts;
  for (let win = poolStart; win < poolEnd; win++) {
    if (!Number.isNaN(wins.amount[win]!)) push(pool, leaves.leafOf(wins.state[win]!), wins.amount[win]!);
  }
  if (pool.size === 0) {
    // Nothing was ever won: what is open now is the only hint at the size of what will come.
    for (const item of open) {
      if (!Number.isNaN(item.knownAmount))
        push(pool, leaves.leafOf(item.state), Math.round(item.expectedAmount));
    }
  }
  const poolSize = [...pool.values()].reduce((sum, amounts) => sum + amounts.length, 0);
  return [...pool].map(([leaf, amounts]) => ({
    key: `new ${leaves.nameOf(leaf)}`,
    leaf,
    expectedWins: Float64Array.from(newWins, (count) =>
      roundToPlanPrecision((count * amounts.length) / poolSize),
    ),
    amounts: Float64Array.from(amounts).sort(),
  }));
}

/** Bookings taken back in the days to come: a process of its own with negative amounts, where it happened often enough. */
function takenBackByLeaf(
  table: StateTable,
  fit: CalibratedFit,
  leaves: LeafIndex,
  periods: readonly Period[],
): NewBusiness[] {
  const { takenBack, lastDay } = table;
  const from = Math.max(table.firstCloseDay, lastDay - TAKEN_BACK_DAYS + 1);
  const events = [...takenBack.day.keys()].filter((event) => takenBack.day[event]! >= from);
  if (events.length < FEWEST_TAKEN_BACK) return [];
  const byLeaf = new Map<number, number[]>();
  for (const event of events) push(byLeaf, leaves.leafOf(takenBack.state[event]!), -takenBack.amount[event]!);
  const daysAhead = periods.map((period) =>
    Math.max(0, period.to - Math.max(period.from, fit.window.from) + 1),
  );
  return [...byLeaf].map(([leaf, amounts]) => ({
    key: `taken back ${leaves.nameOf(leaf)}`,
    leaf,
    expectedWins: Float64Array.from(daysAhead, (days) =>
      roundToPlanPrecision((amounts.length / (lastDay - from + 1)) * days),
    ),
    amounts: Float64Array.from(amounts).sort(),
  }));
}

/** Booked already; returns a function because the number of leaves is known only when all have been seen. */
function bookedByLeaf(
  table: StateTable,
  leaves: LeafIndex,
  periods: readonly Period[],
): (leafCount: number) => Float64Array {
  const entries: { leaf: number; period: number; amount: number }[] = [];
  const add = (day: number, state: number, amount: number): void => {
    const period = periods.findIndex(({ from, to }) => day >= from && day <= to);
    if (period >= 0 && !Number.isNaN(amount)) entries.push({ leaf: leaves.leafOf(state), period, amount });
  };
  const { wins, takenBack } = table;
  wins.day.forEach((day, win) => add(day, wins.state[win]!, wins.amount[win]!));
  takenBack.day.forEach((day, event) => add(day, takenBack.state[event]!, -takenBack.amount[event]!));
  return (leafCount) => {
    const booked = new Float64Array(leafCount * periods.length);
    for (const { leaf, period, amount } of entries) booked[leaf * periods.length + period]! += amount;
    return booked;
  };
}

function meanCreationsPerDay(fit: CalibratedFit, settings: ModelSettings, index: number): number {
  const { arrivals, day } = fit.fitted;
  let sum = 0;
  for (let date = day + 1; date <= fit.window.to; date++) {
    sum += creationsOn(arrivals, settings.calendar, date) * index;
  }
  return sum / (fit.window.to - day);
}

/** The leaves that occur, numbered as they are met. */
class LeafIndex {
  private readonly view: PipelineView;
  private readonly cuts: readonly PlanCut[];
  private readonly groups: { readonly names: string[]; readonly indexOf: Map<string, number> }[];
  private readonly leafIndex = new Map<string, number>();
  private readonly leaves: number[][] = [];

  constructor(view: PipelineView, cuts: readonly PlanCut[]) {
    this.view = view;
    this.cuts = cuts;
    this.groups = cuts.map(() => ({ names: [], indexOf: new Map() }));
  }

  leafOf(state: number): number {
    const groups = this.cuts.map((cut, d) => this.groupOf(d, attributeOf(this.view, cut.attribute, state)));
    const key = groups.join(" ");
    const known = this.leafIndex.get(key);
    if (known !== undefined) return known;
    this.leafIndex.set(key, this.leaves.length);
    this.leaves.push(groups);
    return this.leaves.length - 1;
  }

  /** Names of the leaf's groups: what it is called for good. */
  nameOf(leaf: number): string {
    return JSON.stringify(this.leaves[leaf]!.map((group, d) => this.groups[d]!.names[group]!));
  }

  finish(): { readonly dimensions: PlanDimension[]; readonly leaves: PlanLeaf[] } {
    return {
      dimensions: this.cuts.map((cut, d) => ({ name: cut.name, groups: this.groups[d]!.names })),
      leaves: this.leaves.map((groups) => ({ groups })),
    };
  }

  private groupOf(dimension: number, value: string): number {
    const name = value === "" ? UNKNOWN_GROUP : value;
    const { names, indexOf } = this.groups[dimension]!;
    const known = indexOf.get(name);
    if (known !== undefined) return known;
    indexOf.set(name, names.length);
    names.push(name);
    return names.length - 1;
  }
}

function push(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
