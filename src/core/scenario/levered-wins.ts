import type { NewBusiness, SimulationPlan } from "../simulation/plan.ts";
import { classOfAmount } from "./amount-classes.ts";
import type { CaseModel } from "./case-model.ts";
import { withDecidedAgain } from "./decided-again.ts";
import type { PopulationFlow } from "./pipeline-flow.ts";
import type { ProcessFlow } from "./process-flow.ts";

/** Chances of an opportunity may pass 1 by their rounding. */
const LARGEST_SUM = 1 + 1e-9;

/** A part of the business in which the same levers act. */
export interface LeveredPart {
  /** Shape [class of amounts]. */
  readonly flows: readonly ProcessFlow[];
  /** Share of the wins without levers that is at stake as decisions move to other days; shape [month]. */
  readonly atStake: Float64Array;
}

export interface LeveredWins {
  readonly plan: SimulationPlan;
  /** Opportunities whose chances would have passed 1. */
  readonly cappedCount: number;
}

/**
 * Multiplies each chance to win and each expected number of new wins by the ratio of wins with and without levers among what
 * has like amounts and stands in the same stage. Bookings taken back follow the bookings that they take back.
 * Ratios of 1 with nothing at stake change no byte.
 * @param parts       of the business
 * @param partOfLeaf  shape [leaf]
 */
export function leveredWins(
  model: CaseModel,
  parts: readonly LeveredPart[],
  partOfLeaf: Uint16Array,
): LeveredWins {
  const { plan, classes } = model;
  const monthCount = model.months.length;
  const ratiosBy = (of: (flow: ProcessFlow) => PopulationFlow): Float64Array[][] =>
    parts.map(({ flows }) =>
      flows.map((flow, index) => ratiosOf(of(flow), of(classes[index]!.baseFlow), monthCount)),
    );
  const openRatios = classes[0]!.baseFlow.open.map((_, stage) => ratiosBy(({ open }) => open[stage]!));
  const freshRatios = ratiosBy(({ fresh }) => fresh);
  const open = withOpenRatios(model, (row) => {
    const part = partOfLeaf[plan.opportunityLeaves[row]!]!;
    return openRatios[model.stages[row]!]![part]![model.classOfOpportunity[row]!]!;
  });
  const sold = plan.newBusiness.map((process) => {
    if (isTakenBack(process)) return [];
    const part = partOfLeaf[process.leaf]!;
    return withFreshRatios(model, process, freshRatios[part]!, parts[part]!.atStake);
  });
  const ofOpen = withDecidedAgain(
    plan,
    open.winProbabilities,
    (row) => parts[partOfLeaf[plan.opportunityLeaves[row]!]!]!.atStake,
  );
  const changed = { ...ofOpen, newBusiness: sold.flat() };
  if (!plan.newBusiness.some(isTakenBack)) return { plan: changed, cappedCount: open.cappedCount };
  const partRatios = parts.map((_, part) =>
    bookingRatios(plan, changed, (leaf) => partOfLeaf[leaf] === part),
  );
  const newBusiness = plan.newBusiness.flatMap((process, index) =>
    isTakenBack(process)
      ? [followingBookings(process, partRatios[partOfLeaf[process.leaf]!]!, model.takenBackAfter)]
      : sold[index]!,
  );
  return { plan: { ...changed, newBusiness }, cappedCount: open.cappedCount };
}

/** Bookings taken back; those whose amount nobody knows stand as 0. */
export function isTakenBack({ amounts }: NewBusiness): boolean {
  return amounts.length > 0 && amounts[0]! < 0 && amounts[amounts.length - 1]! <= 0;
}

/**
 * What a factor of each month means for what comes some months later.
 * @param factors of each month; 1 before the first
 * @param after   share by months since, from 0 on; adds up to 1
 */
export function laggedMeans(factors: Float64Array, after: Float64Array): Float64Array {
  if (factors.every((factor) => factor === 1)) return factors;
  return factors.map((_, month) =>
    after.reduce((sum, share, lag) => sum + share * (lag > month ? 1 : factors[month - lag]!), 0),
  );
}

function withOpenRatios(
  { plan, months }: CaseModel,
  ratiosOfRow: (row: number) => Float64Array,
): { readonly winProbabilities: Float64Array; readonly cappedCount: number } {
  const monthCount = months.length;
  const winProbabilities = plan.winProbabilities.slice();
  let cappedCount = 0;
  plan.opportunityIds.forEach((_, row) => {
    const ratios = ratiosOfRow(row);
    const cells = winProbabilities.subarray(row * monthCount, (row + 1) * monthCount);
    let sum = 0;
    for (let month = 0; month < monthCount; month++) {
      cells[month]! *= ratios[month]!;
      sum += cells[month]!;
    }
    if (sum <= LARGEST_SUM) return;
    cappedCount++;
    for (let month = 0; month < monthCount; month++) cells[month]! /= sum;
  });
  return { winProbabilities, cappedCount };
}

/**
 * New wins of a process, by the ratios of the classes that its amounts belong to. What is kept of those without levers stays
 * under its own key, so that draws with and without levers are pairs; what is added is a process of its own for each class,
 * for wins that levers add come as wins come: independent of each other, and of those that are there without.
 */
function withFreshRatios(
  { classes }: Pick<CaseModel, "classes">,
  process: NewBusiness,
  ratios: readonly Float64Array[],
  atStake: Float64Array,
): NewBusiness[] {
  const { amounts, expectedWins, key, leaf } = process;
  const members = classes.map((_, index) =>
    classes.length === 1 ? amounts : amounts.filter((amount) => classOfAmount(classes, amount) === index),
  );
  const present = ratios.filter((_, index) => members[index]!.length > 0);
  const kept = expectedWins.map((_, month) =>
    Math.min(1 - atStake[month]!, ...present.map((own) => own[month]!)),
  );
  const added = members.map((own, index): NewBusiness => {
    const share = own.length / amounts.length;
    const wins = expectedWins.map((count, month) => count * share * (ratios[index]![month]! - kept[month]!));
    return { key: `class ${index} of ${key}`, leaf, expectedWins: wins, amounts: own };
  });
  return [
    { ...process, expectedWins: expectedWins.map((wins, month) => wins * kept[month]!) },
    ...added.filter((own) => own.amounts.length > 0 && own.expectedWins.some((wins) => wins > 0)),
  ];
}

/** Bookings with levers over those without, by month, of some leaves; 1 where there are none. */
function bookingRatios(
  base: SimulationPlan,
  changed: SimulationPlan,
  isOfPart: (leaf: number) => boolean,
): Float64Array {
  const monthCount = base.periods.length;
  const bookingsOf = (plan: SimulationPlan): Float64Array => {
    const sums = new Float64Array(monthCount);
    plan.amounts.forEach((amount, row) => {
      if (!isOfPart(plan.opportunityLeaves[row]!)) return;
      for (let month = 0; month < monthCount; month++)
        sums[month]! += amount * plan.openScale * plan.winProbabilities[row * monthCount + month]!;
    });
    for (const process of plan.newBusiness) {
      if (isTakenBack(process) || !isOfPart(process.leaf)) continue;
      const mean = process.amounts.reduce((sum, amount) => sum + amount, 0) / process.amounts.length;
      process.expectedWins.forEach((wins, month) => (sums[month]! += wins * mean));
    }
    return sums;
  };
  const without = bookingsOf(base);
  return bookingsOf(changed).map((sum, month) => (without[month]! > 0 ? sum / without[month]! : 1));
}

function followingBookings(
  process: NewBusiness,
  ratios: Float64Array,
  takenBackAfter: Float64Array,
): NewBusiness {
  const lagged = laggedMeans(ratios, takenBackAfter);
  return { ...process, expectedWins: process.expectedWins.map((wins, month) => wins * lagged[month]!) };
}

/** Wins with levers over wins without, by month; 1 where there are none without. */
function ratiosOf(levered: PopulationFlow, base: PopulationFlow, monthCount: number): Float64Array {
  return Float64Array.from({ length: monthCount }, (_, month) => {
    const without = base.won[month]!;
    return without > 0 ? levered.won[month]! / without : 1;
  });
}
