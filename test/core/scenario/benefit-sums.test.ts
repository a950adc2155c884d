import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { benefitLedger } from "../../../src/core/scenario/benefit-ledger.ts";
import type { DirectBenefit } from "../../../src/core/scenario/direct-benefit.ts";

const hours = (people: number, rate: number): DirectBenefit => ({
  name: "Hours",
  kind: "hours_saved",
  people: new Decimal(people),
  hoursPerWeek: new Decimal(1),
  loadedRatePerHour: new Decimal(rate),
  realisedShare: new Decimal("0.5"),
  startMonth: 1,
  adoptionMonths: 0,
  growthRatePerYear: new Decimal(0),
  reasoning: "",
});
const sumOf = (cells: readonly Decimal[]) => cells.reduce((sum, cell) => sum.plus(cell), new Decimal(0));

describe("the months of a direct benefit", () => {
  it("add up to the year exactly: 20 people x 52 hours x 50 x 50 % are 26,000.00", () => {
    const [line] = benefitLedger([hours(20, 50)], 24, 2);
    expect(sumOf(line!.amounts).toFixed(2)).toBe("52000.00");
    expect(new Set(line!.amounts.slice(1).map((cell) => cell.toFixed(2)))).toEqual(
      new Set(["2166.66", "2166.67"]),
    );
  });

  it("add up to the exact sum rounded once, for any amounts and months", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 60 }),
        (people, rate, months) => {
          const [line] = benefitLedger([hours(people, rate)], months, 2);
          const exact = new Decimal(people).times(52).times(rate).times("0.5").times(months).div(12);
          expect(sumOf(line!.amounts).minus(exact).abs().lte("0.005")).toBe(true);
        },
      ),
    );
  });
});
