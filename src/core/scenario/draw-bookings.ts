import { drawBlocksOf } from "../simulation/block-size.ts";
import { drawInline } from "../simulation/draw-inline.ts";
import { drawLayoutOf, drawRow } from "../simulation/draws.ts";
import type { CaseModel } from "./case-model.ts";
import { exactFlows, type FlowWith } from "./flow-surface.ts";
import { leveredPlan, type LeveredPlan, type SizedLever } from "./levered-plan.ts";
import type { Lever } from "./lever.ts";

/**
 * Draws of a case come in strata of equally many draws. Within a stratum every lever has one size; sizes and random
 * numbers of a stratum are the same for every scenario, which makes the draws of two scenarios pairs.
 */
export interface DrawStrata {
  readonly stratumCount: number;
  readonly drawsPerStratum: number;
  readonly drawCount: number;
  readonly seed: number;
}

const STRATUM_COUNT = 16;

/** @param requestedDraws rounded up to whole strata of whole blocks */
export function drawStrataOf(requestedDraws: number, seed: number): DrawStrata {
  const drawsPerStratum = drawBlocksOf(Math.ceil(requestedDraws / STRATUM_COUNT)).drawCount;
  return {
    stratumCount: STRATUM_COUNT,
    drawsPerStratum,
    drawCount: STRATUM_COUNT * drawsPerStratum,
    seed,
  };
}

/** What the pipeline brings with some levers on it. */
export interface DrawnBookings {
  /** Whole minor units; shape [group of bookings], each [month x draw]. */
  readonly bookings: readonly Float64Array[];
  /** The levered plan of each stratum. */
  readonly plans: readonly LeveredPlan[];
}

/**
 * Draws the bookings of every month with levers of given sizes; the base case has none.
 * @param sizes        of each lever in each stratum; shape [lever][stratum]
 * @param factorPaths  shape [month x draw]
 * @param flowWith     how the process is followed
 */
export function drawBookings(
  model: CaseModel,
  levers: readonly Lever[],
  sizes: readonly Float64Array[],
  strata: DrawStrata,
  factorPaths: Float64Array,
  flowWith: FlowWith = exactFlows(model),
): DrawnBookings {
  const { drawsPerStratum, drawCount } = strata;
  const bookings = model.bookingGroups.names.map(() => new Float64Array(model.months.length * drawCount));
  const plans: LeveredPlan[] = [];
  let previous: { readonly key: string; readonly levered: LeveredPlan } | undefined;
  for (let stratum = 0; stratum < strata.stratumCount; stratum++) {
    const sized = levers.map((lever, index): SizedLever => ({ lever, size: sizes[index]![stratum]! }));
    const key = sized.map(({ size }) => size).join(" ");
    const levered = previous?.key === key ? previous.levered : leveredPlan(model, sized, flowWith);
    previous = { key, levered };
    plans.push(levered);
    addStratum(bookings, levered, { ...strata, stratum, first: stratum * drawsPerStratum });
  }
  for (const group of bookings) {
    for (let cell = 0; cell < group.length; cell++)
      group[cell] = Math.round(group[cell]! * factorPaths[cell]!);
  }
  return { bookings, plans };
}

function addStratum(
  bookings: readonly Float64Array[],
  { parts }: LeveredPlan,
  {
    drawCount,
    drawsPerStratum,
    seed,
    stratum,
    first,
  }: DrawStrata & { readonly stratum: number; readonly first: number },
): void {
  for (const { plan, group, amountFactors } of parts) {
    const total = { ...plan, dimensions: [], leaves: plan.leaves.map(() => ({ groups: [] })) };
    const draws = drawInline(total, {
      drawCount: drawsPerStratum,
      seed: seedOf(seed, stratum),
      countsStrands: false,
    });
    const { firstPeriod } = drawLayoutOf(total);
    const cells = bookings[group]!;
    for (let month = 0; month < plan.periods.length; month++) {
      const row = drawRow(draws, firstPeriod + month);
      const factor = amountFactors[month]!;
      const target = month * drawCount + first;
      for (let draw = 0; draw < drawsPerStratum; draw++) cells[target + draw]! += row[draw]! * factor;
    }
  }
}

/** Strata draw independently of each other. */
function seedOf(seed: number, stratum: number): number {
  return (seed ^ Math.imul(stratum + 1, 0x9e3779b1)) >>> 0;
}
