import { Decimal } from "decimal.js";
import { describe, expect, it } from "vitest";
import { costLedger, type CostLedger } from "../../../src/core/costs/cost-ledger.ts";
import { explainCell, explainTotal } from "../../../src/core/costs/explain-cell.ts";
import { meanRiskMultiplier } from "../../../src/core/costs/mean-risk-multiplier.ts";
import { HIRE, planOf, TOOL } from "./sample-plan.ts";

const d = (value: Decimal.Value) => new Decimal(value);
const LICENCE = TOOL.licence!;

function explained(ledger: CostLedger, line: string, month: number) {
  const { amount, formula, terms } = explainCell(
    ledger.lines.find((other) => other.line === line)!,
    month,
  );
  return {
    amount: amount.toFixed(2),
    formula,
    terms: terms.map((term) => `${term.label} ${term.amount.toFixed()}`),
  };
}

const ROUNDING = "rounding to whole cents, so that twelve months add up to the year";

describe("explainCell()", () => {
  const analysts = {
    ...HIRE,
    headcount: d("2.5"),
    benefitsRate: d("0.22"),
    raiseRatePerYear: d("0.03"),
    hiringFee: { of: "share", share: d("0.2") },
  } as const;
  const tiers = [{ upToSeats: 50, pricePerSeat: d(75) }, { pricePerSeat: d(60) }];
  const tool = {
    ...TOOL,
    licence: {
      ...LICENCE,
      seats: 60,
      tiers,
      billed: "yearly",
      renewalTermMonths: 18,
      renewalUpliftRate: d("0.07"),
    },
  } as const;
  const ledger = costLedger(planOf({ staff: [analysts], technology: [tool] }), 36);

  it("says the formula in words with its numbers", () => {
    expect(explained(ledger, "salary", 1)).toEqual({
      amount: "17500.00",
      formula: "2.5 people x 84,000.00 a year / 12 months",
      terms: ["salary 17500"],
    });
    expect(explained(ledger, "benefits", 26).formula).toBe(
      "2.5 people x 84,000.00 a year x (1 + 3 %)^2 / 12 months x 22 % benefits",
    );
    expect(explained(ledger, "hiring fee", 1).formula).toBe("2.5 people x 84,000.00 a year x 20 % of it");
  });

  it("opens a bill to its tiers and to the months before and after a renewal", () => {
    expect(explained(ledger, "licence", 13)).toEqual({
      amount: "54027.00",
      formula:
        "50 seats x 75.00 a month x 6 months + 10 seats x 60.00 a month x 6 months + " +
        "50 seats x 75.00 a month x (1 + 7 %) x 6 months + 10 seats x 60.00 a month x (1 + 7 %) x 6 months",
      terms: ["seats 1 to 50 22500", "seats 51 to 60 3600", "seats 1 to 50 24075", "seats 51 to 60 3852"],
    });
  });

  it("shows what rounding carries as a term", () => {
    const hundred = costLedger(planOf({ staff: [{ ...HIRE, salaryPerYear: d(100) }] }), 12);
    expect(explained(hundred, "salary", 2)).toEqual({
      amount: "8.34",
      formula: "1 person x 100.00 a year / 12 months",
      terms: ["salary 8.33333333", `${ROUNDING} 0.00666667`],
    });
  });

  it("says that nothing is charged, and stops outside of the months", () => {
    expect(explained(ledger, "licence", 2)).toEqual({
      amount: "0.00",
      formula: "nothing is charged in month 2",
      terms: [],
    });
    for (const month of [-1, 37, 1.5]) expect(() => explainCell(ledger.lines[0]!, month)).toThrow(RangeError);
  });
});

describe("explainTotal()", () => {
  const replaces = { name: "Old", costPerMonth: d(300), overlapMonths: 0 };
  const ledger = costLedger(
    planOf({ staff: [{ ...HIRE, department: "Sales" }], technology: [{ ...TOOL, replaces }] }),
    12,
  );

  it("has a term for each line, and avoided amounts only where they are asked for", () => {
    const { amount, terms } = explainTotal(ledger, { fromMonth: 0, toMonth: 3 });
    expect(amount.toFixed(2)).toBe("24000.00");
    expect(terms.map((term) => `${term.label} ${term.amount.toFixed()}`)).toEqual([
      "Analyst: salary 21000",
      "CPQ: licence 3000",
    ]);
    const avoided = explainTotal(ledger, { kind: "avoided", fromMonth: 1, toMonth: 12 });
    expect(avoided.amount.toFixed()).toBe("3600");
  });

  it("takes one item, one kind or one department", () => {
    const span = { fromMonth: 1, toMonth: 1 };
    expect(explainTotal(ledger, { ...span, item: "CPQ" }).amount.toFixed()).toBe("1000");
    expect(explainTotal(ledger, { ...span, kind: "staff" }).amount.toFixed()).toBe("7000");
    expect(explainTotal(ledger, { ...span, department: "Sales" }).amount.toFixed()).toBe("7000");
    expect(explainTotal(ledger, { ...span, item: "Nobody" })).toMatchObject({ terms: [] });
  });
});

describe("meanRiskMultiplier()", () => {
  it("is the mean of the triangle, as in Forrester's example of 80, 100 and 105", () => {
    expect(meanRiskMultiplier({ low: d("0.8"), likely: d(1), high: d("1.05") }).toFixed()).toBe("0.95");
  });
});
