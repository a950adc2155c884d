import type { DerivedRow } from "../derived-rows.ts";
import type { RoleColumns } from "../column-roles.ts";
import type { Layout } from "../layouts.ts";
import type { SourceFile } from "../source-file.ts";
import type { PresetTable } from "./preset-table.ts";

/** A source whose rows a preset made of a table; lines and rejected rows are those of the file. */
export function derivedSource(
  table: PresetTable,
  made: {
    readonly preset: string;
    readonly layout: Layout;
    readonly header: readonly string[];
    readonly columns: RoleColumns;
    readonly rows: Iterable<DerivedRow>;
    /** false: the rejected rows of the file are told by another source. */
    readonly tellsBroken?: boolean;
  },
): SourceFile {
  const { preset, layout, header, columns, rows, tellsBroken = true } = made;
  const broken = tellsBroken ? table.broken : [];
  const rowCount = tellsBroken ? table.rowCount : [...rows].length;
  return { ...table.source, header, columns, layout, preset, derived: { rows, broken, rowCount } };
}
