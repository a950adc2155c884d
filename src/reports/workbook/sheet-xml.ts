import type { Cell } from "./cell.ts";
import { cellAddress } from "./cell-address.ts";
import type { Sheet } from "./sheet.ts";
import type { StyleSheet } from "./style-sheet.ts";
import { xmlText } from "./xml-text.ts";

/** What a program might take for a formula when the cell is edited or the sheet is saved as text. */
const LOOKS_LIKE_FORMULA = /^[=+\-@]/u;

/** More columns than this are printed over several pages, at this scale, rather than too small to read. */
const LEGIBLE_COLUMNS = 20;
const WIDE_SCALE_PERCENT = 65;

/**
 * A sheet as SpreadsheetML. Landscape, as wide as one page where that can be read.
 * @see ECMA-376, part 1, section 18.3
 */
export function sheetXml(sheet: Sheet, styles: StyleSheet): string {
  const columnCount = Math.max(1, ...sheet.rows.map(({ length }) => length));
  const isWide = columnCount > LEGIBLE_COLUMNS;
  const rows = sheet.rows.map((row, index) => {
    const cells = row.map((cell, column) =>
      cell === undefined ? "" : cellXml(cell, cellAddress(column, index + 1), styles),
    );
    return `<row r="${index + 1}">${cells.join("")}</row>`;
  });
  return (
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n` +
    `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
    (isWide ? "" : `<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`) +
    `<dimension ref="A1:${cellAddress(columnCount - 1, Math.max(1, rows.length))}"/>` +
    viewXml(sheet) +
    `<sheetFormatPr defaultRowHeight="13.8"/>` +
    columnsXml(sheet, columnCount) +
    `<sheetData>${rows.join("")}</sheetData>` +
    `<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>` +
    `<pageSetup paperSize="9"${isWide ? ` scale="${WIDE_SCALE_PERCENT}"` : ""} orientation="landscape"${isWide ? "" : ` fitToWidth="1" fitToHeight="0"`}/>` +
    `<headerFooter><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter>` +
    `</worksheet>`
  );
}

function cellXml(cell: Cell, address: string, styles: StyleSheet): string {
  const start = (isLiteral = false): string =>
    `<c r="${address}" s="${styles.numberOf(cell.style, isLiteral)}"`;
  if (cell.kind === "number") return `${start()}><v>${cell.value}</v></c>`;
  if (cell.kind === "text") {
    if (cell.text === "") return cell.style.role === "plain" ? "" : `${start()}/>`;
    const isLiteral = LOOKS_LIKE_FORMULA.test(cell.text);
    return `${start(isLiteral)} t="inlineStr"><is><t xml:space="preserve">${xmlText(cell.text)}</t></is></c>`;
  }
  const formula = `<f>${xmlText(cell.formula)}</f>`;
  return "number" in cell.cached
    ? `${start()}>${formula}<v>${cell.cached.number}</v></c>`
    : `${start()} t="str">${formula}<v>${xmlText(cell.cached.text)}</v></c>`;
}

function viewXml({ frozen: { rows, columns } }: Sheet): string {
  const view = `<sheetView showGridLines="0" workbookViewId="0"`;
  if (rows === 0 && columns === 0) return `<sheetViews>${view}/></sheetViews>`;
  const pane = rows === 0 ? "topRight" : columns === 0 ? "bottomLeft" : "bottomRight";
  const splits = `${columns > 0 ? ` xSplit="${columns}"` : ""}${rows > 0 ? ` ySplit="${rows}"` : ""}`;
  return (
    `<sheetViews>${view}><pane${splits} topLeftCell="${cellAddress(columns, rows + 1)}" activePane="${pane}" state="frozen"/>` +
    `<selection pane="${pane}"/></sheetView></sheetViews>`
  );
}

function columnsXml({ columnWidths }: Sheet, columnCount: number): string {
  const columns = Array.from({ length: columnCount }, (_, index) => {
    const width = columnWidths[index] ?? columnWidths.at(-1) ?? 12;
    return `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`;
  });
  return `<cols>${columns.join("")}</cols>`;
}
