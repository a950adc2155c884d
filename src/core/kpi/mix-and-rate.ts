import { ensure } from "../base/ensure.ts";

/** One group of a ratio, before and after. */
export interface GroupChange {
  readonly name: string;
  readonly numeratorBefore: number;
  readonly denominatorBefore: number;
  readonly numeratorAfter: number;
  readonly denominatorAfter: number;
}

/** What a group adds to the change, in whole steps. */
export interface GroupEffect {
  readonly name: string;
  /** Because its share of the whole changed. */
  readonly mixSteps: number;
  /** Because its own value changed; of a sum, all of its change. */
  readonly rateSteps: number;
}

export interface ChangeEffects {
  /** The change in whole steps: the sum of all effects, exactly. */
  readonly totalSteps: number;
  readonly groups: readonly GroupEffect[];
}

/**
 * Takes the change of a ratio R = sum of numerators / sum of denominators apart by group. With a group's share w of the
 * denominators and its own ratio r, before (0) and after (1):
 *
 *   mix_g  = (w1 - w0) x ((r0 + r1) / 2 - (R0 + R1) / 2)     rate_g = (r1 - r0) x (w0 + w1) / 2
 *
 * Both at the average of before and after, so that no interaction is left and exchanging the two periods exchanges the
 * signs; because the shares add up to 1 on both sides, all effects add up to R1 - R0. A group that is absent on one side has
 * no ratio there: it is given the other side's, so that it is all mix. Effects are whole steps, rounded so
 * that they add up to the rounded change (largest remainder).
 * @param stepsPerUnit e.g. 1e9 for billionths
 * @throws {RangeError} without a denominator before and after
 */
export function ratioEffects(groups: readonly GroupChange[], stepsPerUnit: number): ChangeEffects {
  const sum = (pick: (group: GroupChange) => number): number =>
    groups.reduce((total, group) => total + pick(group), 0);
  const before = sum((group) => group.denominatorBefore);
  const after = sum((group) => group.denominatorAfter);
  ensure(before > 0 && after > 0, "Cannot take the change of a ratio apart without a denominator");
  const ratioBefore = sum((group) => group.numeratorBefore) / before;
  const ratioAfter = sum((group) => group.numeratorAfter) / after;
  const average = (ratioBefore + ratioAfter) / 2;
  const exact = groups.flatMap((group) => {
    const [w0, w1] = [group.denominatorBefore / before, group.denominatorAfter / after];
    const own0 = group.numeratorBefore / group.denominatorBefore;
    const own1 = group.numeratorAfter / group.denominatorAfter;
    if (w0 === 0 && w1 === 0) return [0, 0];
    const [r0, r1] = [w0 > 0 ? own0 : own1, w1 > 0 ? own1 : own0];
    return [(w1 - w0) * ((r0 + r1) / 2 - average) * stepsPerUnit, ((r1 - r0) * (w0 + w1) * stepsPerUnit) / 2];
  });
  const totalSteps = Math.round(ratioAfter * stepsPerUnit) - Math.round(ratioBefore * stepsPerUnit);
  const steps = roundedToSum(exact, totalSteps);
  return {
    totalSteps,
    groups: groups.map(({ name }, index) => ({
      name,
      mixSteps: steps[2 * index]!,
      rateSteps: steps[2 * index + 1]!,
    })),
  };
}

/** The same for a sum: each group adds its own change. */
export function sumEffects(groups: readonly GroupChange[], stepsPerUnit: number): ChangeEffects {
  const exact = groups.map((group) => (group.numeratorAfter - group.numeratorBefore) * stepsPerUnit);
  const total = (pick: (group: GroupChange) => number): number =>
    Math.round(groups.reduce((sum, group) => sum + pick(group), 0) * stepsPerUnit);
  const totalSteps = total((group) => group.numeratorAfter) - total((group) => group.numeratorBefore);
  const steps = roundedToSum(exact, totalSteps);
  return {
    totalSteps,
    groups: groups.map(({ name }, index) => ({ name, mixSteps: 0, rateSteps: steps[index]! })),
  };
}

/** Whole numbers that add up to `total`, each within one or two of its own value: rounded down, the rest by largest remainder. */
function roundedToSum(values: readonly number[], total: number): number[] {
  const whole = values.map(Math.floor);
  let left = total - whole.reduce((sum, value) => sum + value, 0);
  const byRemainder = [...values.keys()].sort(
    (a, b) => values[b]! - whole[b]! - (values[a]! - whole[a]!) || a - b,
  );
  // More steps than values are left only by rounding of the totals themselves; then it goes round again.
  for (let turn = 0; left !== 0 && values.length > 0; turn++) {
    const step = Math.sign(left);
    const place = turn % values.length;
    whole[byRemainder[step > 0 ? place : values.length - 1 - place]!]! += step;
    left -= step;
  }
  // -0 is no number that people write.
  return whole.map((value) => value + 0);
}
