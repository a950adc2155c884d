import { sql, type Migration } from "kysely";
import { FIRST_SCHEMA } from "./0001-first-schema.sql.ts";
import { RUN_CHANGES } from "./0002-run-changes.sql.ts";
import { SLOT_OUTCOMES } from "./0003-slot-outcomes.sql.ts";
import { CELL_TURNS } from "./0004-cell-turns.sql.ts";
import { IMPORTS } from "./0005-imports.sql.ts";
import { OLD_REPLIES } from "./0006-old-replies.sql.ts";
import { PROTECT_TABLES } from "./protect-tables.sql.ts";

/**
 * All migrations by name, in the order of their names. One that was released is never changed: the next one changes what it made.
 * Each run is one transaction, so a killed one has changed nothing.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-first-schema": fromSql(FIRST_SCHEMA),
  "0002-run-changes": fromSql(RUN_CHANGES),
  "0003-slot-outcomes": fromSql(SLOT_OUTCOMES),
  "0004-cell-turns": fromSql(CELL_TURNS),
  "0005-imports": fromSql(IMPORTS),
  "0006-old-replies": fromSql(OLD_REPLIES),
};

function fromSql(statements: string): Migration {
  return { up: async (db) => void (await sql.raw(statements + PROTECT_TABLES).execute(db)) };
}
