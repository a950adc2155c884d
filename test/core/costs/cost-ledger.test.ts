import { readFileSync } from "node:fs";
import { Decimal } from "decimal.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { CostPlanDocument } from "../../../src/contracts/cost-plan.ts";
import { costPlanOf } from "../../../src/contracts/cost-plan-of.ts";
import { costLedger, type CostLedger } from "../../../src/core/costs/cost-ledger.ts";
import { EMPTY_COST_PLAN, type CostPlan } from "../../../src/core/costs/cost-plan.ts";
import { ledgerTotals, totalCostOf } from "../../../src/core/costs/ledger-totals.ts";
import { HIRE, OTHER, planOf, TOOL, TRAINING } from "./sample-plan.ts";

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
const LICENCE = TOOL.licence!;
const d = (value: Decimal.Value) => new Decimal(value);

function cellsOf(plan: Partial<CostPlan>, line: string, monthCount = 14): string[] {
  const found = costLedger(planOf(plan), monthCount).lines.find((other) => other.line === line);
  if (found === undefined) throw new Error(`No line ${line}`);
  return found.amounts.map((amount) => amount.toFixed(2));
}

/** Cells that are not zero as `month: amount`. */
function paidOf(plan: Partial<CostPlan>, line: string, monthCount = 36): Record<number, string> {
  const cells = cellsOf(plan, line, monthCount).map((cell, month) => [month, cell] as const);
  return Object.fromEntries(cells.filter(([, cell]) => cell !== "0.00"));
}

const messagesOf = ({ warnings }: CostLedger) => warnings.map(({ message }) => message);

describe("costLedger() beside exact fractions", () => {
  const oracle = JSON.parse(fixture("ledger.json")) as {
    readonly lines: Readonly<Record<string, readonly number[]>>;
    readonly totals: Readonly<Record<"costs" | "avoided", readonly number[]>>;
  };
  const ledger = costLedger(costPlanOf(CostPlanDocument.parse(parse(fixture("plan.yaml")))), 36);

  it("reproduces every cell of a 36-month plan to the cent", () => {
    const cents = (amounts: readonly Decimal[]) => amounts.map((amount) => amount.times(100).toNumber());
    const lines = ledger.lines.map(
      ({ item, line, amounts }) => [`${item}: ${line}`, cents(amounts)] as const,
    );
    expect(Object.fromEntries(lines)).toEqual(oracle.lines);
    const totals = ledgerTotals(ledger);
    expect(cents(totals.costs.months)).toEqual(oracle.totals.costs);
    expect(cents(totals.avoided.months)).toEqual(oracle.totals.avoided);
  });

  it("says what the horizon cuts", () => {
    expect(messagesOf(ledger)).toEqual([
      '"CPQ": the licence billed in month 26 pays until month 37, beyond the last month 36; all of it is counted',
      '"CPQ": the maintenance billed in month 26 pays until month 37, beyond the last month 36; all of it is counted',
    ]);
  });
});

describe("staff in the ledger", () => {
  it("pays from the start month through the end month", () => {
    const hire = { ...HIRE, startMonth: 2, endMonth: 4 };
    expect(cellsOf({ staff: [hire] }, "salary", 5)).toEqual([
      "0.00",
      "0.00",
      "7000.00",
      "7000.00",
      "7000.00",
      "0.00",
    ]);
  });

  it("raises the salary twelve months after the start", () => {
    const hire = { ...HIRE, startMonth: 3, raiseRatePerYear: d("0.03"), benefitsRate: d("0.22") };
    const salary = cellsOf({ staff: [hire] }, "salary", 27);
    expect([salary[14], salary[15], salary[27]]).toEqual(["7000.00", "7210.00", "7426.30"]);
    expect(cellsOf({ staff: [hire] }, "benefits", 15)[15]).toBe("1586.20");
  });

  it("takes fees and severance for each full-time equivalent, as an amount or a share", () => {
    const hire = {
      ...HIRE,
      headcount: d("2.5"),
      hiringFee: { of: "share", share: d("0.2") },
      severance: { of: "amount", amount: d(5000) },
      equipment: d(1999),
      endMonth: 9,
    } as const;
    expect(paidOf({ staff: [hire] }, "hiring fee")).toEqual({ 1: "42000.00" });
    expect(paidOf({ staff: [hire] }, "equipment")).toEqual({ 1: "4997.50" });
    expect(paidOf({ staff: [hire] }, "severance")).toEqual({ 9: "12500.00" });
  });

  it("costs the same whatever the ramp", () => {
    const ledgers = [0, 6].map((rampMonths) => costLedger(planOf({ staff: [{ ...HIRE, rampMonths }] }), 12));
    expect(ledgerTotals(ledgers[0]!)).toEqual(ledgerTotals(ledgers[1]!));
  });
});

describe("technology in the ledger", () => {
  const tool = (licence: Partial<typeof LICENCE>, rest: Partial<typeof TOOL> = {}) => ({
    technology: [{ ...TOOL, ...rest, licence: { ...LICENCE, ...licence } }],
  });
  const tiers = [{ upToSeats: 10, pricePerSeat: d(100) }, { pricePerSeat: d(80) }];

  it("tells graduated from volume prices", () => {
    expect(cellsOf(tool({ seats: 15, tiers }), "licence")[1]).toBe("1400.00");
    expect(cellsOf(tool({ seats: 15, tiers, tierPricing: "volume" }), "licence")[1]).toBe("1200.00");
    for (const tierPricing of ["graduated", "volume"] as const) {
      expect(cellsOf(tool({ seats: 10, tiers, tierPricing }), "licence")[1]).toBe("1000.00");
    }
  });

  it("bills monthly, or for twelve months in advance until the end", () => {
    expect(cellsOf(tool({ per: "year" }), "licence", 3)).toEqual(["0.00", "83.33", "83.34", "83.33"]);
    const yearly = { billed: "yearly" } as const;
    expect(paidOf(tool(yearly, { startMonth: 3, endMonth: 19 }), "licence")).toEqual({
      3: "12000.00",
      15: "5000.00",
    });
  });

  it("raises the price at each renewal, also inside a year that is billed in advance", () => {
    const renewing = { renewalTermMonths: 18, renewalUpliftRate: d("0.1") };
    const monthly = cellsOf(tool(renewing), "licence", 37);
    expect([monthly[18], monthly[19], monthly[36], monthly[37]]).toEqual([
      "1000.00",
      "1100.00",
      "1100.00",
      "1210.00",
    ]);
    expect(paidOf(tool({ ...renewing, billed: "yearly" }), "licence")).toEqual({
      1: "12000.00",
      13: "12600.00",
      25: "13200.00",
    });
  });

  it("grows seats by whole ones every twelve months", () => {
    const cells = cellsOf(tool({ growthRatePerYear: d("0.11") }), "licence", 25);
    expect([cells[12], cells[13], cells[25]]).toEqual(["1000.00", "1200.00", "1300.00"]);
    expect(cellsOf(tool({ growthRatePerYear: d("0.1") }), "licence", 13)[13]).toBe("1100.00");
  });

  it("maintains for a share of the licence as billed, or an amount a year", () => {
    const share = { of: "share", share: d("0.2") } as const;
    expect(paidOf(tool({ billed: "yearly" }, { maintenance: share }), "maintenance", 13)).toEqual({
      1: "2400.00",
      13: "2400.00",
    });
    const amount = { of: "amount", amount: d(1000) } as const;
    expect(cellsOf(tool({}, { maintenance: amount }), "maintenance", 3)).toEqual([
      "0.00",
      "83.33",
      "83.34",
      "83.33",
    ]);
  });

  it("avoids the cost of the tool replaced after the overlap, apart from the costs", () => {
    const replaces = { name: "Old", costPerMonth: d(250), overlapMonths: 2 };
    const plan = tool({}, { replaces, endMonth: 5, risk: { low: d(1), likely: d(1), high: d(2) } });
    expect(paidOf(plan, "retired Old")).toEqual({ 3: "250.00", 4: "250.00", 5: "250.00" });
    const ledger = costLedger(planOf(plan), 6);
    expect(ledgerTotals(ledger).costs.total.toFixed(2)).toBe("5000.00");
    expect(ledgerTotals(ledger).avoided.total.toFixed(2)).toBe("750.00");
    expect(ledger.lines.map(({ risk }) => risk !== undefined)).toEqual([true, false]);
  });

  it("needs no licence", () => {
    const { licence: _, ...bare } = TOOL;
    const plan = { technology: [{ ...bare, implementation: { amount: d(9000), month: 0 } }] };
    expect(paidOf(plan, "implementation")).toEqual({ 0: "9000.00" });
  });
});

describe("training and other costs in the ledger", () => {
  it("repeats rounds until the end and lets prices rise", () => {
    const training = {
      ...TRAINING,
      consultants: { days: d(2), ratePerDay: d(1500) },
      programme: { programmes: d(2), attendees: d(10), hours: d(4), hourlyRate: d(50) },
      material: { amount: d(30), per: "attendee" },
      startMonth: 0,
      endMonth: 24,
      repeatEveryMonths: 12,
      growthRatePerYear: d("0.1"),
    } as const;
    expect(paidOf({ training: [training] }, "consultants")).toEqual({
      0: "3000.00",
      12: "3300.00",
      24: "3630.00",
    });
    expect(paidOf({ training: [training] }, "attendees' time")[0]).toBe("4000.00");
    expect(paidOf({ training: [training] }, "material")[0]).toBe("600.00");
    const { repeatEveryMonths: _, ...once } = training;
    expect(paidOf({ training: [once] }, "consultants")).toEqual({ 0: "3000.00" });
  });

  it("counts 52 weeks of meetings a year", () => {
    const meeting = { kind: "meeting", hours: d(1), attendees: d(8), hourlyRate: d(70) } as const;
    const weekly = planOf({ other: [{ ...OTHER, basis: { ...meeting, per: "week" } }] });
    expect(ledgerTotals(costLedger(weekly, 12)).costs.years[1]!.toFixed(2)).toBe("29120.00");
    const monthly = { other: [{ ...OTHER, basis: { ...meeting, per: "month" } as const }] };
    expect(cellsOf(monthly, "meetings", 2)).toEqual(["0.00", "560.00", "560.00"]);
  });

  it("spreads change effort evenly, to the cent", () => {
    const basis = { kind: "changeEffort", hours: d(10), hourlyRate: d(10), months: 3 } as const;
    expect(paidOf({ other: [{ ...OTHER, basis }] }, "change effort")).toEqual({
      1: "33.33",
      2: "33.34",
      3: "33.33",
    });
  });

  it("pays each month, quarter or year from the start on, or once", () => {
    const every = (step: "month" | "quarter" | "year") =>
      Object.keys(
        paidOf(
          { other: [{ ...OTHER, startMonth: 2, basis: { kind: "recurring", amount: d(5), every: step } }] },
          "recurring amount",
          14,
        ),
      ).map(Number);
    expect(every("quarter")).toEqual([2, 5, 8, 11, 14]);
    expect(every("year")).toEqual([2, 14]);
    expect(every("month")).toHaveLength(13);
    const once = { ...OTHER, startMonth: 0, basis: { kind: "oneOff", amount: d("4000.10") } } as const;
    expect(paidOf({ other: [once] }, "one-off amount")).toEqual({ 0: "4000.10" });
  });
});

describe("costLedger() at its edges", () => {
  it("has no lines for an empty plan, and total cost gives the reason", () => {
    const ledger = costLedger(EMPTY_COST_PLAN, 36);
    expect([ledger.lines.length, ledger.warnings.length]).toEqual([0, 0]);
    expect(ledgerTotals(ledger).costs.years.map(String)).toEqual(["0", "0", "0", "0"]);
    expect(totalCostOf(ledger)).toEqual({ ok: false, reason: "no_costs" });
    expect(totalCostOf(costLedger(planOf({ staff: [HIRE] }), 12))).toMatchObject({ ok: true });
  });

  it("warns of what starts or goes on after the last month", () => {
    expect(messagesOf(costLedger(planOf({ staff: [{ ...HIRE, startMonth: 40 }] }), 36))).toEqual([
      '"Analyst" starts in month 40, after the last month 36: nothing of it is counted; start it earlier or lengthen the horizon',
    ]);
    const implementation = { amount: d(1), month: 9 };
    const replaces = { name: "Old", costPerMonth: d(5), overlapMonths: 12 };
    expect(
      messagesOf(costLedger(planOf({ technology: [{ ...TOOL, implementation, replaces }] }), 6)),
    ).toEqual([
      '"CPQ": implementation comes in month 9, after the last month 6, and is not counted',
      '"CPQ": retired Old comes in month 13, after the last month 6, and is not counted',
    ]);
    const basis = { kind: "changeEffort", hours: d(10), hourlyRate: d(10), months: 8 } as const;
    expect(messagesOf(costLedger(planOf({ other: [{ ...OTHER, basis }] }), 6))[0]).toContain(
      "spread until month 8",
    );
    const entries = [1, 9].map((month) => ({ month, amount: d(1) }));
    const fixed = [{ name: "Table", category: "other", entries } as const];
    expect(messagesOf(costLedger(planOf({ fixed }), 6))[0]).toContain("stand until month 9");
  });

  it("rounds to the decimal places of the currency", () => {
    const [yen] = costLedger(planOf({ staff: [{ ...HIRE, salaryPerYear: d(1000) }] }), 3, 0).lines;
    expect(yen!.amounts.map(String)).toEqual(["0", "83", "84", "83"]);
  });

  it("stops at plans that no contract lets through", () => {
    const broken: readonly (readonly [Partial<CostPlan>, string])[] = [
      [{ staff: [{ ...HIRE, salaryPerYear: d(-1) }] }, "salaryPerYear is -1"],
      [{ staff: [{ ...HIRE, benefitsRate: d("-0.1") }] }, "benefitsRate is -0.1"],
      [{ staff: [{ ...HIRE, headcount: d(0) }] }, "headcount is 0"],
      [{ staff: [{ ...HIRE, raiseRatePerYear: d(-1) }] }, "above -1"],
      [{ staff: [{ ...HIRE, startMonth: 5, endMonth: 4 }] }, "before its start in month 5"],
      [{ staff: [{ ...HIRE, startMonth: 0 }] }, "cannot start in month 0"],
      [{ technology: [{ ...TOOL, licence: { ...LICENCE, seats: 0 } }] }, "seats is 0"],
      [
        { technology: [{ ...TOOL, licence: { ...LICENCE, tiers: [{ upToSeats: 5, pricePerSeat: d(1) }] } }] },
        "last one must be open",
      ],
      [{ staff: [{ ...HIRE, hiringFee: { of: "amount", amount: d(-5) } }] }, "its hiring fee is negative"],
      [{ staff: [{ ...HIRE, equipment: d(Number.NaN) }] }, "its equipment is negative or no number"],
      [{ other: [{ ...OTHER, basis: { kind: "oneOff", amount: d(-5) } }] }, "amount is -5"],
      [{ fixed: [{ name: "T", category: "other", entries: [{ month: -1, amount: d(1) }] }] }, "no month -1"],
      [{ other: [{ ...OTHER, risk: { low: d(2), likely: d(1), high: d(3) } }] }, "low <= likely"],
    ];
    for (const [plan, message] of broken) expect(() => costLedger(planOf(plan), 12)).toThrow(message);
    for (const months of [0, 601, 1.5, Number.NaN])
      expect(() => costLedger(EMPTY_COST_PLAN, months)).toThrow(RangeError);
  });
});
