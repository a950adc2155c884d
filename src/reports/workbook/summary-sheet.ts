import {
  CASE_LEVELS,
  type InvestmentReply,
  type MoneyDistribution,
  type NumberDistribution,
} from "../../contracts/investment.ts";
import { cellAddress } from "./cell-address.ts";
import {
  formulaCell,
  numberCell,
  numberOrDash,
  referenceCell,
  textCell,
  type Cell,
  type CellFormat,
} from "./cell.ts";
import { figureRows, type FigureKey, type FigureRow } from "./figure-rows.ts";
import { realisedRows } from "./realised-rows.ts";
import type { ScenarioSheet } from "./scenario-sheet.ts";
import { SheetRows, type Sheet, type SheetRow } from "./sheet.ts";

export const SUMMARY = "Summary";

/** Of the distribution: mean, standard deviation, quantiles and the share of draws that have the figure. */
const DISTRIBUTION_HEADINGS = [
  "Simulation: mean",
  "Simulation: standard deviation",
  ...CASE_LEVELS.map((level) => `Simulation: ${Number((level * 100).toFixed(1))} % quantile`),
  "Simulation: share of draws that have it",
];

const GLANCE = [
  ["netPresentValue", "NPV", "money"],
  ["returnOnInvestment", "ROI", "percent"],
  ["internalRateOfReturn", "IRR a year", "percent"],
  ["payback", "Payback, months", "months"],
  ["paybackMonth", "Payback, in", "general"],
  ["presentValueOfBenefits", "PV of benefits", "money"],
  ["presentValueOfCosts", "PV of costs", "money"],
] as const satisfies readonly (readonly [FigureKey, string, CellFormat])[];

/**
 * What the cases come to: figures live from the scenarios' sheets, beside what was reported and the simulation's own.
 * @param sheets of the scenarios, in the reply's order
 */
export function summarySheet(reply: InvestmentReply, sheets: readonly ScenarioSheet[]): Sheet {
  const rows = new SheetRows();
  const since = reply.asOf === null ? "without pipeline data" : `as of ${reply.asOf}`;
  const money = reply.currency === "XXX" ? "no currency given" : `amounts in ${reply.currency}`;
  rows.add(textCell("Investment cases", "title"));
  rows.add(
    textCell(
      `${since}, ${money}. Black: computed in this workbook. Blue: typed in, as reported. Columns named "Simulation" are of ${reply.drawCount} draws and do not follow changes made here.`,
      "note",
    ),
  );
  addGlance(rows, reply, sheets);
  for (const [index, sheet] of sheets.entries()) addCase(rows, reply, index, sheet);
  addComparisons(rows, reply);
  return {
    name: SUMMARY,
    columnWidths: [50, 20, 20, 14, 18],
    frozen: { rows: 1, columns: 1 },
    rows: rows.rows,
  };
}

function addGlance(rows: SheetRows, { scenarios }: InvestmentReply, sheets: readonly ScenarioSheet[]): void {
  addHeading(rows, "At a glance", [
    "Scenario",
    ...GLANCE.map(([, name]) => name),
    "Simulation: chance of a gain",
  ]);
  for (const [index, { name, figures }] of scenarios.entries()) {
    const cells = GLANCE.map(([key, , format]) => {
      const { address, cell } = sheets[index]!.figures.get(key)!;
      return referenceCell(address, cell, format);
    });
    rows.add(textCell(name), ...cells, numberCell(figures.probabilityOfGain, "percent"));
  }
}

/** One scenario: each figure live, as reported, what lies between, and its distribution. */
function addCase(rows: SheetRows, { scenarios }: InvestmentReply, index: number, sheet: ScenarioSheet): void {
  const scenario = scenarios[index]!;
  const names = ["Figure", "Computed here", "As reported", "Difference", ...DISTRIBUTION_HEADINGS, "Note"];
  addHeading(rows, scenario.name, names);
  for (const figure of figureRows(scenario.figures)) rows.add(...figureCells(rows.next, figure, sheet));
  for (const [name, distribution] of [
    ["Bookings: scenario minus base, undiscounted", scenario.effects.bookings],
    ["Revenue: scenario minus base, undiscounted", scenario.effects.revenue],
    ["Gross margin: scenario minus base, undiscounted", scenario.effects.grossMargin],
  ] as const) {
    rows.add(textCell(name), undefined, undefined, undefined, ...distributionCells(distribution, "money"));
  }
  const chance = numberCell(scenario.figures.probabilityOfGain, "percent");
  rows.add(textCell("Simulation: chance of a gain (NPV above 0)"), undefined, chance);
  for (const { name, check } of sheet.checks) {
    rows.add(textCell(`Check: ${name}`), referenceCell(check.address, check.cell, "money"));
  }
  const { riskAdjusted, realised } = scenario;
  if (riskAdjusted !== null) {
    const value = (name: string, amount: string | number | null, format: CellFormat): void => {
      rows.add(textCell(`Risk-adjusted (TEI): ${name}`), undefined, numberOrDash(amount, format));
    };
    value("factor of benefits", riskAdjusted.benefitFactor, "ratio");
    value("factor of costs", riskAdjusted.costFactor, "ratio");
    value("present value of benefits", riskAdjusted.presentValueOfBenefits, "money");
    value("present value of costs", riskAdjusted.presentValueOfCosts, "money");
    value("net present value", riskAdjusted.netPresentValue, "money");
    value("return on investment", riskAdjusted.returnOnInvestment, "percent");
    if (riskAdjusted.flexibility !== null) {
      const { value: worth, note } = riskAdjusted.flexibility;
      const cell = numberCell(worth, "money");
      rows.add(textCell("Flexibility, in none of the figures"), undefined, cell, textCell(note, "note"));
    }
  }
  if (realised !== null) for (const row of realisedRows(realised)) rows.add(...row);
}

function figureCells(row: number, figure: FigureRow, { figures }: ScenarioSheet): SheetRow {
  const { address, cell } = figures.get(figure.key)!;
  const [live, reported] = [cellAddress(1, row), cellAddress(2, row)];
  const isComparable = cell.kind === "formula" && "number" in cell.cached && isNumber(figure.reported);
  const difference = formulaCell(
    `IF(AND(ISNUMBER(${live}),ISNUMBER(${reported})),ROUND(${live}-${reported},6),"")`,
    isComparable ? 0 : { text: "" },
    "difference",
  );
  const blank = new Array<undefined>(DISTRIBUTION_HEADINGS.length).fill(undefined);
  const drawn = figure.distribution === null ? blank : distributionCells(figure.distribution, figure.format);
  return [
    textCell(figure.name),
    referenceCell(address, cell, figure.format),
    reportedCell(figure),
    difference,
    ...drawn,
    textCell(figure.reason ?? "", "note"),
  ];
}

function reportedCell({ reported, format }: FigureRow): Cell {
  if (isNumber(reported)) return numberCell(reported, format);
  return reported === null ? textCell("-", "note") : textCell(reported.text, "constant");
}

function isNumber(reported: FigureRow["reported"]): reported is string | number {
  return reported !== null && typeof reported !== "object";
}

/** Mean, standard deviation, quantiles and, where not every draw has it, the share. */
function distributionCells(distribution: MoneyDistribution | NumberDistribution, format: CellFormat): Cell[] {
  const { mean, sd, quantiles } = distribution;
  const share = "share" in distribution ? distribution.share : 1;
  const levels = CASE_LEVELS.map((level) => numberCell(quantiles[`${level}`], format));
  return [numberCell(mean, format), numberCell(sd, format), ...levels, numberCell(share, "percent")];
}

function addComparisons(rows: SheetRows, { comparisons, bestSubset }: InvestmentReply): void {
  if (comparisons.length > 0) {
    addHeading(rows, "Scenario against scenario: NPV of the first minus NPV of the second, draw by draw", [
      "Scenario",
      "Against",
      "Simulation: chance to be better",
      "",
      ...DISTRIBUTION_HEADINGS,
    ]);
  }
  for (const { scenario, against, probabilityBetter, netPresentValueDifference } of comparisons) {
    rows.add(
      textCell(scenario),
      textCell(against),
      numberCell(probabilityBetter, "percent"),
      undefined,
      ...distributionCells(netPresentValueDifference, "money"),
    );
  }
  if (bestSubset === null) return;
  addHeading(rows, "Best choice under the budget", ["What", "Value"]);
  rows.add(textCell("Budget, present value of costs"), numberCell(bestSubset.budget, "money"));
  rows.add(textCell("Chosen"), textCell(bestSubset.chosen.join(", ") || "none"));
  rows.add(textCell("Present value of costs"), numberCell(bestSubset.presentValueOfCosts, "money"));
  const sum = cellAddress(1, rows.next);
  rows.add(textCell("Sum of mean NPVs"), numberCell(bestSubset.netPresentValue, "money"));
  const { together } = bestSubset;
  if (together !== undefined) {
    const joint = cellAddress(1, rows.next);
    rows.add(textCell("NPV of all of them simulated as one"), numberCell(together.netPresentValue, "money"));
    rows.add(
      textCell("What their sum counts twice"),
      formulaCell(`${sum}-${joint}`, Number(together.lessThanSum), "money"),
    );
  }
  rows.add(textCell("Method"), textCell(bestSubset.method));
}

function addHeading(rows: SheetRows, title: string, names: readonly string[]): void {
  rows.add();
  rows.add(textCell(title, "section"));
  rows.add(...names.map((name) => textCell(name, "heading")));
}
