import { amountMultipliers } from "../../../src/core/simulation/multipliers.ts";
import type { SimulationPlan } from "../../../src/core/simulation/plan.ts";

/** Probability of each whole amount. */
export type Masses = Map<number, number>;

/** Chance of each row's amounts: which sub-periods and which leaves count. */
export interface Cut {
  readonly periods: readonly number[];
  readonly leaves: readonly number[];
  readonly countsOpen: boolean;
  readonly countsNew: boolean;
}

/** The distribution of a cut of a plan before the common factor, by convolving one part after another. */
export function convolvedMasses(plan: SimulationPlan, cut: Cut): Masses {
  let masses: Masses = new Map([[0, 1]]);
  if (cut.countsOpen) {
    plan.amounts.forEach((amount, index) => {
      if (!cut.leaves.includes(plan.opportunityLeaves[index]!)) return;
      const chance = cut.periods.reduce(
        (sum, period) => sum + plan.winProbabilities[index * plan.periods.length + period]!,
        0,
      );
      masses = convolve(masses, openMasses(amount * plan.openScale, sigmaOf(plan, index), chance));
    });
  }
  if (cut.countsNew) {
    for (const process of plan.newBusiness) {
      if (!cut.leaves.includes(process.leaf)) continue;
      const rate = cut.periods.reduce((sum, period) => sum + process.expectedWins[period]!, 0);
      masses = convolve(masses, newMasses(process.amounts, rate));
    }
  }
  return masses;
}

function sigmaOf(plan: SimulationPlan, index: number): number {
  return plan.spreadSigmas[plan.spreadClasses[index]!]!;
}

function openMasses(amount: number, sigma: number, chance: number): Masses {
  const masses: Masses = new Map([[0, 1 - chance]]);
  const multipliers = sigma === 0 ? Float64Array.of(1) : amountMultipliers(sigma);
  for (const multiplier of multipliers) {
    add(masses, Math.floor(amount * multiplier + 0.5), chance / multipliers.length);
  }
  return masses;
}

/** Poisson mixture of the amounts of 0, 1, 2, ... wins. */
function newMasses(amounts: Float64Array, rate: number): Masses {
  const one: Masses = new Map();
  for (const amount of amounts) add(one, amount, 1 / amounts.length);
  const masses: Masses = new Map();
  let ofCount: Masses = new Map([[0, 1]]);
  let chance = Math.exp(-rate);
  for (let count = 0; count <= rate || chance > 1e-15; count++) {
    for (const [value, mass] of ofCount) add(masses, value, mass * chance);
    ofCount = convolve(ofCount, one);
    chance *= rate / (count + 1);
  }
  return masses;
}

function convolve(left: Masses, right: Masses): Masses {
  const lowest = Math.min(...left.keys()) + Math.min(...right.keys());
  const sums = new Float64Array(Math.max(...left.keys()) + Math.max(...right.keys()) - lowest + 1);
  const others = [...right];
  for (const [value, mass] of left) {
    for (const [other, otherMass] of others) sums[value + other - lowest]! += mass * otherMass;
  }
  const masses: Masses = new Map();
  sums.forEach((mass, index) => add(masses, lowest + index, mass));
  return masses;
}

function add(masses: Masses, value: number, mass: number): void {
  if (mass > 0) masses.set(value, (masses.get(value) ?? 0) + mass);
}

/** Values and P(X <= value) at each, ascending. */
export function cumulative(masses: Masses): { readonly value: number; readonly share: number }[] {
  let share = 0;
  return [...masses]
    .toSorted(([left], [right]) => left - right)
    .map(([value, mass]) => ({ value, share: (share += mass) }));
}
