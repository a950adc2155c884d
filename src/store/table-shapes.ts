import { sql } from "kysely";
import { ensure } from "../core/base/ensure.ts";
import type { StoreTransaction } from "./store.ts";

/** A table as the database describes it. */
export interface TableShape {
  readonly name: string;
  /** In the order of a row's text. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Columns of the primary key, in its order. */
  readonly key: readonly string[];
}

/** All tables of the store but those that say which migrations were run; a table comes after all that its rows refer to. */
export async function tableShapes(tx: StoreTransaction): Promise<readonly TableShape[]> {
  const { rows } = await sql<TableShape & { readonly refersTo: readonly string[] }>`
    select c.relname as name,
      (select json_agg(json_build_object('name', attname, 'type', format_type(atttypid, atttypmod)) order by attnum)
        from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) as columns,
      (select json_agg(attname order by place)
        from pg_index, unnest(indkey) with ordinality as k(number, place)
          join pg_attribute on attnum = number
        where indrelid = c.oid and indisprimary and attrelid = c.oid) as key,
      (select coalesce(json_agg(distinct other.relname), '[]'::json)
        from pg_constraint join pg_class other on other.oid = confrelid
        where conrelid = c.oid and contype = 'f' and confrelid <> c.oid) as "refersTo"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where nspname = current_schema() and relkind in ('r', 'p') and relname not like 'schema\\_migration%'
    order by relname collate "C"`.execute(tx);
  const placed: TableShape[] = [];
  let waiting = rows;
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name));
    const next = waiting.find(({ refersTo }) => !refersTo.some((name) => names.has(name)));
    ensure(next !== undefined, "Tables refer to each other in a circle");
    const { refersTo: _, ...shape } = next;
    placed.push(shape);
    waiting = waiting.filter((row) => row !== next);
  }
  return placed;
}
