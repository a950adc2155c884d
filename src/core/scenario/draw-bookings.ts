import { ensure } from "../base/ensure.ts";
import { drawBlocksOf } from "../simulation/block-size.ts";
import { drawInline } from "../simulation/draw-inline.ts";
import { drawLayoutOf, drawRow } from "../simulation/draws.ts";
import type { CaseModel } from "./case-model.ts";
import { exactFlows, type FlowWith } from "./flow-surface.ts";
import type { NewBusiness, SimulationPlan } from "../simulation/plan.ts";
import { leveredPlan, type LeveredPlan, type PlanPart, type SizedLever } from "./levered-plan.ts";
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

/** The case without levers, and what new business alone brings in it. */
export interface DrawnBase extends DrawnBookings {
  /** Before the common factor; minor units; shape [month x draw]; undefined where bookings are kept apart by group. */
  readonly fresh: Float64Array | undefined;
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
  const fresh = bookings.length === 1 ? new Float64Array(cellCount) : undefined;
  for (let stratum = range.first; stratum < range.end; stratum++) {
    const place = { ...strata, stratum, first: stratum * strata.drawsPerStratum };
    if (fresh === undefined) addStratum(bookings, levered, place);
    else {
      addStratum(
        bookings,
        { parts: levered.parts.map((part) => ({ ...part, plan: openOf(part.plan) })) },
        place,
      );
      addStratum(
        [fresh],
        { parts: levered.parts.map((part) => ({ ...part, plan: freshOf(part.plan) })) },
        place,
      );
    }
  }
  if (fresh !== undefined) addCells(bookings[0]!, fresh);
  for (const group of bookings) applyFactor(group, factorPaths);
  return { bookings, plans: Array.from({ length: strata.stratumCount }, () => levered), fresh };
}

/** Bases of different strata as one. */
export function addedBases(parts: readonly DrawnBase[]): DrawnBase {
  const [first, ...others] = parts;
  ensure(first !== undefined, "Cannot add up no draws");
  for (const { bookings, fresh } of others) {
    bookings.forEach((group, index) => addCells(first.bookings[index]!, group));
    if (first.fresh !== undefined && fresh !== undefined) addCells(first.fresh, fresh);
  }
  return first;
}

/**
 * Draws the bookings of every month with levers of given sizes, in pairs with the case without levers. Months in which
 * levers bring more new wins have those of the base and a Poisson number of further ones: together they are Poisson again,
 * so nothing but what is added has to be drawn.
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
    const [part, ...others] = levered.parts;
    if (base?.fresh === undefined || others.length > 0) addStratum(bookings, levered, place);
    else addToBase(bookings[0]!, part!, { place, without: model.plan.newBusiness, fresh: base.fresh });
  }
  for (const group of bookings) applyFactor(group, factorPaths);
  return { bookings, plans };
}

interface StratumPlace extends DrawStrata {
  readonly stratum: number;
  /** Index of its first draw. */
  readonly first: number;
}

/** Expected wins that differ by less than this in proportion are the same. */
const SAME_WINS = 1e-12;

/** Draws what is open and what levers add to new business; the rest of new business is that of the base. */
function addToBase(
  cells: Float64Array,
  part: PlanPart,
  {
    place,
    without,
    fresh,
  }: { readonly place: StratumPlace; readonly without: readonly NewBusiness[]; readonly fresh: Float64Array },
): void {
  const { plan, amountFactors } = part;
  const isKept = plan.periods.map((_, month) =>
    plan.newBusiness.every(
      ({ expectedWins }, process) =>
        expectedWins[month]! >= without[process]!.expectedWins[month]! * (1 - SAME_WINS),
    ),
  );
  const newBusiness = plan.newBusiness.flatMap((process, index): NewBusiness[] => {
    const before = without[index]!.expectedWins;
    const anew = process.expectedWins.map((wins, month) => (isKept[month] === true ? 0 : wins));
    const more = process.expectedWins.map((wins, month) => {
      const added = wins - before[month]!;
      return isKept[month] === true && added > SAME_WINS * before[month]! ? added : 0;
    });
    return [
      { ...process, expectedWins: anew },
      { ...process, key: `more ${process.key}`, expectedWins: more },
    ].filter(({ expectedWins }) => expectedWins.some((wins) => wins > 0));
  });
  addStratum([cells], { parts: [{ ...part, group: 0, plan: { ...plan, newBusiness } }] }, place);
  const { drawCount, drawsPerStratum, first } = place;
  isKept.forEach((kept, month) => {
    if (!kept) return;
    const from = month * drawCount + first;
    const factor = amountFactors[month]!;
    for (let cell = from; cell < from + drawsPerStratum; cell++) cells[cell]! += fresh[cell]! * factor;
  });
}

const openOf = (plan: SimulationPlan): SimulationPlan => ({ ...plan, newBusiness: [] });

const freshOf = (plan: SimulationPlan): SimulationPlan => ({
  ...plan,
  opportunityIds: [],
  amounts: new Float64Array(0),
  spreadClasses: new Uint8Array(0),
  opportunityLeaves: new Uint16Array(0),
  winProbabilities: new Float64Array(0),
});

function addStratum(
  bookings: readonly Float64Array[],
  { parts }: Pick<LeveredPlan, "parts">,
  { drawCount, drawsPerStratum, seed, stratum, first }: StratumPlace,
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
