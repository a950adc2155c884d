import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { AppFailure } from "../contracts/failure.ts";
import { storedArchive, unpackArchive, type ArchivePart } from "./checked-archive.ts";
import type { BrokenRow, DerivedRow, DerivedRows } from "./derived-rows.ts";
import type { FileBytes } from "./inspect-file.ts";

/** A sheet of a workbook as rows of texts. */
export interface SheetSource {
  /** Name of the sheet; "" when the workbook has no other one that holds anything. */
  readonly sheet: string;
  readonly bytes: FileBytes;
  readonly header: readonly string[];
  readonly headerLine: number;
  readonly derived: DerivedRows;
}

const MOST_FILE_BYTES = 64 * 2 ** 20;
const MOST_UNPACKED_BYTES = 512 * 2 ** 20;
const MOST_CELLS = 20_000_000;

/**
 * Reads the sheets of a workbook. Formulas are never run: their cells hold the values that were saved with them. Dates
 * become ISO, in the calendar of 1900 or 1904 that the workbook states; numbers stay as they were saved.
 * @throws {AppFailure} `not_found` when it cannot be read, `bad_input` when it is no workbook or larger than the limits
 */
export async function readXlsxSheets(path: string): Promise<readonly SheetSource[]> {
  const refuse = (what: string): AppFailure => new AppFailure("bad_input", `Cannot read ${path}: ${what}`);
  const bytes = await bytesOf(path, refuse);
  const parts = unpackArchive(bytes, MOST_UNPACKED_BYTES);
  if (typeof parts === "string") throw refuse(`${parts}; save it as CSV`);
  const problem = problemOf(parts);
  if (problem !== undefined) throw refuse(problem);
  const sheets = await sheetsOf(parts).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message.slice(0, 200) : String(error);
    throw refuse(`it is no workbook that can be read (${reason}); save it as CSV`);
  });
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const filled = sheets.filter(({ data }) => data.some((row) => row.some((cell) => cell !== null)));
  if (filled.length === 0) throw refuse("no sheet holds anything");
  return filled.map(({ sheet, data }): SheetSource => {
    const first = data.findIndex((row) => row.some((cell) => cell !== null));
    const header = data[first]!.map((cell) => textOf(cell));
    while (header.at(-1) === "") header.pop(); // rows are as wide as the widest of the sheet
    const isOnly = filled.length === 1;
    return {
      sheet: isOnly ? "" : sheet,
      bytes: {
        path,
        // Sheets of one file are contents of their own.
        sha256: isOnly ? sha256 : createHash("sha256").update(`${sha256} ${sheet}`).digest("hex"),
        byteCount: bytes.length,
        encoding: "utf8",
        newline: "\n",
      },
      header,
      headerLine: first + 1,
      derived: rowsBelow(data, first, header.length),
    };
  });
}

async function bytesOf(path: string, refuse: (what: string) => AppFailure): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > MOST_FILE_BYTES)
      throw refuse(`workbooks above ${MOST_FILE_BYTES / 2 ** 20} MB are not read; save it as CSV`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof AppFailure) throw error;
    throw new AppFailure("not_found", `Cannot read ${path}: ${String(error)}`, { cause: error });
  }
}

/** What would make reading costly or dangerous, in words. */
function problemOf(parts: readonly ArchivePart[]): string | undefined {
  if (!parts.some(({ path }) => path === "xl/workbook.xml")) return "it is no XLSX workbook; save it as CSV";
  let cellCount = 0;
  for (const { path, content } of parts) {
    if (!/\.(xml|rels)$/i.test(path)) continue;
    const text = content.toString("utf8");
    if (/<!(DOCTYPE|ENTITY)/i.test(text.slice(0, 10_000)))
      return `${path} declares entities, which no workbook needs`;
    if (!/^xl\/worksheets\/[^/]+\.xml$/i.test(path)) continue;
    cellCount += extentOf(text);
    if (cellCount > MOST_CELLS)
      return `its sheets span more than ${MOST_CELLS} cells; delete what is empty, or save it as CSV`;
  }
  return undefined;
}

/** Rows times columns up to the last cell of a sheet. */
function extentOf(sheet: string): number {
  let rowCount = 0;
  let columnCount = 0;
  for (const match of sheet.matchAll(
    /<(?:c|row|dimension)\b[^>]*?\br(?:ef)?="(?:[A-Z]+\d+:)?([A-Z]{0,3})(\d{1,9})"/g,
  )) {
    rowCount = Math.max(rowCount, Number(match[2]));
    let column = 0;
    for (const letter of match[1]!) column = column * 26 + letter.charCodeAt(0) - 64;
    columnCount = Math.max(columnCount, column);
  }
  return rowCount * Math.max(1, columnCount);
}

interface SheetOfCells {
  readonly sheet: string;
  readonly data: readonly (readonly unknown[])[];
}

async function sheetsOf(parts: readonly ArchivePart[]): Promise<readonly SheetOfCells[]> {
  const { default: readWorkbook } = await import("read-excel-file/node"); // costs a start nothing where no workbook is read
  return readWorkbook(storedArchive(parts), { parseNumber: (text) => text });
}

/** Rows below the header; one with a cell beyond it is broken. */
function rowsBelow(data: SheetOfCells["data"], first: number, width: number): DerivedRows {
  const rows: DerivedRow[] = [];
  const broken: BrokenRow[] = [];
  for (let i = first + 1; i < data.length; i++) {
    const cells = data[i]!.map((cell) => textOf(cell));
    if (cells.every((cell) => cell.trim() === "")) continue;
    while (cells.length < width) cells.push("");
    const line = i + 1;
    if (cells.slice(width).every((cell) => cell.trim() === ""))
      rows.push({ line, cells: cells.slice(0, width) });
    else {
      const reason = `the row has ${cells.length} cells where the header has ${width}`;
      broken.push({ line, column: "", reason, value: cells.slice(0, 3).join(",") });
    }
  }
  return { rows, broken, rowCount: rows.length + broken.length };
}

/** A cell as a CSV file would hold it; a number of three decimals gets a fourth, so that its point groups nothing. */
function textOf(cell: unknown): string {
  if (cell instanceof Date) {
    if (Number.isNaN(cell.getTime())) return "#DATE";
    const seconds = new Date(Math.round(cell.getTime() / 1000) * 1000); // serials are not exact to the second
    return seconds.toISOString().slice(0, 19); // a column of midnights is read as days
  }
  if (typeof cell === "string") return /^-?\d{1,3}\.\d{3}$/.test(cell) ? `${cell}0` : cell;
  return typeof cell === "number" || typeof cell === "boolean" ? String(cell) : "";
}
