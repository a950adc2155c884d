import type { InvestmentReply, ScenarioReport } from "../../../src/contracts/investment.ts";
import { minorDigitsOf } from "../../../src/core/base/money.ts";
import { figureRows } from "../../../src/reports/workbook/figure-rows.ts";
import type { Recalculated } from "./recalculate.ts";
import { assumptionDifferences, definitionDifferences } from "./words-differences.ts";

/** Spreadsheets stop looking for a rate when it moves by less than 1e-7. */
const RATE_TOLERANCE = 1e-6;
const RATIO_TOLERANCE = 1e-9;

const isNumber = (cell: unknown): cell is number => typeof cell === "number";

type Rows = readonly (readonly unknown[])[];

const rowOf = (rows: Rows, name: string): readonly unknown[] => rows.find(([first]) => first === name) ?? [];
/** To the smallest unit of the currency, whatever the last digits of a Float64 are. */
const exact = (value: unknown, minorDigits: number): string => (Number(value) + 0).toFixed(minorDigits);

/** What of a scenario's sheet is not as the reply has it: every line, total and figure is compared. */
export function differencesOf(rows: Rows, report: ScenarioReport, currency: string): string[] {
  const digits = minorDigitsOf(currency);
  const figure = (name: string): unknown => rowOf(rows, name)[3];
  const differences: string[] = [];
  const compare = (name: string, live: unknown, reported: unknown, isSame: boolean): void => {
    if (!isSame) differences.push(`${report.name}: ${name} is ${String(live)}, not ${String(reported)}`);
  };
  for (const line of report.lines) {
    const name = LINE_NAMES.get(line.kind) ?? line.label;
    const reported = [line.total, ...line.yearly, ...line.quarterly, ...line.monthly];
    const kind = line.kind.replaceAll("_", " ");
    const cells = rows.find((row) => row[0] === name && row[1] === kind && row[2] === line.of) ?? [];
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

/** The same for all sheets of scenarios, and what the summary, the assumptions and the definitions say otherwise. */
export function allDifferences(reply: InvestmentReply, sheets: Recalculated): string[] {
  const pages = [...sheets.values()];
  const ofScenarios = reply.scenarios.flatMap((report, index) =>
    differencesOf(pages[index + 1]!, report, reply.currency),
  );
  const names = new Set<unknown>(figureRows(reply.scenarios[0]!.figures).map(({ name }) => name));
  const ofSummary = sheets.get("Summary")!.flatMap(([name, live, reported, difference]) => {
    const isSame = !isNumber(difference) || Math.abs(difference) < 2e-6 * (1 + Math.abs(Number(reported)));
    return !names.has(name) || isSame ? [] : [`${String(name)} is ${String(live)}, not ${String(reported)}`];
  });
  return [
    ...ofScenarios,
    ...ofSummary,
    ...ofSubset(reply, sheets.get("Summary")!),
    ...assumptionDifferences(reply, sheets),
    ...definitionDifferences(sheets),
  ];
}

/** What the best subset loses where it is simulated as one is computed from the two values beside it. */
function ofSubset({ bestSubset, currency }: InvestmentReply, summary: Rows): string[] {
  const together = bestSubset?.together;
  if (together === undefined) return [];
  const digits = minorDigitsOf(currency);
  return [
    ["NPV of all of them simulated as one", together.netPresentValue],
    ["What their sum counts twice", together.lessThanSum],
  ].flatMap(([name, amount]) => {
    const live = rowOf(summary, name!)[1];
    return isNumber(live) && exact(live, digits) === exact(amount, digits)
      ? []
      : [`${name!} is ${String(live)}, not ${amount!}`];
  });
}
