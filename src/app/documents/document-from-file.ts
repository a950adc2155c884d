import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { DocumentKind } from "../../contracts/document.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { importCostTable, type ImportedCostTable } from "../../files/cost-table.ts";
import { readDefinitionText } from "../../files/read-definition.ts";
import { readXlsxSheets } from "../../files/xlsx-source.ts";
import { earliestYear } from "./check-document.ts";

/**
 * The text that a file becomes as a document: itself, or of a workbook with a table of costs the CSV that has the same costs.
 * @throws {AppFailure} not_found, bad_input for what is no UTF-8 text, or no table of costs, or has other costs as CSV
 */
export async function documentFromFile(path: string, kind: DocumentKind): Promise<string> {
  if (!/\.xlsx$/i.test(path)) return readDefinitionText(path, "document");
  if (kind !== "costs") {
    throw new AppFailure(
      "bad_input",
      `Cannot keep ${path} as ${kind}: it is a workbook, of which only tables of costs can be kept; give a text file`,
    );
  }
  const text = await sheetAsCsv(path);
  const folder = await mkdtemp(join(tmpdir(), "revcast-costs-"));
  try {
    const copy = join(folder, "costs.csv");
    await writeFile(copy, text, { mode: 0o600 });
    const options = { caseStart: earliestYear(text) };
    const [before, after] = [await importCostTable(path, options), await importCostTable(copy, options)];
    if (costsOf(before) === costsOf(after)) return text;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  throw new AppFailure(
    "bad_input",
    `Cannot keep ${basename(path)}: as CSV its amounts or months would be others; save the table as CSV and keep that`,
  );
}

async function sheetAsCsv(path: string): Promise<string> {
  const sheets = await readXlsxSheets(path);
  if (sheets.length > 1) await importCostTable(path); // says what to do
  const { header, derived } = sheets[0]!;
  const rows: (readonly string[])[] = [header];
  for (const { cells } of derived.rows) rows.push(cells);
  return rows.map((cells) => `${cells.map(csvCell).join(",")}\n`).join("");
}

/** Nothing is set before a text that a spreadsheet would take as a formula: this is read again by revcast alone. */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function costsOf({ plan, currency }: ImportedCostTable): string {
  const items = plan.fixed.map(({ category, name, department, note, entries }) => ({
    item: [category, name, department, note],
    entries: entries.map(({ month, amount }) => [month, amount.toFixed()]),
  }));
  return JSON.stringify([currency, items]);
}
