import { ensure } from "../../core/base/ensure.ts";

/** The most columns that a sheet has. */
const COLUMN_LIMIT = 16_384;

/** `A` for 0, `Z` for 25, `AA` for 26. */
export function columnName(column: number): string {
  ensure(
    Number.isSafeInteger(column) && column >= 0 && column < COLUMN_LIMIT,
    `Cannot name column ${column}: a sheet has ${COLUMN_LIMIT}`,
  );
  let name = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}

/** `D5`. @param column from 0 @param row from 1 */
export function cellAddress(column: number, row: number): string {
  return `${columnName(column)}${row}`;
}

/** `$D$5`, which stays when a formula is copied. */
export function fixedAddress(column: number, row: number): string {
  return `$${columnName(column)}$${row}`;
}

/** `D5:F5`, or `D5` where both ends are one. */
export function rowRange(row: number, fromColumn: number, toColumn: number): string {
  const from = cellAddress(fromColumn, row);
  return fromColumn === toColumn ? from : `${from}:${cellAddress(toColumn, row)}`;
}

/** `'Sheet ''one'''!D5`. */
export function onSheet(sheetName: string, address: string): string {
  return `${quotedSheet(sheetName)}!${address}`;
}

/** A sheet's name as formulas have it: quoted, quotes within it doubled. */
export function quotedSheet(sheetName: string): string {
  return `'${sheetName.replaceAll("'", "''")}'`;
}
