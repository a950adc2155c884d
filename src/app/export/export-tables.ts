import type { ExportManifest } from "../../contracts/export-manifest.ts";
import { rowJsons } from "../../store/row-texts.ts";
import type { StoreTransaction } from "../../store/store.ts";
import { tableShapes } from "../../store/table-shapes.ts";
import type { ExportFolder } from "./export-folder.ts";

/** Tables and columns that are written in another form, or not at all. Every other table is written as it is, new ones too. */
export const ELSEWHERE: Readonly<
  Record<string, { readonly columns?: readonly string[]; readonly why: string }>
> = {
  api_key: { columns: ["secret_sha256"], why: "Digests of secrets are of no use elsewhere" },
  raw_piece: { why: "The files are in files/ and files-earlier/" },
  document: { columns: ["body"], why: "The texts are in documents/" },
  run_result: { columns: ["bytes"], why: "Results are in runs/" },
  cell_result: { why: "Parts of results that are in runs/; a backup holds them" },
  idempotency: { why: "Replies that were kept for requests that come twice; a backup holds them" },
};

/** Writes the rows of every table of the tenant as one JSON object a line. */
export async function exportTables(
  tx: StoreTransaction,
  tenantId: string,
  folder: ExportFolder,
  options: {
    /** Tables that are not for who asks. */
    readonly leavesOut: readonly string[];
    readonly onProgress?: (table: string, rowCount: number) => void;
  },
): Promise<ExportManifest["leftOut"]> {
  for (const table of await tableShapes(tx)) {
    const other = ELSEWHERE[table.name];
    if (other !== undefined && other.columns === undefined) continue;
    if (options.leavesOut.includes(table.name)) continue;
    const columns = table.columns.map(({ name }) => name).filter((name) => !other?.columns?.includes(name));
    let rowCount = 0;
    await folder.write(
      ["tables", `${table.name}.ndjson`],
      (async function* () {
        for await (const rows of rowJsons(tx, table, { tenantId, columns })) {
          yield `${rows.join("\n")}\n`;
          rowCount += rows.length;
          options.onProgress?.(table.name, rowCount);
        }
      })(),
    );
  }
  const closed = options.leavesOut.map((what) => ({
    what,
    why: "It is not for who has asked for this export",
  }));
  const others = Object.entries(ELSEWHERE).filter(([table]) => !options.leavesOut.includes(table));
  return [
    ...closed,
    ...others.map(([table, { columns, why }]) => ({
      what: columns === undefined ? table : columns.map((column) => `${table}.${column}`).join(", "),
      why,
    })),
  ];
}
