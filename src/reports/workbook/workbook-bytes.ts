import { ensure } from "../../core/base/ensure.ts";
import { columnName, quotedSheet } from "./cell-address.ts";
import { sheetXml } from "./sheet-xml.ts";
import type { Sheet } from "./sheet.ts";
import { StyleSheet } from "./style-sheet.ts";
import { xmlText } from "./xml-text.ts";
import { zipArchive } from "./zip-archive.ts";

const DECLARATION = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n`;
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/**
 * An XLSX file: sheets of values, and where a sheet has them of live formulas beside the values they gave. Programs are told to compute on
 * opening, so that what formulas show is their own arithmetic.
 * @param sheets      at least one, each with a name of its own
 * @param minorDigits decimal places of money
 * @returns           the file; the same sheets give the same bytes
 * @see ECMA-376, part 1, sections 12 and 18
 */
export function workbookBytes(sheets: readonly Sheet[], minorDigits: number): Uint8Array {
  ensure(sheets.length > 0, "Cannot write a workbook without sheets");
  const styles = new StyleSheet(minorDigits);
  const pages = sheets.map((sheet, index) => ({
    path: `xl/worksheets/sheet${index + 1}.xml`,
    text: sheetXml(sheet, styles),
  }));
  return zipArchive([
    { path: "[Content_Types].xml", text: contentTypes(sheets.length) },
    {
      path: "_rels/.rels",
      text: relations([{ type: "officeDocument", target: "xl/workbook.xml" }]),
    },
    { path: "xl/workbook.xml", text: workbookXml(sheets) },
    {
      path: "xl/_rels/workbook.xml.rels",
      text: relations([
        ...sheets.map((_, index) => ({ type: "worksheet", target: `worksheets/sheet${index + 1}.xml` })),
        { type: "styles", target: "styles.xml" },
      ]),
    },
    { path: "xl/styles.xml", text: styles.xml() },
    ...pages,
  ]);
}

function workbookXml(sheets: readonly Sheet[]): string {
  const entries = sheets.map(
    ({ name }, index) => `<sheet name="${xmlText(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const titles = sheets.flatMap((sheet, index) => {
    const area = repeatedArea(sheet);
    return area === ""
      ? []
      : [`<definedName name="_xlnm.Print_Titles" localSheetId="${index}">${xmlText(area)}</definedName>`];
  });
  return (
    `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><bookViews><workbookView/></bookViews>` +
    `<sheets>${entries.join("")}</sheets>` +
    (titles.length > 0 ? `<definedNames>${titles.join("")}</definedNames>` : "") +
    `<calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>`
  );
}

/** Columns and rows that every printed page repeats. */
function repeatedArea({ name, frozen }: Sheet): string {
  const sheet = quotedSheet(name);
  return [
    ...(frozen.columns > 0 ? [`${sheet}!$A:$${columnName(frozen.columns - 1)}`] : []),
    ...(frozen.rows > 0 ? [`${sheet}!$1:$${frozen.rows}`] : []),
  ].join(",");
}

function relations(targets: readonly { readonly type: string; readonly target: string }[]): string {
  const entries = targets.map(
    ({ type, target }, index) =>
      `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`,
  );
  return `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${entries.join("")}</Relationships>`;
}

function contentTypes(sheetCount: number): string {
  const part = (name: string, type: string): string =>
    `<Override PartName="/xl/${name}.xml" ContentType="${CONTENT}.${type}+xml"/>`;
  const sheets = Array.from({ length: sheetCount }, (_, index) =>
    part(`worksheets/sheet${index + 1}`, "worksheet"),
  );
  return (
    `${DECLARATION}<Types xmlns="${PACKAGE}/content-types">` +
    `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Default Extension="xml" ContentType="application/xml"/>` +
    `${part("workbook", "sheet.main")}${part("styles", "styles")}${sheets.join("")}</Types>`
  );
}
