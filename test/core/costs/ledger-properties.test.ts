import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MoneyDecimal } from "../../../src/core/base/money.ts";
import { costLedger } from "../../../src/core/costs/cost-ledger.ts";
import type { StaffItem } from "../../../src/core/costs/cost-plan.ts";
import { explainCell, explainTotal } from "../../../src/core/costs/explain-cell.ts";
import { joinCostPlans } from "../../../src/core/costs/join-cost-plans.ts";
import { ledgerTotals } from "../../../src/core/costs/ledger-totals.ts";
import { randomPlan as plan, randomStaff as staff } from "./random-plans.ts";
import { planOf } from "./sample-plan.ts";

const RUNS = { numRuns: 60 };
const sum = (amounts: readonly Decimal[]) =>
  amounts.reduce((total, amount) => total.plus(amount), new Decimal(0)).toFixed();

describe("a ledger of any plan", () => {
  it("holds whole cents, and totals that are the sums of its cells", () => {
    fc.assert(
      fc.property(plan, fc.integer({ min: 1, max: 40 }), (plan, monthCount) => {
        const { lines } = costLedger(plan, monthCount);
        const totals = ledgerTotals(costLedger(plan, monthCount));
        for (const { amounts } of lines) {
          expect(amounts).toHaveLength(monthCount + 1);
          for (const amount of amounts) expect(amount.decimalPlaces() <= 2 && amount.gte(0)).toBe(true);
        }
        const costs = lines.filter(({ kind }) => kind !== "avoided").flatMap(({ amounts }) => amounts);
        const { months, quarters, years, total } = totals.costs;
        for (const parts of [costs, months, quarters, years]) expect(sum(parts)).toBe(total.toFixed());
        const { avoided, ...kinds } = totals.byKind;
        expect(sum(Object.values(kinds).map((kind) => kind.total))).toBe(total.toFixed());
        expect(sum([...totals.byDepartment.values()].map((part) => part.total))).toBe(total.toFixed());
        const items = totals.byItem.map((part) => part.totals.total);
        expect(sum(items)).toBe(total.plus(avoided.total).toFixed());
      }),
      RUNS,
    );
  });

  it("opens every cell to terms that add up to it exactly", () => {
    fc.assert(
      fc.property(plan, (plan) => {
        const ledger = costLedger(plan, 36);
        for (const line of ledger.lines) {
          for (let month = 0; month <= 36; month++) {
            const { amount, terms, formula } = explainCell(line, month);
            expect(sum(terms.map((term) => term.amount))).toBe(amount.toFixed());
            expect(formula).not.toBe("");
            const rounding = terms.filter((term) => term.formula === "");
            for (const carried of rounding) expect(carried.amount.abs().lt("0.01")).toBe(true);
          }
        }
        const { amount } = explainTotal(ledger, { fromMonth: 13, toMonth: 24 });
        expect(amount.toFixed()).toBe(ledgerTotals(ledger).costs.years[2]!.toFixed());
      }),
      RUNS,
    );
  });

  it("is additive: two plans together cost what they cost apart", () => {
    fc.assert(
      fc.property(plan, plan, (a, b) => {
        const [together, ...apart] = [joinCostPlans([a, b]), a, b].map((one) =>
          ledgerTotals(costLedger(one, 36)),
        );
        for (const kind of ["costs", "avoided"] as const) {
          together![kind].months.forEach((amount, month) => {
            expect(amount.toFixed()).toBe(sum(apart.map((one) => one[kind].months[month]!)));
          });
        }
      }),
      RUNS,
    );
  });

  it("gives the same cells for a longer horizon", () => {
    fc.assert(
      fc.property(plan, (plan) => {
        const long = costLedger(plan, 48).lines;
        costLedger(plan, 20).lines.forEach(({ amounts }, index) => {
          expect(amounts.map(String)).toEqual(long[index]!.amounts.slice(0, 21).map(String));
        });
      }),
      RUNS,
    );
  });
});

describe("pay in the ledger", () => {
  const salaryOf = (item: StaffItem) => costLedger(planOf({ staff: [item] }), 60).lines[0]!.amounts;

  it("adds up to the rounded yearly pay in every twelve months since the start", () => {
    fc.assert(
      fc.property(staff, (hire) => {
        const { endMonth: _, ...item } = hire;
        const cells = salaryOf(item);
        for (let year = 0; item.startMonth + 12 * year + 11 <= 60; year++) {
          const from = item.startMonth + 12 * year;
          const rise = new MoneyDecimal(item.raiseRatePerYear).plus(1).pow(year);
          const yearly = rise.times(item.salaryPerYear).times(item.headcount);
          const rounded = yearly.toDecimalPlaces(2);
          expect(sum(cells.slice(from, from + 12))).toBe(rounded.toFixed());
        }
      }),
      RUNS,
    );
  });

  it("doubles with the headcount: a cell within three cents, twelve months within one", () => {
    fc.assert(
      fc.property(staff, (hire) => {
        const { endMonth: _, ...item } = hire;
        const [once, twice] = [salaryOf(item), salaryOf({ ...item, headcount: item.headcount.times(2) })];
        once.forEach((cell, month) => {
          expect(cell.times(2).minus(twice[month]!).abs().lte("0.03")).toBe(true);
        });
        const year = (cells: readonly Decimal[]) => sum(cells.slice(item.startMonth, item.startMonth + 12));
        expect(new Decimal(year(once)).times(2).minus(year(twice)).abs().lte("0.01")).toBe(true);
      }),
      RUNS,
    );
  });
});
