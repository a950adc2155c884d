import { Client, type ClientConfig } from "pg";

/** Everything that makes the schema, as one text: tables, columns, keys, indexes, policies, rights, and the migrations that were run. */
export async function catalogueOf(connection: ClientConfig): Promise<string> {
  const client = new Client(connection);
  await client.connect();
  try {
    const parts: string[] = [];
    for (const query of QUERIES) {
      const { rows } = await client.query<{ line: string }>({ text: query });
      parts.push(...rows.map(({ line }) => line));
    }
    return parts.join("\n");
  } finally {
    await client.end();
  }
}

const IN_SCHEMA = "join pg_namespace n on n.oid = relnamespace where nspname = 'revcast'";

const QUERIES = [
  `select concat_ws(' ', 'relation', relname, relkind, relrowsecurity, relforcerowsecurity,
     (select string_agg(privilege_type, ',' order by privilege_type) from aclexplode(relacl)
       join pg_roles r on r.oid = grantee where rolname = 'revcast_app')) as line
   from pg_class c ${IN_SCHEMA} order by relname`,
  `select concat_ws(' ', 'column', relname, attnum, attname, format_type(atttypid, atttypmod), attnotnull,
     pg_get_expr(adbin, adrelid)) as line
   from pg_attribute a join pg_class c on c.oid = attrelid left join pg_attrdef d on adrelid = attrelid and adnum = attnum
   ${IN_SCHEMA} and attnum > 0 order by relname, attnum`,
  `select concat_ws(' ', 'constraint', relname, conname, pg_get_constraintdef(k.oid)) as line
   from pg_constraint k join pg_class c on c.oid = conrelid ${IN_SCHEMA} order by relname, conname`,
  `select concat_ws(' ', 'index', indexname, indexdef) as line from pg_indexes where schemaname = 'revcast' order by indexname`,
  `select concat_ws(' ', 'policy', tablename, policyname, cmd, roles, qual, with_check) as line
   from pg_policies where schemaname = 'revcast' order by tablename, policyname`,
  `select concat_ws(' ', 'function', proname) as line from pg_proc join pg_namespace n on n.oid = pronamespace
   where nspname = 'revcast' order by proname`,
  `select concat_ws(' ', 'migration', name) as line from revcast.schema_migration order by name`,
];
