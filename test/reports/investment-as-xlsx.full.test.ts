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

const rowOf = (rows: Rows, name: string): readonly unknown[] => rows.find(([first]) => first === name) ?? [];
/** To the smallest unit of the currency, whatever the last digits of a Float64 are. */
const exact = (value: unknown, minorDigits: number): string => (Number(value) + 0).toFixed(minorDigits);

/** What of a scenario's sheet is not as the reply has it: every line, total and figure is compared. */
function differencesOf(rows: Rows, report: ScenarioReport, currency: string): string[] {
  const digits = minorDigitsOf(currency);
  const figure = (name: string): unknown => rowOf(rows, name)[3];
  const differences: string[] = [];
  const compare = (name: string, live: unknown, reported: unknown, isSame: boolean): void => {
    if (!isSame) differences.push(`${report.name}: ${name} is ${String(live)}, not ${String(reported)}`);
  };
  for (const line of report.lines) {
    const name = LINE_NAMES.get(line.kind) ?? line.label;
    const reported = [line.total, ...line.yearly, ...line.quarterly, ...line.monthly];
    const cells = rowOf(rows, name);
    for (const [index, amount] of reported.entries()) {
      const live = cells[3 + index];
      compare(`${name}, column ${index}`, live, amount, isNumber(live) && exact(live, digits) === exact(amount, digits)); // prettier-ignore
    }
  }
  for (const [name, amount] of moneyOf(report)) {
    const live = figure(name);
    compare(name, live, amount, isNumber(live) && exact(live, digits) === exact(amount, digits));
  }
  for (const [name, value, tolerance] of numbersOf(report)) {
    const live = figure(name);
    const distance = Math.abs(Number(live) - (value ?? 0)) / (1 + Math.abs(value ?? 0));
    compare(name, live, value, value === null ? typeof live === "string" : distance < tolerance);
  }
  for (const [name, { month }] of [
    ["Payback, in", report.figures.payback],
    ["Discounted payback, in", report.figures.discountedPayback],
  ] as const) {
    compare(name, figure(name), month, figure(name) === (month ?? "-"));
  }
  return differences;
}

const LINE_NAMES = new Map<string, string>([
  ["net", "Net cash flow"],
  ["cumulative", "Cumulative net cash flow"],
]);

function moneyOf({ figures }: ScenarioReport): readonly (readonly [string, string | null])[] {
  return [
    ["Net present value (NPV)", figures.netPresentValue.ledger],
    ["Present value of benefits", figures.presentValueOfBenefits.ledger],
    ["Present value of costs", figures.presentValueOfCosts.ledger],
    ["NPV by the function of the spreadsheet program", figures.netPresentValue.ledger],
  ];
}

function numbersOf({ figures }: ScenarioReport): readonly (readonly [string, number | null, number])[] {
  const { roots } = figures.internalRateOfReturn;
  return [
    ["Return on investment (ROI)", figures.returnOnInvestment.ledger, RATIO_TOLERANCE],
    ["Return without discounting", figures.undiscountedReturn.ledger, RATIO_TOLERANCE],
    ["Internal rate of return (IRR), a year", figures.internalRateOfReturn.ledger, RATE_TOLERANCE],
    ["Modified internal rate of return (MIRR), a year", figures.modifiedInternalRateOfReturn.ledger, RATIO_TOLERANCE], // prettier-ignore
    ["Profitability index", figures.profitabilityIndex.ledger, RATIO_TOLERANCE],
    ["Payback, months", figures.payback.months, RATIO_TOLERANCE],
    ["Discounted payback, months", figures.discountedPayback.months, RATE_TOLERANCE],
    ...(roots.length < 2 ? [] : roots).map(
      (root, index) => [`Rate ${index + 1} at which the NPV is 0, a year`, root, RATE_TOLERANCE] as const,
    ),
  ];
}

/** The same for all sheets of scenarios, and what the summary itself says is not as reported. */
function allDifferences(reply: InvestmentReply, sheets: Recalculated): string[] {
  const pages = [...sheets.values()];
  const ofScenarios = reply.scenarios.flatMap((report, index) =>
    differencesOf(pages[index + 1]!, report, reply.currency),
  );
  const names = new Set<unknown>(figureRows(reply.scenarios[0]!.figures).map(({ name }) => name));
  const ofSummary = sheets.get("Summary")!.flatMap(([name, live, reported, difference]) => {
    const isSame = !isNumber(difference) || Math.abs(difference) < 2e-6 * (1 + Math.abs(Number(reported)));
    return !names.has(name) || isSame ? [] : [`${String(name)} is ${String(live)}, not ${String(reported)}`];
  });
  return [...ofScenarios, ...ofSummary];
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
  { ...publishedCase(), name: "Published, by months", monthsPerPeriod: 1 },
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
  it("is compared with the reply cell by cell, so that a cent too much is seen", async () => {
    const reply = workbookCase([hiringCase("Case")]);
    const sheets = await recalculate(soffice!, withoutValues(investmentAsXlsx(reply)));
    const [report] = structuredClone(reply).scenarios;
    report!.figures.netPresentValue.ledger = "1.00";
    report!.lines.find(({ kind }) => kind === "cumulative")!.quarterly[4] = "0.01";
    expect(differencesOf(sheets.get("Case")!, report!, "EUR")).toHaveLength(3);
  }, 300_000);

  it("equals the reply to the cent, with every value that we wrote taken out before", async () => {
    const reply = workbookCase(plain);
    const workbook = withoutValues(investmentAsXlsx(reply));
    expect(allDifferences(reply, await recalculate(soffice!, workbook))).toEqual([]);
  }, 300_000);

  it("equals the reply for flows of any size and sign", async () => {
    const reply = workbookCase(Array.from({ length: 30 }, (_, index) => randomCase(index + 1)));
    const sheets = await recalculate(soffice!, withoutValues(investmentAsXlsx(reply)));
    expect(allDifferences(reply, sheets)).toEqual([]);
  }, 300_000);

  it("equals the reply in currencies without and with three decimal places", async () => {
    for (const currency of ["JPY", "KWD"]) {
      const reply = workbookCase([hiringCase(), randomCase(99)], { currency });
      const sheets = await recalculate(soffice!, withoutValues(investmentAsXlsx(reply)));
      expect(allDifferences(reply, sheets)).toEqual([]);
    }
  }, 300_000);

  it("follows a discount rate that is changed in the assumptions", async () => {
    const changed = edited(withoutValues(investmentAsXlsx(workbookCase([hiringCase("Case", 0.1)]))), (xml) =>
      xml.replace(/(<c r="B6" s="\d+">)<v>0\.1<\/v>/, "$1<v>0.25</v>"),
    );
    const [report] = workbookCase([hiringCase("Case", 0.25)]).scenarios;
    const sheets = await recalculate(soffice!, changed);
    expect(differencesOf(sheets.get("Case")!, report!, "EUR")).toEqual([]);
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
    expect(allDifferences(reply, sheets)).toEqual([]);
    const firstColumn = [...sheets.values()].slice(1, 1 + names.length).map((rows) => rows[0]![0]);
    expect(firstColumn).toEqual(names);
  }, 300_000);
});
