import * as fc from "fast-check";
import { Decimal } from "decimal.js";
import readWorkbook from "read-excel-file/node";
import { describe, expect, it } from "vitest";
import type { InvestmentReply } from "../../src/contracts/investment.ts";
import { investmentAsXlsx } from "../../src/reports/investment-as-xlsx.ts";
import { placeOf, readCells, type WrittenCell } from "./workbook/read-cells.ts";
import { readParts } from "./workbook/read-parts.ts";
import { hiringCase, publishedCase, twoRatesCase, workbookCase } from "./workbook-case.ts";

type Cells = ReadonlyMap<string, WrittenCell>;

/** The cell in a column of the row that begins with a text. */
const cellBeside = (cells: Cells, text: string, column: string): WrittenCell => {
  const { row } = placeOf(cells, text);
  return cells.get(`${column}${row}`)!;
};
const figureOf = (cells: Cells, name: string) => cellBeside(cells, name, "D");

const reply = workbookCase([hiringCase(), hiringCase("Second", 0.2)]);
const workbook = readCells(investmentAsXlsx(reply));
const sheet = workbook.get("Hire analysts and CPQ")!;

describe("investmentAsXlsx()", () => {
  it("has a summary, a sheet for each scenario, assumptions and definitions", () => {
    expect([...workbook.keys()]).toEqual([
      "Summary",
      "Hire analysts and CPQ",
      "Second",
      "Assumptions",
      "Definitions",
    ]);
  });

  it("holds every figure as a formula whose value is the reply's", () => {
    const { figures } = reply.scenarios[0]!;
    for (const [name, value] of [
      ["Net present value (NPV)", figures.netPresentValue.ledger],
      ["Present value of benefits", figures.presentValueOfBenefits.ledger],
      ["Present value of costs", figures.presentValueOfCosts.ledger],
      ["Return on investment (ROI)", figures.returnOnInvestment.ledger],
      ["Return without discounting", figures.undiscountedReturn.ledger],
      ["Internal rate of return (IRR), a year", figures.internalRateOfReturn.ledger],
      ["Modified internal rate of return (MIRR), a year", figures.modifiedInternalRateOfReturn.ledger],
      ["Profitability index", figures.profitabilityIndex.ledger],
      ["Payback, months", figures.payback.months],
      ["Discounted payback, months", figures.discountedPayback.months],
    ] as const) {
      const { formula, value: cached } = figureOf(sheet, name);
      expect(formula, name).toBeDefined();
      expect(Number(cached), name).toBe(Number(value));
    }
    expect(figureOf(sheet, "Payback, in").value).toBe(figures.payback.month);
    expect(figureOf(sheet, "Discounted payback, in").value).toBe(figures.discountedPayback.month);
  });

  it("types in the months of a line and computes its quarters, years and total", () => {
    const line = reply.scenarios[0]!.lines.find(({ label }) => label === "CPQ: licence")!;
    const { row } = placeOf(sheet, "CPQ: licence");
    const columns = "EFGHIJKLMNOPQRSTU".split("");
    const cells = columns.map((column) => sheet.get(`${column}${row}`)!);
    const texts = [...line.yearly, ...line.quarterly].map((amount) => Number(amount));
    expect(cells.map(({ value }) => Number(value))).toEqual(texts);
    expect(cells.map(({ formula }) => formula).slice(0, 3)).toEqual([
      `V${row}`,
      `SUM(W${row}:AH${row})`,
      `SUM(AI${row}:AT${row})`,
    ]);
    expect(sheet.get(`D${row}`)).toEqual({
      type: undefined,
      formula: `SUM(V${row}:BF${row})`,
      value: String(Number(line.total)),
    });
    expect(sheet.get(`V${row}`)).toEqual({
      type: undefined,
      formula: undefined,
      value: String(Number(line.monthly[0])),
    });
  });

  it("adds up benefits, costs, net and cumulative by formulas whose values are the reply's lines", () => {
    const { lines } = reply.scenarios[0]!;
    for (const [name, kind] of [
      ["Net cash flow", "net"],
      ["Cumulative net cash flow", "cumulative"],
    ] as const) {
      const line = lines.find((one) => one.kind === kind)!;
      const { row } = placeOf(sheet, name);
      expect(sheet.get(`BF${row}`)!.formula).toMatch(/^ROUND\(/);
      expect(Number(sheet.get(`BF${row}`)!.value)).toBe(Number(line.monthly.at(-1)));
      expect(Number(sheet.get(`D${row}`)!.value)).toBe(Number(line.total));
      expect(Number(sheet.get(`H${row}`)!.value)).toBe(Number(line.yearly[3]));
    }
  });

  it("discounts every scenario at its own cell of the assumptions", () => {
    const assumptions = workbook.get("Assumptions")!;
    expect([assumptions.get("B6")!.value, assumptions.get("B7")!.value]).toEqual(["0.1", "0.2"]);
    const factor = (cells: Cells) => cells.get(`W${placeOf(cells, "Discount factor").row}`)!;
    expect(factor(sheet).formula).toBe("(1+'Assumptions'!$B$6)^(-W5/12)");
    expect(factor(workbook.get("Second")!).formula).toContain("'Assumptions'!$B$7");
    expect(Number(factor(sheet).value)).toBeCloseTo(1.1 ** (-1 / 12), 14);
  });

  it("shows figures of a scenario's sheet in the summary, beside the reported and with no difference", () => {
    const summary = workbook.get("Summary")!;
    const { row } = placeOf(summary, "Net present value (NPV)");
    const npv = Number(reply.scenarios[0]!.figures.netPresentValue.ledger);
    expect(summary.get(`B${row}`)!.formula).toMatch(/^'Hire analysts and CPQ'!\$D\$\d+$/);
    expect(["B", "C", "D"].map((column) => Number(summary.get(`${column}${row}`)!.value))).toEqual([
      npv,
      npv,
      0,
    ]);
    expect(summary.get(`C${row}`)!.formula).toBeUndefined();
    expect(cellBeside(summary, "Figure", "E").value).toBe("Simulation: mean");
  });

  it("has what the best subset brings as one, and computes what its sum counts twice", () => {
    const summary = workbook.get("Summary")!;
    const { together } = reply.bestSubset!;
    expect(Number(cellBeside(summary, "NPV of all of them simulated as one", "B").value)).toBe(
      Number(together!.netPresentValue),
    );
    const twice = cellBeside(summary, "What their sum counts twice", "B");
    expect([twice.formula, Number(twice.value)]).toEqual([
      expect.stringMatching(/^B\d+-B\d+$/),
      Number(together!.lessThanSum),
    ]);
  });

  it("reproduces the published three-year case of a total economic impact study", () => {
    const cells = readCells(investmentAsXlsx(workbookCase([publishedCase()]))).get("Published")!;
    expect(Math.round(Number(figureOf(cells, "Present value of costs").value))).toBe(1_672_201);
    expect(Math.round(Number(figureOf(cells, "Present value of benefits").value))).toBe(7_168_371);
    expect(Math.round(Number(figureOf(cells, "Net present value (NPV)").value))).toBe(5_496_170);
    expect(Number(figureOf(cells, "Return on investment (ROI)").value)).toBeCloseTo(3.29, 2);
    expect(Number(figureOf(cells, "Payback, months").value)).toBeCloseTo((53_150 / 939_796) * 12, 10);
  });

  it("says that there are several internal rates and lists each as a formula", () => {
    const cells = readCells(investmentAsXlsx(workbookCase([twoRatesCase()]))).get("Two rates")!;
    expect(figureOf(cells, "Internal rate of return (IRR), a year")).toMatchObject({
      value: "No single rate",
    });
    const first = figureOf(cells, "Rate 1 at which the NPV is 0, a year");
    expect(first.formula).toMatch(/^\(1\+IRR\(.*,-0\.\d+\)\)\^12-1$/);
    expect(Number(first.value)).toBeCloseTo(-0.7689, 4);
    expect(Number(figureOf(cells, "Rate 2 at which the NPV is 0, a year").value)).toBeCloseTo(1.8544, 4);
  });

  it("says in the formula's own words why a figure does not exist", () => {
    const free = workbookCase([
      {
        name: "Free",
        discountRatePerYear: 0.1,
        flows: [{ label: "Hours", kind: "direct_benefit", months: [0, 5, 5] }],
      },
    ]);
    const cells = readCells(investmentAsXlsx(free)).get("Free")!;
    const said = [
      ["Return on investment (ROI)", "No costs"],
      ["Internal rate of return (IRR), a year", "No change of sign"],
      ["Modified internal rate of return (MIRR), a year", "No outlay or no return"],
      ["Profitability index", "No outlay"],
      ["Payback, months", "No outlay"],
      ["Payback, in", "-"],
    ] as const;
    for (const [name, text] of said) {
      expect(figureOf(cells, name)).toMatchObject({ type: "str", value: text });
      expect(figureOf(cells, name).formula).toContain(`"${text}"`);
    }
  });

  it("writes no formula for a figure that was computed by another convention", () => {
    const other = structuredClone(reply);
    other.scenarios[0]!.figures.modifiedInternalRateOfReturn.ledger = 0.5;
    const cells = readCells(investmentAsXlsx(other)).get("Hire analysts and CPQ")!;
    expect(figureOf(cells, "Modified internal rate of return (MIRR), a year")).toEqual({
      type: "inlineStr",
      formula: undefined,
      value: "As reported only",
    });
  });

  it("divides by the initial outlay where the reply's index does", () => {
    const { formula } = figureOf(
      readCells(
        investmentAsXlsx(workbookCase([{ ...hiringCase(), profitabilityBasis: "initial_outlay" }])),
      ).get("Hire analysts and CPQ")!,
      "Profitability index",
    );
    expect(formula).toMatch(/^IF\(V\d+<0,\(D\d+-V\d+\)\/-V\d+,"No outlay"\)$/);
  });

  it("has levers with their reasoning and what each does among the assumptions", () => {
    const lever: InvestmentReply["scenarios"][number]["levers"][number] = {
      name: "Win rate",
      kind: "win_rate",
      size: "triangular 0.01, 0.04, 0.08",
      mean: 0.043,
      p10: 0.02,
      p90: 0.07,
      startMonth: 3,
      adoptionMonths: 6,
      scope: null,
      reasoning: '=HYPERLINK("http://example.org") is only a text',
      alone: null,
      tornado: { low: "-10.00", high: "20.00" },
      breakEvenSize: 0.031,
      breakEvenReason: null,
      varianceShare: 0.4,
    };
    const cells = readCells(investmentAsXlsx(workbookCase([{ ...hiringCase(), levers: [lever] }]))).get(
      "Assumptions",
    )!;
    const { row } = placeOf(cells, "Win rate");
    expect(cells.get(`D${row}`)!.value).toBe(lever.size);
    expect(cells.get(`K${row}`)!.value).toBe("-");
    expect(cells.get(`M${row}`)!.value).toBe("20");
    expect(cells.get(`Q${row}`)).toEqual({ type: "inlineStr", formula: undefined, value: lever.reasoning });
  });

  it("is read by another program's reader as it was written", async () => {
    const sheets = await readWorkbook(Buffer.from(investmentAsXlsx(reply)));
    const summary = sheets.find(({ sheet: name }) => name === "Summary")!.data;
    const row = summary.find(([name]) => name === "Net present value (NPV)")!;
    const { ledger } = reply.scenarios[0]!.figures.netPresentValue;
    expect(row.slice(1, 4)).toEqual([Number(ledger), Number(ledger), 0]);
  });

  it("takes any names of scenarios and lines, as texts and as sheets, and gives the same bytes again", () => {
    const name = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom("Summary", "=1+1", "@x", "a'b", "[x]:*?/\\", "\u0000\u001b[31m", "]]>", "x".repeat(50)),
    );
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), name, (names, lineLabel) => {
        const hostile = workbookCase(
          names.map((one) => ({
            name: one,
            discountRatePerYear: 0.08,
            flows: [
              { label: lineLabel, kind: "cost" as const, months: [-100, -7] },
              { label: one, kind: "direct_benefit" as const, months: [0, 120] },
            ],
          })),
        );
        const bytes = investmentAsXlsx(hostile);
        expect(investmentAsXlsx(hostile)).toEqual(bytes);
        const cells = readCells(bytes);
        expect(cells.size).toBe(names.length + 3);
        const allowed =
          /^(?:'(?:[^']|'')*'!|"[^"]*"|[A-Z]+\(|\$?[A-Z]+\$?\d+|[\d.]+|[-+*/^(),:<>=]|E-?\d+)*$/;
        const formulas = [...cells.values()].flatMap((one) =>
          [...one.values()].flatMap(({ formula }) => formula ?? []),
        );
        expect(formulas.filter((formula) => !allowed.test(formula))).toEqual([]);
        for (const [path, xml] of readParts(bytes)) expect(xml, path).not.toMatch(/[^\P{Cc}\n]/u);
      }),
      { numRuns: 12 },
    );
  });

  it("caches the sums that its formulas give, for any flows", () => {
    const amount = fc.integer({ min: -(10 ** 9), max: 10 ** 9 });
    const months = fc.array(amount, { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(months, fc.double({ min: 0, max: 1, noNaN: true }), (flow, discountRatePerYear) => {
        const cells = readCells(
          investmentAsXlsx(
            workbookCase([
              {
                name: "Any",
                discountRatePerYear,
                flows: [{ label: "Flow", kind: "gross_margin", months: flow }],
              },
            ]),
          ),
        ).get("Any")!;
        const total = flow.reduce((sum, units) => sum + units, 0);
        expect(figureOf(cells, "Flow").value).toBe(new Decimal(total).div(100).toString());
        expect(figureOf(cells, "Benefits, all").value).toBe(figureOf(cells, "Net cash flow").value);
        const discounted = Number(figureOf(cells, "Discounted net cash flow").value);
        const npv = Number(figureOf(cells, "Net present value (NPV)").value);
        expect(Math.abs(discounted - npv)).toBeLessThanOrEqual(0.005 + 1e-8);
      }),
      { numRuns: 25 },
    );
  });

  it("refuses a line that has other months than its scenario", () => {
    const broken = structuredClone(reply);
    broken.scenarios[0]!.lines[1]!.monthly.pop();
    expect(() => investmentAsXlsx(broken)).toThrow(
      'Cannot write the line "Gross margin of new business": it has 36 months with the initial one, its scenario 37',
    );
  });
});
