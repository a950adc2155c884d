import { array, assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import type { CaseLine, InvestmentReply } from "../../../src/contracts/investment.ts";
import { caseLineTable } from "../../../src/reports/figures/case-line-table.ts";
import { exactMoneyText } from "../../../src/reports/figures/exact-money-text.ts";
import {
  explainedName,
  explainedValue,
  explanationSum,
  fullNumberText,
} from "../../../src/reports/figures/explanation-columns.ts";
import { leverSizeText, tornadoBars } from "../../../src/reports/figures/lever-columns.ts";
import { monthsText, paidBackMonthText, paybackText } from "../../../src/reports/figures/payback-text.ts";
import { chosenRateText, rateText } from "../../../src/reports/figures/rate-text.ts";
import { scenarioNotes } from "../../../src/reports/figures/scenario-columns.ts";
import { sampleInvestment } from "../sample-investment.ts";

const USUAL = sampleInvestment();
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const inMoney = (cents: number) => (cents / 100 + 0).toFixed(2);

describe("rateText()", () => {
  it("says no more of a rate beyond all returns than that it is one", () => {
    expect([1.78e31, -1.78e31, 9.99e6].map(rateText)).toEqual([">1B %", "<-1B %", "999.0M %"]);
  });
  it("gives a decimal below a hundred per cent, none above, and a unit for what is enormous", () => {
    expect([0.1234, 3.29, -0.08, 12.5, 1e6].map(rateText)).toEqual(["12.3 %", "329 %", "-8.0 %", "1,250 %", "100.0M %"]); // prettier-ignore
  });
  it("never shows a rate that is not zero as zero", () => {
    expect([0, 0.000_1, -0.000_1].map(rateText)).toEqual(["0.0 %", "<0.1 %", ">-0.1 %"]);
  });
  it("gives back a rate that someone chose as it was chosen", () => {
    expect([0.1, 0.125, 0.07].map(chosenRateText)).toEqual(["10 %", "12.5 %", "7 %"]);
  });
});

describe("paybackText()", () => {
  it("says after how many months and in which, or why not", () => {
    expect(paybackText({ months: 13.44, month: "2019-08", reason: null, chanceByMonth: [] })).toBe("paid back after 13.4 months, in 2019-08"); // prettier-ignore
    expect(paybackText({ months: null, month: null, reason: "no outlay", chanceByMonth: [] })).toBe("no payback: no outlay"); // prettier-ignore
    expect(paybackText({ months: 0, month: null, reason: null, chanceByMonth: [] })).toBe("paid back from the start"); // prettier-ignore
    expect([1, 12, 0.04].map(monthsText)).toEqual(["1 month", "12 months", "0 months"]);
  });
  it("names the month by which a share of the draws is paid back, or that it lies beyond", () => {
    expect(paidBackMonthText([0, 0.2, 0.5, 0.6], 0.5)).toBe("2");
    expect(paidBackMonthText([0, 0.2, 0.5, 0.6], 0.95)).toBe(">3");
  });
});

describe("caseLineTable()", () => {
  const cents = integer({ min: -1_000_000_00, max: 5_000_000_00 });
  const shape = (kind: CaseLine["kind"], label: string, months: readonly number[]): CaseLine => {
    const monthly = months.map(inMoney);
    return { kind, label, of: "difference", monthly, quarterly: monthly, yearly: monthly, total: inMoney(sum(months)) }; // prettier-ignore
  };
  const tableOf = (rows: readonly (readonly number[])[], decimals: number) => {
    const nets = rows[0]!.map((_, column) => sum(rows.map((row) => row[column]!)));
    let running = 0;
    const ends = nets.map((net) => (running += net));
    const lines = [
      ...rows.map((row, index) => shape(index === 0 ? "gross_margin" : "cost", `Line ${index}`, row)),
      shape("net", "Net", nets),
      { ...shape("cumulative", "Cumulative", ends), total: inMoney(running) },
    ];
    const scenario = { ...USUAL.scenarios[0]!, horizonMonths: 36, lines };
    const { columns } = caseLineTable(USUAL, scenario, "yearly", { decimals, money: exactMoneyText, isShown: () => true }); // prettier-ignore
    return columns.slice(1).map(({ cells }) => cells.map((cell) => Number(cell.replaceAll(",", ""))));
  };
  const rows = array(array(cents, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 6 });

  it("rounds so that every column adds up to its net, and the nets to the cumulative, as shown", () => {
    assert(
      property(rows, (amounts) => {
        const columns = tableOf(amounts, 0);
        const nets = columns.map((column) => column.at(-2)!);
        let running = 0;
        const ends = nets.slice(0, -1).map((net) => (running += net));
        for (const column of columns) expect(sum(column.slice(0, -2))).toBe(column.at(-2));
        expect(nets.at(-1)).toBe(running);
        expect(columns.map((column) => column.at(-1))).toEqual([...ends, running]);
      }),
      { numRuns: 200 },
    );
  });

  it("moves no cell by more than a unit", () => {
    assert(
      property(rows, (amounts) => {
        const columns = tableOf(amounts, 0);
        for (const [row, line] of amounts.entries()) {
          for (const [column, exact] of line.entries()) {
            expect(Math.abs(columns[column]![row]! - exact / 100)).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("leaves every cent where there is room for cents", () => {
    assert(
      property(rows, (amounts) => {
        const columns = tableOf(amounts, 4);
        for (const [row, line] of amounts.entries()) {
          for (const [column, exact] of line.entries()) expect(columns[column]![row]).toBe(exact / 100);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("ends with the scenario where a longer one goes on", () => {
    const short = { ...sampleInvestment({ horizonMonths: 14 }).scenarios[0]! };
    const headers = (grain: "yearly" | "quarterly" | "monthly") =>
      caseLineTable(USUAL, short, grain, { decimals: 2, money: exactMoneyText, isShown: () => true }).columns.map(({ header }) => header); // prettier-ignore
    expect(headers("yearly")).toEqual(["Line", "Initial", "Year 1", "Year 2", "Total"]);
    expect(headers("quarterly")).toHaveLength(1 + 1 + 5 + 1);
    expect(headers("monthly").slice(-3)).toEqual(["2019-07", "2019-08", "Total"]);
  });
});

describe("the levers of a case", () => {
  it("are written as relative changes, a discount in points", () => {
    expect(leverSizeText(0.05, { kind: "win_rate" })).toBe("+5.0 %");
    expect(leverSizeText(-0.02, { kind: "discount" })).toBe("-2.0 pts");
    expect(leverSizeText(0.000_1, { kind: "churn" })).toBe("<0.1 %");
  });
  it("stand in the tornado by the width of their bars, the widest first", () => {
    const [lever] = USUAL.scenarios[0]!.levers;
    const bar = (name: string, low: string, high: string) => ({ ...lever!, name, tornado: { low, high } });
    const bars = tornadoBars([bar("a", "1.00", "2.00"), bar("b", "9.00", "1.00"), { ...lever!, tornado: null }]); // prettier-ignore
    expect(bars.map(({ name }) => name)).toEqual(["b", "a"]);
  });
});

describe("the notes of a comparison", () => {
  const notesOf = (scenarios: InvestmentReply["scenarios"]) => scenarioNotes({ ...USUAL, scenarios }).join("\n"); // prettier-ignore
  it("name the scenarios without a figure once for each reason", () => {
    const [one] = sampleInvestment({ scale: 100 }).scenarios;
    expect(notesOf([one!, USUAL.scenarios[0]!, one!])).toContain("No payback in 1, 3: the investment is not earned back within the horizon"); // prettier-ignore
  });
  it("warn when scenarios were not discounted alike", () => {
    const [one] = USUAL.scenarios;
    expect(notesOf([one!, { ...one!, discountRatePerYear: 0.12 }])).toContain("differ in horizon or discount rate"); // prettier-ignore
    expect(notesOf([one!, one!])).not.toContain("differ");
  });
});

describe("an explanation", () => {
  it("is headed by its figure as people read it elsewhere", () => {
    const read = (figure: string, value: string): string => `${explainedName({ figure })}: ${explainedValue({ figure, value })}`; // prettier-ignore
    expect(read("probabilityOfGain", "0.5965366242038216")).toBe("Chance of a gain: 60 %");
    expect(read("riskAdjusted.returnOnInvestment", "19.52488262")).toBe(
      "Return on investment, risk-adjusted: 1,952 %",
    );
    expect(read("riskAdjusted.costFactor", "1.083333333333")).toBe("Costs, risk-adjusted share: 108.333 %");
    expect(read("internalRateOfReturn.roots[1]", "0.2")).toBe(
      "Rate 2 a year at which the value is 0: 20.0 %",
    );
    expect(read("payback", "3.5")).toBe("Payback, months: 3.5");
  });
  it("is summed with every digit its terms have", () => {
    const tiny = `0.${"0".repeat(60)}1`;
    const terms = [{ label: "a", value: "1000000" }, { label: "b", value: tiny }]; // prettier-ignore
    const of = (value: string) => explanationSum({ value, terms });
    expect(of(`1000000.${"0".repeat(60)}1`)).toMatch(/^The 2 terms add up to 1,000,000\.0+1 exactly$/);
    expect(of("1000000")).toMatch(/^The terms add up to 1,000,000\.0+1, the figure is 1,000,000$/);
  });
  it("writes numbers in full, without an exponent", () => {
    expect(["1e-9", "-1234567.5", "1e21"].map(fullNumberText)).toEqual(["0.000000001", "-1,234,567.5", "1,000,000,000,000,000,000,000"]); // prettier-ignore
  });
});
