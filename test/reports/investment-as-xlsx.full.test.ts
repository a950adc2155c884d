import { describe, expect, it } from "vitest";
import type { InvestmentReply, ScenarioReport } from "../../src/contracts/investment.ts";
import { minorDigitsOf } from "../../src/core/base/money.ts";
import { figureRows } from "../../src/reports/workbook/figure-rows.ts";
import { investmentAsXlsx } from "../../src/reports/investment-as-xlsx.ts";
import {
  hiringCase,
  publishedCase,
  twoRatesCase,
  workbookCase,
  type WorkbookScenario,
} from "./workbook-case.ts";
import {
  edited,
  findSoffice,
  recalculate,
  withoutValues,
  type Recalculated,
} from "./workbook/recalculate.ts";

const soffice = findSoffice();
if (soffice === undefined) {
  console.warn("Skipped: LibreOffice (soffice) is not on the PATH, so no workbook is computed anew");
}

/** Spreadsheets stop looking for a rate when it moves by less than 1e-7. */
const RATE_TOLERANCE = 1e-6;
const RATIO_TOLERANCE = 1e-9;

const isNumber = (cell: unknown): cell is number => typeof cell === "number";

type Rows = readonly (readonly unknown[])[];

const rowOf = (rows: Rows, name: string): readonly unknown[] => {
  const row = rows.find(([first]) => first === name);
  expect(row, `no row ${name}`).toBeDefined();
  return row!;
};
/** Half a smallest unit less than one: rounds to the same amount, whatever the last digits of a Float64 are. */
const cents = (value: unknown, minorDigits: number): string => (Number(value) + 0).toFixed(minorDigits);

/** Holds every live cell of a scenario's sheet against the reply. */
function expectSheet(rows: Rows, report: ScenarioReport, currency: string): void {
  const digits = minorDigitsOf(currency);
  const { horizonMonths, figures } = report;
  const [years, quarters] = [Math.ceil(horizonMonths / 12) + 1, Math.ceil(horizonMonths / 3) + 1];
  for (const line of report.lines) {
    const name =
      { net: "Net cash flow", cumulative: "Cumulative net cash flow" }[line.kind as string] ?? line.label;
    const cells = rowOf(rows, name).slice(3, 4 + years + quarters + horizonMonths + 1);
    const expected = [line.total, ...line.yearly, ...line.quarterly, ...line.monthly];
    const written = expected.map((amount) => cents(amount, digits));
    expect(
      cells.map((cell) => cents(cell, digits)),
      `${report.name}: ${name}`,
    ).toEqual(written);
  }
  const figure = (name: string): unknown => rowOf(rows, name)[3];
  for (const [name, { ledger }] of [
    ["Net present value (NPV)", figures.netPresentValue],
    ["Present value of benefits", figures.presentValueOfBenefits],
    ["Present value of costs", figures.presentValueOfCosts],
    ["NPV by the function of the spreadsheet program", figures.netPresentValue],
  ] as const) {
    expect(cents(figure(name), digits), `${report.name}: ${name}`).toBe(cents(ledger, digits));
  }
  for (const [name, value, tolerance] of [
    ["Return on investment (ROI)", figures.returnOnInvestment.ledger, RATIO_TOLERANCE],
    ["Return without discounting", figures.undiscountedReturn.ledger, RATIO_TOLERANCE],
    ["Internal rate of return (IRR), a year", figures.internalRateOfReturn.ledger, RATE_TOLERANCE],
    ["Modified internal rate of return (MIRR), a year", figures.modifiedInternalRateOfReturn.ledger, RATIO_TOLERANCE], // prettier-ignore
    ["Profitability index", figures.profitabilityIndex.ledger, RATIO_TOLERANCE],
    ["Payback, months", figures.payback.months, RATE_TOLERANCE],
    ["Discounted payback, months", figures.discountedPayback.months, RATE_TOLERANCE],
  ] as const) {
    const live = figure(name);
    if (value === null) expect(typeof live, `${report.name}: ${name} is ${String(live)}`).toBe("string");
    else {
      const distance = Math.abs(Number(live) - value) / (1 + Math.abs(value));
      expect(distance, `${report.name}: ${name} is ${String(live)}, not ${value}`).toBeLessThan(tolerance);
    }
  }
  expect(figure("Payback, in")).toBe(figures.payback.month ?? "-");
  expect(figure("Discounted payback, in")).toBe(figures.discountedPayback.month ?? "-");
  const { roots } = figures.internalRateOfReturn;
  if (roots.length > 1) {
    for (const [index, root] of roots.entries()) {
      const live = Number(figure(`Rate ${index + 1} at which the NPV is 0, a year`));
      expect(Math.abs(live - root) / (1 + Math.abs(root))).toBeLessThan(RATE_TOLERANCE);
    }
  }
}

function expectWorkbook(reply: InvestmentReply, sheets: Recalculated): void {
  const pages = [...sheets.values()];
  for (const [index, report] of reply.scenarios.entries()) {
    expectSheet(pages[index + 1]!, report, reply.currency);
  }
  const summary = sheets.get("Summary")!;
  const start = summary.findIndex(([first]) => first === "Scenario");
  for (const [index, { figures }] of reply.scenarios.entries()) {
    const digits = minorDigitsOf(reply.currency);
    expect(cents(summary[start + 1 + index]![1], digits)).toBe(cents(figures.netPresentValue.ledger, digits));
  }
  const names = new Set<unknown>(figureRows(reply.scenarios[0]!.figures).map(({ name }) => name));
  const differences = summary.filter(([name, , , difference]) => names.has(name) && isNumber(difference));
  expect(differences.length).toBeGreaterThan(0);
  for (const row of differences) {
    expect(Math.abs(Number(row[3])), String(row[0])).toBeLessThan(2e-6 * (1 + Math.abs(Number(row[2]))));
  }
}

/** Flows by a seed (xorshift32): an outlay, then months of either sign. */
function randomCase(seed: number): WorkbookScenario {
  let state = seed * 2_654_435_761;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const size = 10 ** (3 + Math.floor(next() * 8));
  const horizonMonths = 1 + Math.floor(next() * 48);
  const flow = (from: number, to: number): number[] =>
    Array.from({ length: horizonMonths + 1 }, () => Math.round(size * (from + next() * (to - from))));
  return {
    name: `Random ${seed}`,
    discountRatePerYear: Math.round(next() * 400) / 1_000,
    profitabilityBasis: seed % 2 === 0 ? "initial_outlay" : "all_outlays",
    flows: [
      { label: "Margin", kind: "gross_margin", months: flow(-0.2, 1) },
      { label: "Saved", kind: "avoided_cost", months: flow(0, 0.2) },
      { label: "Outlay", kind: "cost", months: flow(-0.4, 0).map((amount, month) => (month === 0 ? amount * 10 - 1 : amount)) }, // prettier-ignore
    ],
  };
}

const plain: readonly WorkbookScenario[] = [
  hiringCase(),
  publishedCase(),
  twoRatesCase(),
  { ...hiringCase("Not discounted", 0), profitabilityBasis: "initial_outlay" },
  {
    name: "Never",
    discountRatePerYear: 0.12,
    flows: [{ label: "Cost", kind: "cost", months: [-100, -33, -33] }],
  },
  {
    name: "Free",
    discountRatePerYear: 0.12,
    flows: [{ label: "Hours", kind: "direct_benefit", months: [0, 10, 7] }],
  },
  {
    name: "Paid back at the end of a month",
    discountRatePerYear: 0,
    flows: [
      { label: "Cost", kind: "cost", months: [-30, 0, 0, 0, -5] },
      { label: "Hours", kind: "direct_benefit", months: [0, 10, 10, 10, 10] },
    ],
  },
  {
    name: "One month",
    discountRatePerYear: 0.3,
    flows: [{ label: "All", kind: "gross_margin", months: [-10_001, 10_777] }],
  },
];

describe.skipIf(soffice === undefined)("a workbook computed anew by LibreOffice", () => {
  it("equals the reply to the cent, with every value that we wrote taken out before", async () => {
    const reply = workbookCase(plain);
    const workbook = withoutValues(investmentAsXlsx(reply));
    expectWorkbook(reply, await recalculate(soffice!, workbook));
  }, 300_000);

  it("equals the reply for flows of any size and sign", async () => {
    const reply = workbookCase(Array.from({ length: 30 }, (_, index) => randomCase(index + 1)));
    expectWorkbook(reply, await recalculate(soffice!, withoutValues(investmentAsXlsx(reply))));
  }, 300_000);

  it("equals the reply in currencies without and with three decimal places", async () => {
    for (const currency of ["JPY", "KWD"]) {
      const reply = workbookCase([hiringCase(), randomCase(99)], { currency });
      expectWorkbook(reply, await recalculate(soffice!, withoutValues(investmentAsXlsx(reply))));
    }
  }, 300_000);

  it("follows a discount rate that is changed in the assumptions", async () => {
    const changed = edited(withoutValues(investmentAsXlsx(workbookCase([hiringCase("Case", 0.1)]))), (xml) =>
      xml.replace(/(<c r="B6" s="\d+">)<v>0\.1<\/v>/, "$1<v>0.25</v>"),
    );
    const [report] = workbookCase([hiringCase("Case", 0.25)]).scenarios;
    expectSheet((await recalculate(soffice!, changed)).get("Case")!, report!, "EUR");
  }, 300_000);

  it("runs nothing that a scenario file wrote", async () => {
    const names = [
      "=1+1",
      "+1+1",
      "-1",
      "@SUM(A1)",
      '=HYPERLINK("http://example.org")',
      "a'b",
      "[x]:*?",
      "=1+1",
    ];
    const reply = workbookCase(names.map((name) => ({ ...publishedCase(), name })));
    const sheets = await recalculate(soffice!, withoutValues(investmentAsXlsx(reply)));
    expectWorkbook(reply, sheets);
    const firstColumn = [...sheets.values()].slice(1, 1 + names.length).map((rows) => rows[0]![0]);
    expect(firstColumn).toEqual(names);
  }, 300_000);
});
