import { writeSync } from "node:fs";
import { Kysely, PostgresDialect } from "kysely";
import { Client, Pool } from "pg";
import { migrate } from "../../src/store/migrate.ts";
import type { Schema } from "../../src/store/schema.ts";
import { statementsOf } from "./statements-of.ts";

/**
 * Migrates a database as the store does and is killed (SIGKILL) by itself at one of the statements.
 * Arguments: connection as JSON; which statement, 1 = the first, 0 = none; `before` it is sent, `after` it was sent and before it is
 * answered, or `hang` before it, so that others may be killed meanwhile.
 * Waits for a line on the standard input before it begins. Migrations of many statements are sent one by one.
 */
type Moment = "before" | "after" | "hang";
const [connection, at, when] = process.argv.slice(2) as [string, string, Moment];
const send = Reflect.get(Client.prototype, "query") as (...args: unknown[]) => unknown;
let count = 0;

function counted(this: Client, query: unknown, ...rest: unknown[]): unknown {
  count++;
  const isLast = count === Number(at);
  if (isLast && when === "before") die();
  if (isLast && when === "hang") return hang();
  const sent = send.call(this, query, ...rest);
  // The bytes are with the kernel when the turn of the event loop ends.
  if (isLast) setImmediate(die);
  return sent;
}

function hang(): Promise<never> {
  writeSync(1, "hangs\n");
  setInterval(() => undefined, 1_000);
  return new Promise(() => undefined);
}

/** A query of several statements becomes one query for each; all else is sent as it is. */
function query(this: Client, query: unknown, ...rest: unknown[]): unknown {
  const text = typeof query === "string" ? query : "";
  const statements = statementsOf(text);
  if (statements.length < 2) return counted.call(this, query, ...rest);
  return (async () => {
    let result: unknown;
    for (const statement of statements) result = await counted.call(this, statement);
    return result;
  })();
}

function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("killed");
}

Reflect.set(Client.prototype, "query", query);
writeSync(1, "ready\n");
await new Promise((resolve) => process.stdin.once("data", resolve));
process.stdin.destroy();
const pool = new Pool({ ...(JSON.parse(connection) as object), max: 1 });
const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
await migrate(db);
await db.destroy();
writeSync(1, `done after ${count}\n`);
