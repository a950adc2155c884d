import type { ColumnRole } from "../../contracts/funnel.ts";
import type { RoleColumns } from "../column-roles.ts";
import { CompactRows } from "../compact-rows.ts";
import type { SourceFile } from "../source-file.ts";
import { percentCell } from "./cell-rules.ts";
import { derivedSource } from "./derived-source.ts";
import type { PresetTable, TableRow } from "./preset-table.ts";

/** A column of the CRM that has a role, or one that a preset works out. */
export type RoleSource =
  number | undefined | { readonly name: string; readonly cellOf: (row: TableRow) => string };

/**
 * A table of opportunities as they stand on the day of the export, made of a table of a CRM.
 * @param made.dropped columns that tell what a worked out one tells, and so are no attributes
 * @param made.isPercent true: bare numbers of the probability are percent, whatever the column shows
 */
export function opportunitiesSource(
  table: PresetTable,
  made: {
    readonly preset: string;
    readonly roles: Partial<Readonly<Record<ColumnRole, RoleSource>>>;
    readonly rows: readonly TableRow[];
    readonly dropped?: readonly (number | undefined)[];
    readonly isPercent?: boolean;
  },
): SourceFile {
  const { preset, roles, rows, dropped = [], isPercent = false } = made;
  const kept = [...table.source.header.keys()].filter((index) => !dropped.includes(index));
  const header = kept.map((index) => table.source.header[index]!);
  const columns: { -readonly [role in keyof RoleColumns]: number } = {};
  const workedOut: ((row: TableRow) => string)[] = [];
  for (const [role, source] of Object.entries(roles) as [ColumnRole, RoleSource][]) {
    if (source === undefined) continue;
    if (typeof source === "number") columns[role] = kept.indexOf(source);
    else {
      columns[role] = header.length;
      header.push(source.name);
      workedOut.push(source.cellOf);
    }
  }
  const { probability } = columns;
  const derived = new CompactRows(header.length);
  for (const row of rows) {
    const { cells: told } = row;
    const cells = kept.map((index) => told[index]!);
    if (isPercent && probability !== undefined) cells[probability] = percentCell(cells[probability]!);
    for (const cellOf of workedOut) cells.push(cellOf(row));
    derived.add(row.line, cells);
  }
  return derivedSource(table, { preset, layout: "opportunities", header, columns, rows: derived });
}
