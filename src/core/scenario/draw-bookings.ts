import { ensure } from "../base/ensure.ts";
import { drawBlocksOf } from "../simulation/block-size.ts";
import { drawInline } from "../simulation/draw-inline.ts";
import { drawLayoutOf, drawRow } from "../simulation/draws.ts";
import type { CaseModel } from "./case-model.ts";
import { decidedOnce } from "./decided-once.ts";
import { exactFlows, type FlowWith } from "./flow-surface.ts";
import type { NewBusiness, SimulationPlan } from "../simulation/plan.ts";
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

/** The case without levers, and most of its new business by itself. */
export interface DrawnBase extends DrawnBookings {
  /**
   * The core of new business, before the common factor; minor units; shape [month x draw]; undefined where bookings are kept
   * apart by group.
   */
  readonly core: Float64Array | undefined;
}

/** Strata from `first` up to and without `end`. */
export interface StratumRange {
  readonly first: number;
  readonly end: number;
}

/**
 * Draws the bookings of every month without levers.
 * @param range the strata to draw; the draws of all others are 0, to be added up by `addedBases`
 */
export function drawBase(
  model: CaseModel,
  strata: DrawStrata,
  factorPaths: Float64Array,
  range: StratumRange = { first: 0, end: strata.stratumCount },
): DrawnBase {
  const levered = leveredPlan(model, []);
  const cellCount = model.months.length * strata.drawCount;
  const bookings = model.bookingGroups.names.map(() => new Float64Array(cellCount));
  const core = bookings.length === 1 ? new Float64Array(cellCount) : undefined;
  for (let stratum = range.first; stratum < range.end; stratum++) {
    const place = { ...strata, stratum, first: stratum * strata.drawsPerStratum };
    if (core !== undefined) {
      addStratum(
        [core],
        { parts: levered.parts.map((part) => ({ ...part, plan: coreOf(part.plan) })) },
        place,
      );
    }
    addLevered(bookings, levered, { model, place, core });
  }
  for (const group of bookings) applyFactor(group, factorPaths);
  return { bookings, plans: Array.from({ length: strata.stratumCount }, () => levered), core };
}

/** Bases of different strata as one. */
export function addedBases(parts: readonly DrawnBase[]): DrawnBase {
  const [first, ...others] = parts;
  ensure(first !== undefined, "Cannot add up no draws");
  for (const { bookings, core } of others) {
    bookings.forEach((group, index) => addCells(first.bookings[index]!, group));
    if (first.core !== undefined && core !== undefined) addCells(first.core, core);
  }
  return first;
}

/**
 * Draws the bookings of every month with levers of given sizes, in pairs with the case without levers. What levers add is
 * drawn by itself. Of the new wins without levers, most levers keep a core of 95 %, so that it is drawn once and the edge
 * anew; where a month loses more than that, its core is thinned.
 * @param sizes       of each lever in each stratum; shape [lever][stratum]
 * @param factorPaths shape [month x draw]
 * @param base        the case without levers; undefined: everything is drawn anew
 * @param flowWith    how the process is followed
 */
export function drawBookings(
  model: CaseModel,
  levers: readonly Lever[],
  sizes: readonly Float64Array[],
  strata: DrawStrata,
  factorPaths: Float64Array,
  base?: DrawnBase,
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
    const place = { ...strata, stratum, first: stratum * drawsPerStratum };
    addLevered(bookings, levered, { model, place, core: base?.core });
  }
  for (const group of bookings) applyFactor(group, factorPaths);
  return { bookings, plans };
}

interface StratumPlace extends DrawStrata {
  readonly stratum: number;
  /** Index of its first draw. */
  readonly first: number;
}

/** Share of the new wins expected without levers that is drawn once for all scenarios. */
const CORE_SHARE = 0.95;

/** Draws one stratum: what is open, the edge of new business, and its core where it is not known already. */
function addLevered(
  bookings: readonly Float64Array[],
  { parts }: Pick<LeveredPlan, "parts">,
  {
    model,
    place,
    core,
  }: { readonly model: CaseModel; readonly place: StratumPlace; readonly core: Float64Array | undefined },
): void {
  const without = new Map(model.plan.newBusiness.map((process) => [process.key, process.expectedWins]));
  // What one class of amounts has beyond the others has no part in the core.
  const isCoreKept = (process: NewBusiness, month: number): boolean =>
    process.expectedWins[month]! >= CORE_SHARE * (without.get(process.key)?.[month] ?? 0);
  const [only, ...others] = parts;
  const known = core !== undefined && others.length === 0 ? core : undefined;
  const hasKnownCore = only!.plan.periods.map(
    (_, month) =>
      known !== undefined && only!.plan.newBusiness.every((process) => isCoreKept(process, month)),
  );
  const split = (process: NewBusiness): NewBusiness[] => {
    const expected = without.get(process.key);
    if (expected === undefined) return [process];
    const ofCore = process.expectedWins.map((wins, month) => {
      if (!isCoreKept(process, month)) return wins;
      return hasKnownCore[month] === true ? 0 : CORE_SHARE * expected[month]!;
    });
    const ofEdge = process.expectedWins.map((wins, month) =>
      isCoreKept(process, month) ? wins - CORE_SHARE * expected[month]! : 0,
    );
    return [
      { ...process, expectedWins: ofCore },
      { ...process, key: `edge of ${process.key}`, expectedWins: ofEdge },
    ].filter(({ expectedWins }) => expectedWins.some((wins) => wins > 0));
  };
  const chances = chancesOf(model.plan);
  const drawn = parts.map((part) => {
    const plan = { ...part.plan, newBusiness: part.plan.newBusiness.flatMap(split) };
    return { ...part, plan: decidedOnce(plan, (id) => chances.get(id) ?? 0) };
  });
  addStratum(bookings, { parts: drawn }, place);
  if (known === undefined) return;
  const { drawCount, drawsPerStratum, first } = place;
  hasKnownCore.forEach((isKnown, month) => {
    if (!isKnown) return;
    const from = month * drawCount + first;
    const factor = only!.amountFactors[month]!;
    for (let cell = from; cell < from + drawsPerStratum; cell++) bookings[0]![cell]! += known[cell]! * factor;
  });
}

/** Chance of each opportunity to be won in any month, by its id. */
function chancesOf({ opportunityIds, winProbabilities, periods }: SimulationPlan): Map<string, number> {
  const { length } = periods;
  return new Map(
    opportunityIds.map((id, row) => {
      const own = winProbabilities.subarray(row * length, (row + 1) * length);
      return [id, own.reduce((sum, chance) => sum + chance, 0)];
    }),
  );
}

/** The core of new business, and nothing that is open. */
const coreOf = (plan: SimulationPlan): SimulationPlan => ({
  ...plan,
  opportunityIds: [],
  amounts: new Float64Array(0),
  spreadClasses: new Uint8Array(0),
  opportunityLeaves: new Uint16Array(0),
  winProbabilities: new Float64Array(0),
  newBusiness: plan.newBusiness.map((process) => ({
    ...process,
    expectedWins: process.expectedWins.map((wins) => CORE_SHARE * wins),
  })),
});

function addStratum(
  bookings: readonly Float64Array[],
  { parts }: Pick<LeveredPlan, "parts">,
  { drawCount, drawsPerStratum, seed, stratum, first }: StratumPlace,
): void {
  for (const { plan, group, amountFactors } of parts) {
    const total = inOneLeaf(plan);
    const draws = drawInline(total, {
      drawCount: drawsPerStratum,
      seed: seedOf(seed, stratum),
      countsStrands: false,
    });
    const { firstPeriod } = drawLayoutOf(total);
    const cells = bookings[group]!;
    const monthCount = amountFactors.length;
    for (let period = 0; period < plan.periods.length; period++) {
      // Of opportunities that are decided twice the months come twice, with a period of nothing between.
      const month = period % (monthCount + 1);
      if (month === monthCount) continue;
      const row = drawRow(draws, firstPeriod + period);
      const factor = amountFactors[month]!;
      const target = month * drawCount + first;
      for (let draw = 0; draw < drawsPerStratum; draw++) cells[target + draw]! += row[draw]! * factor;
    }
  }
}

/** Nobody asks for groups here, and every change of leaf costs the kernel a sum over all months. */
function inOneLeaf(plan: SimulationPlan): SimulationPlan {
  return {
    ...plan,
    dimensions: [],
    leaves: [{ groups: [] }],
    opportunityLeaves: new Uint16Array(plan.opportunityIds.length),
    newBusiness: plan.newBusiness.map((process) => ({ ...process, leaf: 0 })),
    booked: new Float64Array(plan.periods.length),
  };
}

function addCells(sum: Float64Array, added: Float64Array): void {
  for (let cell = 0; cell < sum.length; cell++) sum[cell]! += added[cell]!;
}

/** Multiplies by the common factor and rounds to whole minor units. */
function applyFactor(bookings: Float64Array, factorPaths: Float64Array): void {
  for (let cell = 0; cell < bookings.length; cell++)
    bookings[cell] = Math.round(bookings[cell]! * factorPaths[cell]!);
}

/** Strata draw independently of each other. */
function seedOf(seed: number, stratum: number): number {
  return (seed ^ Math.imul(stratum + 1, 0x9e3779b1)) >>> 0;
}
