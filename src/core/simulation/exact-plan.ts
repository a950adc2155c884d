import { ensure } from "../base/ensure.ts";
import { drawLayoutOf } from "./draws.ts";
import {
  mergedPools,
  multipliersByClass,
  scaledAmounts,
  type ExactParts,
  type PlanColumns,
} from "./exact-parts.ts";
import type { NewBusiness, SimulationPlan } from "./plan.ts";

/** Some rows of the draws of a plan, as parts. */
export interface RowFamily {
  /** Row of the draws for each row of the parts. */
  readonly rows: readonly number[];
  readonly parts: ExactParts;
}

/** All that the distribution of the total depends on; a plan without its sub-periods and groups. */
export interface TotalColumns extends PlanColumns {
  /** Chance to be won in the whole period; shape [opportunity]. */
  readonly winProbabilities: Float64Array;
  /** Expected wins in the whole period, and the amounts that they draw from. */
  readonly newBusiness: readonly { readonly expectedWins: number; readonly amounts: Float64Array }[];
}

type Multipliers = ExactParts["multipliers"];

/** The total, as parts with one row. */
export function partsOfTotal(columns: TotalColumns, multipliers: Multipliers): ExactParts {
  return {
    rowCount: 1,
    sizes: scaledAmounts(columns),
    spreadClasses: columns.spreadClasses,
    multipliers,
    chances: columns.winProbabilities,
    pools: mergedPools(columns.newBusiness, 1, (process) =>
      Float64Array.of(columns.newBusiness[process]!.expectedWins),
    ),
  };
}

/**
 * The rows of the draws of a plan, in families that share their opportunities: open with total, new, the sub-periods, and
 * each group by itself.
 * @param wanted rows of the draws; families without any of them are left out, other rows of a family come along
 */
export function rowFamiliesOf(
  plan: SimulationPlan,
  wanted: ReadonlySet<number>,
  multipliers: Multipliers = multipliersByClass(plan.spreadSigmas),
): RowFamily[] {
  const layout = drawLayoutOf(plan);
  const periodCount = plan.periods.length;
  const sizes = scaledAmounts(plan);
  const { spreadClasses } = plan;
  const totals = Float64Array.from(sizes, (_, index) => chanceOf(plan, index));
  const totalRates = plan.newBusiness.map((process) => sumOf(process.expectedWins));
  const families: RowFamily[] = [];
  const add = (rows: readonly number[], parts: () => ExactParts): void => {
    if (rows.some((row) => wanted.has(row))) families.push({ rows, parts: parts() });
  };
  add([layout.open], () => ({ rowCount: 1, sizes, spreadClasses, multipliers, chances: totals, pools: [] }));
  add([layout.new], () => ({
    rowCount: 1,
    sizes: new Float64Array(0),
    spreadClasses: new Uint8Array(0),
    multipliers,
    chances: new Float64Array(0),
    pools: poolsFor(plan.newBusiness, totalRates),
  }));
  add([layout.total], () => ({
    rowCount: 1,
    sizes,
    spreadClasses,
    multipliers,
    chances: totals,
    pools: poolsFor(plan.newBusiness, totalRates),
  }));
  add(
    plan.periods.map((_, period) => layout.firstPeriod + period),
    () => ({
      rowCount: periodCount,
      sizes,
      spreadClasses,
      multipliers,
      chances: plan.winProbabilities,
      pools: mergedPools(plan.newBusiness, periodCount, (process) => plan.newBusiness[process]!.expectedWins),
    }),
  );
  plan.dimensions.forEach((dimension, dimensionIndex) => {
    const members = membersOf(plan, dimensionIndex);
    dimension.groups.forEach((_, group) => {
      add([layout.firstGroup[dimensionIndex]! + group], () => {
        const indices = members[group]!;
        const isMember = (process: NewBusiness): boolean =>
          plan.leaves[process.leaf]!.groups[dimensionIndex] === group;
        return {
          rowCount: 1,
          sizes: Float64Array.from(indices, (index) => sizes[index]!),
          spreadClasses: Uint8Array.from(indices, (index) => spreadClasses[index]!),
          multipliers,
          chances: Float64Array.from(indices, (index) => totals[index]!),
          pools: poolsFor(
            plan.newBusiness.filter(isMember),
            totalRates.filter((_rate, process) => isMember(plan.newBusiness[process]!)),
          ),
        };
      });
    });
  });
  return families;
}

function poolsFor(processes: readonly NewBusiness[], rates: readonly number[]): ExactParts["pools"] {
  return mergedPools(processes, 1, (process) => Float64Array.of(rates[process]!));
}

/** Opportunities of each group of a dimension. */
function membersOf(plan: SimulationPlan, dimension: number): number[][] {
  const members: number[][] = plan.dimensions[dimension]!.groups.map(() => []);
  plan.opportunityLeaves.forEach((leaf, index) => {
    const group = plan.leaves[leaf]?.groups[dimension];
    ensure(
      group !== undefined && members[group] !== undefined,
      `Cannot place opportunity ${index}: no such leaf`,
    );
    members[group].push(index);
  });
  return members;
}

/** Chance to be won in any sub-period; rounding may have put it a little above 1. */
function chanceOf(plan: SimulationPlan, index: number): number {
  const periodCount = plan.periods.length;
  let chance = 0;
  for (let period = 0; period < periodCount; period++) {
    chance += plan.winProbabilities[index * periodCount + period]!;
  }
  return Math.min(1, chance);
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
