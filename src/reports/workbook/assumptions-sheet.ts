import type { InvestmentReply, LeverReport, ScenarioReport } from "../../contracts/investment.ts";
import { onSheet } from "./cell-address.ts";
import { numberCell, numberOrDash, referenceCell, textCell, type Cell } from "./cell.ts";
import type { ScenarioSheet } from "./scenario-sheet.ts";
import { SheetRows, type Sheet, type SheetRow } from "./sheet.ts";

export const ASSUMPTIONS = "Assumptions";

/** Row of the first scenario; the rate stands in the second column. */
const FIRST_SCENARIO_ROW = 6;

/** Where the discount rate of a scenario stands. @param index of the scenario in the reply */
export function discountRateAddress(index: number): string {
  return onSheet(ASSUMPTIONS, `$B$${FIRST_SCENARIO_ROW + index}`);
}

/**
 * What the cases rest on. The discount rates are what the scenarios' sheets compute with; everything else is what the
 * simulation was run with, and changing it here changes nothing.
 * @param sheets of the scenarios, in the reply's order
 */
export function assumptionsSheet(reply: InvestmentReply, sheets: readonly ScenarioSheet[]): Sheet {
  const rows = new SheetRows();
  rows.add(textCell("Assumptions", "title"));
  rows.add(
    textCell(
      "Change a discount rate (yellow) and the scenario's sheet and the summary follow. Everything else here went into the simulation: to change it, run the case again.",
      "note",
    ),
  );
  rows.add();
  rows.add(textCell("Scenarios", "section"));
  rows.add(
    ...headings(
      "Scenario",
      "Discount rate a year",
      "Gross margin",
      "Horizon, months",
      "Sheet",
      "File",
      "SHA-256",
    ),
  );
  for (const [index, scenario] of reply.scenarios.entries()) {
    rows.add(...scenarioRow(scenario, sheets[index]!.sheet.name));
  }
  addTable(rows, "Run", ["What", "Value"], runRows(reply));
  addTable(
    rows,
    "Sources",
    ["File", "Layout", "Rows", "Rejected", "SHA-256"],
    reply.sources.map(({ file, layout, rowCount, rejectedCount, sha256 }) => [
      textCell(file),
      textCell(layout),
      numberCell(rowCount, "count"),
      numberCell(rejectedCount, "count"),
      textCell(sha256),
    ]),
  );
  addTable(rows, "Levers", LEVER_HEADINGS, reply.scenarios.flatMap(leverRows));
  addTable(rows, "Costs, over the horizon", ["Scenario", "Line", "Total"], sheets.flatMap(costRows(reply)));
  addTable(rows, "Goals", GOAL_HEADINGS, reply.scenarios.flatMap(goalRows));
  addTable(rows, "Warnings", ["Scenario", "Code", "Message"], warningRows(reply));
  return {
    name: ASSUMPTIONS,
    columnWidths: [34, 24, 18, 18, 18, 14, 14, 14, 14, 14, 16, 16, 16, 16, 14, 34, 60],
    frozen: { rows: 1, columns: 1 },
    rows: rows.rows,
  };
}

function scenarioRow(scenario: ScenarioReport, sheetName: string): SheetRow {
  return [
    textCell(scenario.name),
    numberCell(scenario.discountRatePerYear, "percent", "input"),
    numberCell(scenario.grossMargin, "percent"),
    numberCell(scenario.horizonMonths, "count"),
    textCell(sheetName),
    textCell(scenario.file),
    textCell(scenario.sha256),
  ];
}

function runRows(reply: InvestmentReply): readonly SheetRow[] {
  const text = (name: string, value: string | null): SheetRow => [textCell(name), textCell(value ?? "-")];
  return [
    text("As of", reply.asOf ?? "a case without pipeline data"),
    text("Known through", reply.knownThrough),
    text("Currency", reply.currency === "XXX" ? "none given" : reply.currency),
    [textCell("Draws"), numberCell(reply.drawCount, "count")],
    [textCell("Seed"), numberCell(reply.seed, "general")],
    text("Engine version", reply.engineVersion),
    text("Digest of the base plan", reply.planDigest),
    text("Digest of the result", reply.resultDigest),
    text("Extrapolates beyond what past windows can prove", reply.isExtrapolation ? "yes" : "no"),
  ];
}

const LEVER_HEADINGS = [
  "Scenario",
  "Lever",
  "Kind",
  "Size",
  "Scope",
  "Mean size",
  "10th percentile",
  "90th percentile",
  "Start, month",
  "Adoption, months",
  "Alone: mean margin",
  "NPV at 10th perc.",
  "NPV at 90th perc.",
  "Break-even size",
  "Variance share",
  "Why no break-even",
  "Reasoning",
] as const;

function leverRows({ name, levers }: ScenarioReport): readonly SheetRow[] {
  return levers.map((lever: LeverReport) => [
    textCell(name),
    textCell(lever.name),
    textCell(lever.kind.replaceAll("_", " ")),
    textCell(lever.size),
    textCell(lever.scope ?? "everything"),
    numberCell(lever.mean, "general"),
    numberCell(lever.p10, "general"),
    numberCell(lever.p90, "general"),
    numberCell(lever.startMonth, "count"),
    numberCell(lever.adoptionMonths, "count"),
    numberOrDash(lever.alone?.mean, "money"),
    numberOrDash(lever.tornado?.low, "money"),
    numberOrDash(lever.tornado?.high, "money"),
    numberOrDash(lever.breakEvenSize, "general"),
    numberOrDash(lever.varianceShare, "percent"),
    textCell(lever.breakEvenReason ?? ""),
    textCell(lever.reasoning),
  ]);
}

function costRows({
  scenarios,
}: InvestmentReply): (sheet: ScenarioSheet, index: number) => readonly SheetRow[] {
  return ({ costTotals }, index) =>
    costTotals.map(({ line, total }) => [
      textCell(scenarios[index]!.name),
      textCell(line.label),
      referenceCell(total.address, total.cell, "money"),
    ]);
}

const GOAL_HEADINGS = [
  "Scenario",
  "KPI",
  "Unit",
  "By month",
  "Baseline",
  "Target",
  "Without",
  "With",
  "With, 5 %",
  "With, 95 %",
  "Chance",
  "Why no value",
] as const;

function goalRows({ name, goals }: ScenarioReport): readonly SheetRow[] {
  return goals.map((goal) => {
    const format = goal.unit === "share" ? "percent" : goal.unit === "money" ? "money" : "general";
    return [
      textCell(name),
      textCell(goal.kpi),
      textCell(goal.unit),
      numberCell(goal.byMonth, "count"),
      numberOrDash(goal.baseline, format),
      numberCell(goal.target, format),
      numberOrDash(goal.without, format),
      numberOrDash(goal.with, format),
      numberOrDash(goal.withLow, format),
      numberOrDash(goal.withHigh, format),
      numberOrDash(goal.chance, "percent"),
      textCell(goal.reason ?? ""),
    ];
  });
}

function warningRows({ warnings, scenarios }: InvestmentReply): readonly SheetRow[] {
  return [{ name: "All", warnings }, ...scenarios].flatMap(({ name, warnings }) =>
    warnings.map(({ code, message }) => [textCell(name), textCell(code), textCell(message)]),
  );
}

/** A table with a line before it; nothing where it has no rows. */
function addTable(rows: SheetRows, title: string, names: readonly string[], body: readonly SheetRow[]): void {
  if (body.length === 0) return;
  rows.add();
  rows.add(textCell(title, "section"));
  rows.add(...headings(...names));
  for (const row of body) rows.add(...row);
}

function headings(...names: readonly string[]): Cell[] {
  return names.map((name) => textCell(name, "heading"));
}
