import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CaseDraws } from "../../../src/core/roi/case-draws.ts";
import { discountFactorsForDraws } from "../../../src/core/roi/discount.ts";
import {
  internalRateOfReturn,
  internalRatesOfReturn,
} from "../../../src/core/roi/internal-rate-of-return.ts";
import { internalRateDraws } from "../../../src/core/roi/internal-rate-draws.ts";
import { netPresentValueDraws, shareAboveZero } from "../../../src/core/roi/net-present-value-draws.ts";
import { netPresentValue } from "../../../src/core/roi/net-present-value.ts";
import { NEVER_PAID_BACK, paybackChances, paybackDraws } from "../../../src/core/roi/payback-draws.ts";
import { discountedPayback, payback } from "../../../src/core/roi/payback.ts";
import { profitabilityIndex } from "../../../src/core/roi/profitability-index.ts";
import { signedValueDraws } from "../../../src/core/roi/signed-value-draws.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { decimal, monthly } from "./plans.ts";

/** Draws of cases given as rows of months. */
function drawsOf(plans: readonly (readonly number[])[]): CaseDraws {
  const monthCount = Math.max(...plans.map((plan) => plan.length)) - 1;
  const netFlows = new Float64Array((monthCount + 1) * plans.length);
  plans.forEach((plan, draw) =>
    plan.forEach((flow, month) => (netFlows[month * plans.length + draw] = flow)),
  );
  return { drawCount: plans.length, monthCount, netFlows };
}

/** Money out at first, then months of either sign. */
const plans = fc.integer({ min: 2, max: 20 }).chain((months) => {
  const later = { minLength: months, maxLength: months };
  const plan = fc
    .tuple(fc.integer({ min: -1e9, max: 0 }), fc.array(fc.integer({ min: -3e7, max: 2e8 }), later))
    .map(([first, flows]) => [first].concat(flows));
  return fc.array(plan, { minLength: 1, maxLength: 8 });
});

describe("netPresentValueDraws()", () => {
  it("equals the decimal figure in every draw", () => {
    const factors = discountFactorsForDraws(decimal("0.137"), 20);
    fc.assert(
      fc.property(plans, (rows) => {
        const draws = drawsOf(rows);
        const values = netPresentValueDraws(draws, factors.slice(0, draws.monthCount + 1));
        rows.forEach((row, draw) => {
          const exact = netPresentValue(monthly(...row), decimal("0.137")).toNumber();
          expect(Math.abs(values[draw]! - exact)).toBeLessThan(1e-4); // 1e-14 of the flows
        });
      }),
      { seed: 1, numRuns: 30 },
    );
  });
  it("counts draws above 0 only", () => {
    expect(shareAboveZero(Float64Array.of(-1, 0, 1, 2))).toBe(0.5);
    expect(() => shareAboveZero(new Float64Array())).toThrow(RangeError);
  });
  it("refuses shapes that do not match", () => {
    const draws = drawsOf([[-1, 2]]);
    expect(() => netPresentValueDraws(draws, Float64Array.of(1))).toThrow("2 months by 1 factors");
    expect(() => paybackDraws({ ...draws, drawCount: 2 })).toThrow("2 cells are not 2 months x 2 draws");
    expect(() => internalRateDraws({ ...draws, drawCount: 0 })).toThrow("without draws");
  });
});

describe("signedValueDraws()", () => {
  it("has both sides of the profitability index in every draw", () => {
    const rate = decimal("0.137");
    fc.assert(
      fc.property(plans, (rows) => {
        const draws = drawsOf(rows);
        const { moneyIn, moneyOut } = signedValueDraws(
          draws,
          discountFactorsForDraws(rate, draws.monthCount),
        );
        rows.forEach((row, draw) => {
          const index = profitabilityIndex(monthly(...row), rate, "all_outlays");
          const [exactIn, exactOut] = index.ok
            ? [index.value.presentValueOfReturns, index.value.presentValueOfOutlay]
            : [netPresentValue(monthly(...row), rate), decimal(0)];
          expect(Math.abs(moneyIn[draw]! - exactIn.toNumber())).toBeLessThan(1e-4); // 1e-14 of the flows
          expect(Math.abs(moneyOut[draw]! - exactOut.toNumber())).toBeLessThan(1e-4);
        });
      }),
      { seed: 1, numRuns: 20 },
    );
  });
});

describe("paybackDraws()", () => {
  it("equals the exact figure in every draw, discounted too", () => {
    const rate = decimal("0.2");
    fc.assert(
      fc.property(plans, fc.boolean(), (rows, isDiscounted) => {
        const draws = drawsOf(rows);
        const factors = discountFactorsForDraws(rate, draws.monthCount);
        const { months, interpolatedMonths } = paybackDraws(draws, isDiscounted ? factors : undefined);
        rows.forEach((row, draw) => {
          const exact = isDiscounted ? discountedPayback(monthly(...row), rate) : payback(monthly(...row));
          const month = exact.ok ? exact.value.month : exact.reason === "no_outlay" ? 0 : NEVER_PAID_BACK;
          expect(months[draw]).toBe(month);
          const share = exact.ok ? exact.value.months.toNumber() : month;
          expect(Math.abs(interpolatedMonths[draw]! - share)).toBeLessThan(1e-6);
        });
      }),
      { seed: 1, numRuns: 60 },
    );
  });
  it("gives the chance to be paid back by the end of each month", () => {
    const { months } = paybackDraws(
      drawsOf([
        [-2, 1, 1, 1],
        [-3, 1, 1, 1],
        [-4, 1, 1, 1],
        [0, 1, 1, 1],
        [-1, 2, -2, 1],
      ]),
    );
    expect([...months]).toEqual([2, 3, NEVER_PAID_BACK, 0, 3]);
    expect([...paybackChances(months, 3)]).toEqual([0.2, 0.2, 0.4, 0.8]);
    expect(() => paybackChances(months, 2)).toThrow("the last is 2");
    expect(() => paybackChances(new Int32Array(), 2)).toThrow(RangeError);
  });
});

describe("internalRateDraws()", () => {
  it("equals the exact figure where there is one single rate, and counts the others", () => {
    fc.assert(
      fc.property(plans, (rows) => {
        const { ratesPerYear, drawsWithoutRate, drawsWithSeveralRates } = internalRateDraws(drawsOf(rows));
        const exact = rows.map((row) => internalRatesOfReturn(monthly(...row)));
        const single = exact.flatMap((rates) =>
          rates.ok && rates.value.length === 1 ? [rates.value[0]!] : [],
        );
        expect(drawsWithoutRate).toBe(exact.filter((rates) => !rates.ok).length);
        expect(drawsWithSeveralRates).toBe(rows.length - single.length - drawsWithoutRate);
        expect(ratesPerYear).toHaveLength(single.length);
        single.forEach((rate, index) => {
          // Relative to 1 + rate above 0, absolute near -1, where Float64 has no more.
          const error = new Decimal(rate).minus(ratesPerYear[index]!).div(Decimal.max(1, rate));
          expect(Math.abs(error.toNumber())).toBeLessThan(1e-9);
        });
      }),
      { seed: 1, numRuns: 40 },
    );
  }, 60_000);
  it("counts rates of 36 months of either sign as the exact search does", () => {
    // Contracts of up to 20 in three months of ten, against running costs of 2 a month: signs change all the time.
    const random = smallFastRandom(7, 36);
    const rows = Array.from({ length: 60 }, () =>
      Array.from({ length: 37 }, () => Math.round(1e6 * ((random() < 0.3 ? 20 * random() : 0) - 2))),
    );
    const { ratesPerYear, drawsWithoutRate, drawsWithSeveralRates } = internalRateDraws(drawsOf(rows));
    const rates = rows.map((row) => internalRatesOfReturn(monthly(...row)));
    const single = rates.flatMap((each) =>
      each.ok && each.value.length === 1 ? [each.value[0]!.toNumber()] : [],
    );
    expect(drawsWithoutRate).toBe(rates.filter((each) => !each.ok).length);
    expect(drawsWithSeveralRates).toBe(rates.filter((each) => each.ok && each.value.length > 1).length);
    single.forEach((rate, index) => {
      expect(Math.abs(ratesPerYear[index]! - rate)).toBeLessThan(1e-9 * Math.max(1, rate));
    });
  });
  it("knows plans with several rates, a double one, none, and a rate of 0", () => {
    const figures = (...rows: readonly number[][]) => {
      const result = internalRateDraws(drawsOf(rows));
      return [[...result.ratesPerYear], result.drawsWithoutRate, result.drawsWithSeveralRates];
    };
    expect(figures([-100, 230, -132])).toEqual([[], 0, 1]);
    expect(figures([-100, 200, -144])).toEqual([[], 1, 0]);
    expect(figures([0, 0, 0], [1, 2, 3], [-1, -2, 0])).toEqual([[], 3, 0]);
    expect(figures([-100, 60, 40])).toEqual([[0], 0, 0]);
    expect(figures([-100, 150, -50])).toEqual([[], 0, 1]); // 0 and -99.98 %
    expect(figures([-1, 2, -1])).toEqual([[0], 0, 0]); // 0 twice
    expect(figures([0, -100, 0, 121])[0]).toEqual([expect.closeTo(1.1 ** 12 - 1, 12)]);
    expect(figures([-1e15, 1])[0]).toEqual([-1]);
    expect(figures([-1, 1e30])).toEqual([[], 1, 0]); // beyond Float64
  });
  it("leaves out rates at or below the lowest, as the exact search does", () => {
    fc.assert(
      fc.property(plans, fc.constantFrom(-0.99, -0.5), (rows, lowestRatePerYear) => {
        const { ratesPerYear } = internalRateDraws(drawsOf(rows), { lowestRatePerYear });
        const exact = rows.map((row) => internalRateOfReturn(monthly(...row), { lowestRatePerYear }));
        const single = exact.flatMap((rate) => (rate.ok ? [rate.value.toNumber()] : []));
        expect(ratesPerYear).toHaveLength(single.length);
        single.forEach((rate, index) => {
          expect(Math.abs(ratesPerYear[index]! - rate)).toBeLessThan(1e-9 * Math.max(1, rate));
        });
      }),
      { seed: 1, numRuns: 20 },
    );
    const endsInMoneyOut = drawsOf([[-1000, 500, 700, -1]]);
    expect(internalRateDraws(endsInMoneyOut).drawsWithSeveralRates).toBe(1);
    expect(internalRateDraws(endsInMoneyOut, { lowestRatePerYear: -0.99 }).ratesPerYear).toHaveLength(1);
    expect(() => internalRateDraws(endsInMoneyOut, { lowestRatePerYear: -1.1 })).toThrow("between -1 and 0");
    expect(() => internalRateOfReturn(monthly(-1, 2), { lowestRatePerYear: 0 })).toThrow("between -1 and 0");
  }, 60_000);
  it("depends on the flows of a draw alone", () => {
    const [a, b] = [
      [-1000, 100, 300, 900],
      [-500, -20, 400, 200],
    ];
    const both = internalRateDraws(drawsOf([a, b])).ratesPerYear;
    expect([...internalRateDraws(drawsOf([b])).ratesPerYear]).toEqual([both[1]]);
    expect([...internalRateDraws(drawsOf([a])).ratesPerYear]).toEqual([both[0]]);
  });
});
