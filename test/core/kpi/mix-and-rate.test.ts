import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ratioEffects, sumEffects, type GroupChange } from "../../../src/core/kpi/mix-and-rate.ts";

const change = (name: string, [n0, d0, n1, d1]: readonly [number, number, number, number]): GroupChange => ({
  name,
  numeratorBefore: n0,
  denominatorBefore: d0,
  numeratorAfter: n1,
  denominatorAfter: d1,
});

/** Groups of won of decided: numerators never above denominators, groups absent on either side. */
const groups = fc
  .array(
    fc.tuple(fc.nat({ max: 5_000 }), fc.nat({ max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true })),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((rows) =>
    rows.map(([before, after, share], index) =>
      change(`${index}`, [Math.floor(before * share), before, Math.floor(after * (1 - share)), after]),
    ),
  )
  .filter(
    (rows) => rows.some((row) => row.denominatorBefore > 0) && rows.some((row) => row.denominatorAfter > 0),
  );

const swapped = (row: GroupChange): GroupChange =>
  change(row.name, [row.numeratorAfter, row.denominatorAfter, row.numeratorBefore, row.denominatorBefore]);

/** The formula in whole-number fractions: (p x q) / r of BigInt, rounded once at the end. */
function exactEffects(rows: readonly GroupChange[], index: number, steps: number): [number, number] {
  const sum = (pick: (row: GroupChange) => number): bigint =>
    rows.reduce((total, row) => total + BigInt(pick(row)), 0n);
  const [n0, d0, n1, d1] = [
    sum((row) => row.numeratorBefore),
    sum((row) => row.denominatorBefore),
    sum((row) => row.numeratorAfter),
    sum((row) => row.denominatorAfter),
  ];
  const row = rows[index]!;
  const own = (numerator: number, denominator: number): [bigint, bigint] => [
    BigInt(numerator),
    BigInt(denominator),
  ];
  let [a0, b0] = own(row.numeratorBefore, row.denominatorBefore);
  let [a1, b1] = own(row.numeratorAfter, row.denominatorAfter);
  const [w0, w1] = [b0, b1];
  if (b0 === 0n && b1 === 0n) return [0, 0];
  if (b0 === 0n) [a0, b0] = [a1, b1];
  if (b1 === 0n) [a1, b1] = [a0, b0];
  // Every fraction over one denominator: 2 b0 b1 d0 d1 for the average difference, d0 d1 for the shares.
  const shares = w1 * d0 - w0 * d1;
  const average = (a0 * b1 + a1 * b0) * d0 * d1 - (n0 * d1 + n1 * d0) * b0 * b1;
  const mix = (BigInt(steps) * shares * average * 1_000n) / (d0 * d1 * 2n * b0 * b1 * d0 * d1);
  const rate =
    (BigInt(steps) * (a1 * b0 - a0 * b1) * (w0 * d1 + w1 * d0) * 1_000n) / (b0 * b1 * 2n * d0 * d1);
  return [Number(mix) / 1_000, Number(rate) / 1_000];
}

describe("ratioEffects()", () => {
  it("takes a worked case apart: the mix got worse, the rates did not", () => {
    // 50 % of 100 and 10 % of 100 before, the same rates on 50 and 150 after.
    const rows = [change("good", [50, 100, 25, 50]), change("poor", [10, 100, 15, 150])];
    const { totalSteps, groups: effects } = ratioEffects(rows, 1_000);
    expect(totalSteps).toBe(200 - 300);
    // Share -0.25 and +0.25; distance to the average ratio 0.25: 0.5 - 0.25 and 0.1 - 0.25.
    expect(effects.map(({ mixSteps }) => mixSteps)).toEqual([-62, -38]);
    expect(effects.map(({ rateSteps }) => rateSteps)).toEqual([0, 0]);
  });

  it("adds up to the change exactly", () => {
    fc.assert(
      fc.property(groups, (rows) => {
        const { totalSteps, groups: effects } = ratioEffects(rows, 1e9);
        expect(effects.reduce((sum, { mixSteps, rateSteps }) => sum + mixSteps + rateSteps, 0)).toBe(
          totalSteps,
        );
      }),
      { numRuns: 500 },
    );
  });

  it("gives every group what exact fractions give, to a step or two", () => {
    fc.assert(
      fc.property(groups, (rows) => {
        const { groups: effects } = ratioEffects(rows, 1e9);
        effects.forEach(({ mixSteps, rateSteps }, index) => {
          const [mix, rate] = exactEffects(rows, index, 1e9);
          expect(Math.abs(mixSteps - mix)).toBeLessThan(3);
          expect(Math.abs(rateSteps - rate)).toBeLessThan(3);
        });
      }),
    );
  });

  it("changes its signs when the periods are exchanged", () => {
    fc.assert(
      fc.property(groups, (rows) => {
        const forth = ratioEffects(rows, 1e9);
        const back = ratioEffects(rows.map(swapped), 1e9);
        expect(back.totalSteps + forth.totalSteps).toBe(0);
        forth.groups.forEach(({ mixSteps }, index) =>
          expect(Math.abs(mixSteps + back.groups[index]!.mixSteps)).toBeLessThan(4),
        );
      }),
    );
  });

  it("counts a group that is new as mix alone", () => {
    const { groups: effects } = ratioEffects(
      [change("old", [5, 10, 5, 10]), change("new", [0, 0, 9, 10])],
      1e6,
    );
    expect(effects[1]).toEqual({ name: "new", mixSteps: 150_000, rateSteps: 0 });
  });

  it("refuses a ratio without a denominator", () => {
    expect(() => ratioEffects([change("none", [0, 0, 1, 2])], 1)).toThrow(RangeError);
  });
});

describe("sumEffects()", () => {
  it("adds up to the change exactly, fractions included", () => {
    const amount = fc.double({ min: 0, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount), { minLength: 1, maxLength: 20 }), (rows) => {
        const parts = rows.map(([before, after], index) => change(`${index}`, [before, 1, after, 1]));
        const { totalSteps, groups: effects } = sumEffects(parts, 1);
        expect(effects.reduce((sum, { rateSteps }) => sum + rateSteps, 0)).toBe(totalSteps);
        effects.forEach(({ rateSteps }, index) =>
          expect(Math.abs(rateSteps - (rows[index]![1] - rows[index]![0]))).toBeLessThan(2),
        );
      }),
    );
  });
});
