import readWorkbook from "read-excel-file/node";
import type { InvestmentReply } from "../../../src/contracts/investment.ts";
import { ASSUMPTIONS } from "../../../src/reports/workbook/assumptions-sheet.ts";
import { DEFINITIONS, definitionsSheet } from "../../../src/reports/workbook/definitions-sheet.ts";
import type { Recalculated } from "./recalculate.ts";

type Rows = readonly (readonly unknown[])[];

/** A Float64 that went through 15 digits of text. */
const NUMBER_TOLERANCE = 1e-12;

/** What of the assumptions is not as the reply has it: every table, row by row, made of the reply and not of the sheet's writer. */
export function assumptionDifferences(reply: InvestmentReply, sheets: Recalculated): string[] {
  const rows = sheets.get(ASSUMPTIONS)!;
  return Object.entries(tablesOf(reply)).flatMap(([title, expected]) => {
    const first = rows.findIndex(([name]) => name === title);
    if (expected.length === 0) return first < 0 ? [] : [`${title}: there is such a table`];
    if (first < 0) return [`${title}: there is no such table`];
    const body = rows.slice(first + 2, first + 2 + expected.length);
    const after = rows[first + 2 + expected.length] ?? [];
    const longer = after.some((cell) => cell !== null && cell !== "") ? [`${title}: has more rows`] : [];
    return [
      ...longer,
      ...expected.flatMap((row, index) => rowDifferences(`${title} ${index + 1}`, row, body[index] ?? [])),
    ];
  });
}

/** What of the definitions is not as they were written; there are no numbers in them. */
export function definitionDifferences(sheets: Recalculated): string[] {
  const texts = definitionsSheet().rows.map((row) =>
    row.map((cell) => (cell?.kind === "text" ? cell.text : `a cell of the kind ${cell?.kind ?? "none"}`)),
  );
  const rows = sheets.get(DEFINITIONS)!;
  if (rows.length !== texts.length) return [`Definitions: ${rows.length} rows, not ${texts.length}`];
  return texts.flatMap((row, index) => rowDifferences(`Definitions ${index + 1}`, row, rows[index]!));
}

/** The same sheets as they were written, cell by cell: formulas by the values beside them. */
export async function writtenDifferences(workbook: Uint8Array, sheets: Recalculated): Promise<string[]> {
  const written = await readWorkbook(Buffer.from(workbook));
  return written
    .filter(({ sheet }) => sheet === ASSUMPTIONS || sheet === DEFINITIONS)
    .flatMap(({ sheet, data }) =>
      data.flatMap((row, index) =>
        rowDifferences(`${sheet} ${index + 1}`, row, sheets.get(sheet)![index] ?? []),
      ),
    );
}

function rowDifferences(place: string, expected: readonly unknown[], found: readonly unknown[]): string[] {
  return expected.flatMap((value, column) => {
    const cell = found[column] ?? null;
    return isSame(value ?? null, cell)
      ? []
      : [`${place}, column ${column + 1}: ${JSON.stringify(cell)}, not ${JSON.stringify(value)}`];
  });
}

function isSame(expected: unknown, found: unknown): boolean {
  if (expected === null || expected === "") return found === null || found === "";
  if (typeof expected !== "number") return found === expected;
  return (
    typeof found === "number" && Math.abs(found - expected) <= NUMBER_TOLERANCE * (1 + Math.abs(expected))
  );
}

const orDash = (value: string | number | null | undefined): number | string =>
  value === null || value === undefined ? "-" : Number(value);

/** Rows by the titles of their tables; of scenarios without their sheet and file, which the names of sheets decide. */
function tablesOf(reply: InvestmentReply): Record<string, Rows> {
  const { scenarios, sources, warnings } = reply;
  const perScenario = <Part>(
    partsOf: (report: (typeof scenarios)[number]) => readonly Part[],
    rowOf: (part: Part) => readonly unknown[],
  ): Rows => scenarios.flatMap((report) => partsOf(report).map((part) => [report.name, ...rowOf(part)]));
  return {
    Scenarios: scenarios.map((report) => [
      report.name,
      report.discountRatePerYear,
      report.grossMargin,
      report.horizonMonths,
    ]),
    Run: [
      ["As of", reply.asOf ?? "a case without pipeline data"],
      ["Known through", reply.knownThrough ?? "-"],
      ["Currency", reply.currency === "XXX" ? "none given" : reply.currency],
      ["Draws", reply.drawCount],
      ["Seed", reply.seed],
      ["Engine version", reply.engineVersion],
      ["Digest of the base plan", reply.planDigest ?? "-"],
      ["Digest of the result", reply.resultDigest],
      ["Extrapolates beyond what past windows can prove", reply.isExtrapolation ? "yes" : "no"],
    ],
    Sources: sources.map(({ file, layout, rowCount, rejectedCount, sha256 }) => [
      file,
      layout,
      rowCount,
      rejectedCount,
      sha256,
    ]),
    Levers: perScenario(
      ({ levers }) => levers,
      (lever) => [
        lever.name,
        lever.kind.replaceAll("_", " "),
        lever.size,
        lever.scope ?? "everything",
        lever.mean,
        lever.p10,
        lever.p90,
        lever.startMonth,
        lever.adoptionMonths,
        orDash(lever.alone?.mean),
        orDash(lever.tornado?.low),
        orDash(lever.tornado?.high),
        orDash(lever.breakEvenSize),
        orDash(lever.varianceShare),
        lever.breakEvenReason,
        lever.reasoning,
      ],
    ),
    "Costs, over the horizon": perScenario(
      ({ lines }) => lines.filter(({ kind }) => kind === "cost"),
      ({ label, total }) => [label, Number(total)],
    ),
    Goals: perScenario(
      ({ goals }) => goals,
      (goal) => [
        goal.kpi,
        goal.unit,
        goal.byMonth,
        orDash(goal.baseline),
        goal.target,
        ...[goal.without, goal.with, goal.withLow, goal.withHigh, goal.chance].map(orDash),
        goal.reason,
      ],
    ),
    Warnings: [{ name: "All", warnings }, ...scenarios].flatMap((part) =>
      part.warnings.map(({ code, message }) => [part.name, code, message]),
    ),
  };
}
