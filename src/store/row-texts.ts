import { sql, type RawBuilder } from "kysely";
import { SCHEMA_NAME } from "./migrate.ts";
import type { StoreTransaction } from "./store.ts";
import type { TableShape } from "./table-shapes.ts";

/** Characters of rows that are in memory at a time, about. */
const BATCH_CHARACTERS = 4 << 20;
const MOST_ROWS = 5_000;

/**
 * The rows of a table as PostgreSQL writes them, which is exact for values of every type; in the order of the primary key, which is
 * the same whatever the language of the database. Only keys are sorted: rows are fetched one by one as they are wanted.
 */
export function rowTexts(tx: StoreTransaction, table: TableShape): AsyncGenerator<readonly string[]> {
  return inKeyOrder(tx, table, sql`t::text`);
}

/** The rows of a tenant in a table as JSON objects with these columns, in the order of the primary key. */
export function rowJsons(
  tx: StoreTransaction,
  table: TableShape,
  { tenantId, columns }: { readonly tenantId: string; readonly columns: readonly string[] },
): AsyncGenerator<readonly string[]> {
  const fields = columns.flatMap((column) => [sql`${sql.lit(column)}::text`, sql`t.${sql.ref(column)}`]);
  return inKeyOrder(
    tx,
    table,
    sql`json_build_object(${sql.join(fields)})::text`,
    sql`where tenant_id = ${sql.lit(tenantId)}`,
  );
}

async function* inKeyOrder(
  tx: StoreTransaction,
  table: TableShape,
  text: RawBuilder<unknown>,
  where: RawBuilder<unknown> = sql``,
): AsyncGenerator<readonly string[]> {
  const name = sql.table(`${SCHEMA_NAME}.${table.name}`);
  const isText = (column: string): boolean =>
    table.columns.some((known) => known.name === column && known.type === "text");
  const order = table.key.map((column) =>
    isText(column) ? sql`${sql.ref(column)} collate "C"` : sql.ref(column),
  );
  await sql`
    declare row_texts no scroll cursor for
    select (select ${text} from ${name} t where t.ctid = place) as row
    from (select ctid as place from ${name} ${where} order by ${sql.join(order)}) places`.execute(tx);
  let count = 16;
  while (true) {
    const { rows } = await sql<{
      row: string;
    }>`fetch forward ${sql.lit(count)} from row_texts`.execute(tx);
    if (rows.length > 0) yield rows.map(({ row }) => row);
    if (rows.length < count) break;
    const length = rows.reduce((sum, { row }) => sum + row.length, 0) / rows.length;
    count = Math.max(1, Math.min(MOST_ROWS, 4 * count, Math.floor(BATCH_CHARACTERS / length)));
  }
  await sql`close row_texts`.execute(tx);
}

/** Adds rows that `rowTexts` gave. */
export async function insertRowTexts(
  tx: StoreTransaction,
  table: TableShape,
  texts: readonly string[],
): Promise<void> {
  const name = sql.table(`${SCHEMA_NAME}.${table.name}`);
  // `offset 0` keeps the text from being read again for every column.
  await sql`
    insert into ${name}
    select (read.row).* from (select text::${name} as row from unnest(${texts}::text[]) text offset 0) read`.execute(
    tx,
  );
}

/** Whether a table has a row. */
export async function hasRows(tx: StoreTransaction, table: TableShape): Promise<boolean> {
  const { rows } = await sql`select from ${sql.table(`${SCHEMA_NAME}.${table.name}`)} limit 1`.execute(tx);
  return rows.length > 0;
}
