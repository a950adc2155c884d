import { describe, expect, it } from "vitest";
import { hazardTimes, withOddsTimes } from "../../../src/core/customers/rate-adjustments.ts";
import type { BookSegment } from "../../../src/core/customers/recurring-book.ts";
import { MoneyDecimal } from "../../../src/core/base/money.ts";
import { benefitLedger } from "../../../src/core/scenario/benefit-ledger.ts";
import { costShares } from "../../../src/core/scenario/cost-shares.ts";
import type { DirectBenefit } from "../../../src/core/scenario/direct-benefit.ts";
import type { LeverKind } from "../../../src/core/scenario/lever.ts";
import { retentionAdjustments, type DrawnLever } from "../../../src/core/scenario/retention-levers.ts";
import { churning, renewing, segmentOf } from "../customers/sample-books.ts";
import { leverOf } from "./sample-levers.ts";

const RATES = { contractionPerMonth: 0.01, expansionPerMonth: 0.02 };
const small = segmentOf("Small", 100, 1_000_00, churning(0.02, RATES));
const large = segmentOf("Large", 10, 9_000_00, renewing(12, 0.8, RATES));
const drawn = (
  kind: Exclude<LeverKind, "seller_ramp">,
  sizes: readonly number[],
  changes: Parameters<typeof leverOf>[2] = {},
): DrawnLever => ({ lever: leverOf(kind, 0, changes), sizes: Float64Array.from(sizes) });
const adjustmentsOf = (segment: BookSegment, levers: readonly DrawnLever[], monthCount = 2) =>
  retentionAdjustments([segment], levers, { monthCount, drawsPerStratum: 2 }).get(segment.name);

describe("retentionAdjustments()", () => {
  it("makes a chance of 2 % one of 1.8 % with a tenth less churn, in the draws of each stratum", () => {
    const { churn } = adjustmentsOf(small, [drawn("churn", [-0.1, 0])])!;
    expect(churn!.length).toBe(8);
    const chances = Array.from(churn!, (multiplier) => hazardTimes(0.02)(multiplier));
    [0.018, 0.018, 0.02, 0.02].forEach((chance, draw) => {
      expect(chances[draw]).toBeCloseTo(chance, 12);
      expect(chances[4 + draw]).toBeCloseTo(chance, 12);
    });
    expect([churn![2], churn![3]]).toEqual([1, 1]);
  });

  it("makes a renewal of 80 % one of 84 % with five per cent more, and never one that is certain", () => {
    const { renewal } = adjustmentsOf(large, [drawn("renewal", [0.05])])!;
    expect(withOddsTimes(0.8, renewal![0]!)).toBeCloseTo(0.84, 12);
    const { renewal: most } = adjustmentsOf(large, [drawn("renewal", [3])])!;
    expect(withOddsTimes(0.8, most![0]!)).toBeCloseTo(0.9999, 9);
    const { renewal: none } = adjustmentsOf(large, [drawn("renewal", [-4])])!;
    expect(withOddsTimes(0.8, none![0]!)).toBe(0);
  });

  it("multiplies two levers on one rate, and leaves the others of the segment alone", () => {
    const own = adjustmentsOf(small, [drawn("expansion", [0.1]), drawn("expansion", [0.2])])!;
    expect(hazardTimes(0.02)(own.expansion![0]!)).toBeCloseTo(0.02 * 1.1 * 1.2, 12);
    expect(Object.keys(own)).toEqual(["expansion"]);
    const { contraction } = adjustmentsOf(small, [drawn("contraction", [-2])])!;
    expect(hazardTimes(0.01)(contraction![0]!)).toBe(0);
  });

  it("acts in the months and on the segments that a lever names, whatever their case", () => {
    const scope = { segment: { column: "segment", values: ["LARGE"] } };
    expect(adjustmentsOf(small, [drawn("churn", [-0.1], { scope })])).toBeUndefined();
    const { churn } = adjustmentsOf(
      large,
      [drawn("churn", [-0.5], { scope, startMonth: 2, endMonth: 3, adoptionMonths: 2 })],
      4,
    )!;
    const lapses = [0, 2, 4, 6].map((cell) => hazardTimes(0.2)(churn![cell]!));
    [0.2, 0.15, 0.1, 0.2].forEach((chance, month) => expect(lapses[month]).toBeCloseTo(chance, 12));
  });

  it("leaves rates alone that are 0, and those that a segment does not have", () => {
    const still = segmentOf("Still", 1, 1_00, churning(0));
    for (const kind of ["churn", "contraction", "expansion", "renewal"] as const) {
      expect(adjustmentsOf(still, [drawn(kind, [0.5])])![kind]).toEqual(new Float64Array(4).fill(1));
    }
    expect(adjustmentsOf(small, [drawn("renewal", [0.5])])!.renewal!.every((factor) => factor === 1)).toBe(
      true,
    );
    expect(adjustmentsOf(small, [drawn("win_rate", [0.5])])).toBeUndefined();
  });
});

describe("costShares()", () => {
  it("is what the margin leaves, less by a lever, and never more than all of the revenue", () => {
    const shape = { monthCount: 2, drawsPerStratum: 1 };
    expect([...costShares(0.75, [], shape)]).toEqual([0.25, 0.25]);
    const late = drawn("cost_to_serve", [-0.2, 9, -3], { startMonth: 2 });
    expect([...costShares(0.75, [late], shape)]).toEqual([0.25, 0.25, 0.25, 0.2, 1, 0]);
    expect([...costShares(0.75, [drawn("churn", [0.5])], shape)]).toEqual([0.25, 0.25]);
  });
});

describe("benefitLedger()", () => {
  const decimal = (value: string): InstanceType<typeof MoneyDecimal> => new MoneyDecimal(value);
  const core = {
    name: "Benefit",
    startMonth: 2,
    adoptionMonths: 0,
    growthRatePerYear: decimal("0.1"),
    reasoning: "",
  };
  const amountsOf = (benefit: DirectBenefit, monthCount: number, minorDigits = 2): number[] =>
    benefitLedger([benefit], monthCount, minorDigits)[0]!.amounts.map((amount) => amount.toNumber());
  const amount = (changes: Partial<typeof core & { endMonth: number }>, perMonth = "120"): DirectBenefit => ({
    ...core,
    ...changes,
    kind: "amount",
    perMonth: decimal(perMonth),
  });

  it("starts and ends in the months that it says, both included, and brings nothing on the day of the decision", () => {
    expect(amountsOf(amount({ endMonth: 3 }), 4)).toEqual([0, 0, 120, 120, 0]);
  });

  it("is adopted in equal steps and grows every twelve months after its start", () => {
    expect(amountsOf(amount({ adoptionMonths: 3 }), 5)).toEqual([0, 0, 40, 80, 120, 120]);
    const years = amountsOf(amount({}), 26);
    expect([years[13], years[14], years[25], years[26]]).toEqual([120, 132, 132, 145.2]);
  });

  it("rounds once, half to even, to the places of the currency", () => {
    expect(amountsOf(amount({ startMonth: 1 }, "0.125"), 1)).toEqual([0, 0.12]);
    expect(amountsOf(amount({ startMonth: 1 }, "2.5"), 1, 0)).toEqual([0, 2]);
    expect(amountsOf(amount({ startMonth: 1 }, "0.0005"), 1, 3)).toEqual([0, 0]);
  });

  it("counts hours, tools and errors by what they cost", () => {
    const bases: readonly [DirectBenefit, number][] = [
      [
        {
          ...core,
          kind: "hours_saved",
          people: decimal("5"),
          hoursPerWeek: decimal("3"),
          loadedRatePerHour: decimal("50"),
          realisedShare: decimal("0.5"),
        },
        1_625,
      ],
      [{ ...core, kind: "tool_retired", costPerMonth: decimal("99.99") }, 99.99],
      [
        {
          ...core,
          kind: "error_cost_avoided",
          eventsPerMonth: decimal("9"),
          costPerEvent: decimal("240"),
          reduction: decimal("0.6"),
        },
        1_296,
      ],
    ];
    for (const [benefit, monthly] of bases) expect(amountsOf(benefit, 2)[2]).toBe(monthly);
  });
});
