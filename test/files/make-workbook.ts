import { zipArchive } from "../../src/reports/workbook/zip-archive.ts";

/** A cell: text, number, a date serial `{ serial }`, or a formula with the value that was saved `{ formula, value }`. */
export type SheetCell =
  string | number | null | { readonly serial: number } | { readonly formula: string; readonly value: number };

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";

/** A small XLSX workbook, built by hand to ECMA-376. */
export function makeWorkbook(
  sheets: Readonly<Record<string, readonly (readonly SheetCell[])[]>>,
  options: { readonly is1904?: boolean; readonly extra?: Readonly<Record<string, string>> } = {},
): Buffer {
  const names = Object.keys(sheets);
  const list = names
    .map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
    .join("");
  const links = names.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`); // prettier-ignore
  const parts: Record<string, string> = {
    "[Content_Types].xml": `<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><workbookPr${options.is1904 === true ? ' date1904="1"' : ""}/><sheets>${list}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${PACKAGE}/relationships">${links.join("")}<Relationship Id="rId99" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    "xl/styles.xml": `<styleSheet xmlns="${MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ...options.extra,
  };
  names.forEach((name, i) => (parts[`xl/worksheets/sheet${i + 1}.xml`] ??= sheetXml(sheets[name]!)));
  return Buffer.from(zipArchive(Object.entries(parts).map(([path, text]) => ({ path, text }))));
}

function sheetXml(rows: readonly (readonly SheetCell[])[]): string {
  const body = rows.map((cells, r) => {
    return `<row r="${r + 1}">${cells.map((cell, c) => cellXml(cell, `${String.fromCodePoint(65 + c)}${r + 1}`)).join("")}</row>`;
  });
  return `<worksheet xmlns="${MAIN}"><sheetData>${body.join("")}</sheetData></worksheet>`;
}

function cellXml(cell: SheetCell, at: string): string {
  if (cell === null) return "";
  if (typeof cell === "number") return `<c r="${at}"><v>${cell}</v></c>`;
  if (typeof cell === "string") {
    const text = cell.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    return `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
  }
  if ("serial" in cell) return `<c r="${at}" s="1"><v>${cell.serial}</v></c>`;
  return `<c r="${at}"><f>${cell.formula}</f><v>${cell.value}</v></c>`;
}
