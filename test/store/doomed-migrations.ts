import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type ClientConfig } from "pg";
import { expect } from "vitest";
import { openStore, type StorePlace } from "../../src/store/store.ts";
import { catalogueOf } from "./catalogue.ts";
import { ROOT } from "../cli/run-source.ts";

const SCRIPT = fileURLToPath(new URL("migrate-and-die.ts", import.meta.url));
export const DOOMED = "revcast doomed migration";

export type Moment = "before" | "after" | "hang";

/** A process that is ready to migrate and to die at a statement. */
export interface DoomedMigration {
  readonly statement: number;
  readonly child: ChildProcess;
  /** Lets it begin; resolves at its end, or when it hangs. */
  readonly run: () => Promise<"killed" | "done" | "hangs">;
}

/** Starts a process that migrates as soon as it is let, and dies at a statement; 0 = it does not. */
export function prepareMigration(
  connection: ClientConfig,
  statement: number,
  moment: Moment,
): DoomedMigration {
  const named = { ...connection, types: undefined, application_name: DOOMED };
  const argv = ["--import", "tsx", SCRIPT, JSON.stringify(named), String(statement), moment];
  const child = spawn(process.execPath, argv, { cwd: ROOT, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => undefined);
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const lines: string[] = [];
  const isClosed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let onHang: () => void;
  const hangs = new Promise<void>((resolve) => (onHang = resolve));
  const isReady = new Promise<void>((resolve) => {
    createInterface(child.stdout).on("line", (line) => {
      lines.push(line);
      if (line === "ready") resolve();
      if (line === "hangs") onHang();
    });
  });
  return {
    statement,
    child,
    run: async () => {
      await Promise.race([isReady, isClosed]);
      child.stdin.write("go\n");
      await Promise.race([isClosed, hangs]);
      if (lines.includes("hangs")) return "hangs";
      if (child.signalCode === "SIGKILL") return "killed";
      if (child.exitCode === 0 && lines.some((line) => line.startsWith("done"))) return "done";
      throw new Error(`the migration ended otherwise: ${child.exitCode} ${said}`);
    },
  };
}

/** Waits until the server has seen that those who migrated are dead. */
export async function untilBuried(connection: ClientConfig): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  try {
    while (true) {
      const { rowCount } = await client.query("select from pg_stat_activity where application_name = $1", [
        DOOMED,
      ]);
      if (rowCount === 0) return;
      await sleep(10);
    }
  } finally {
    await client.end();
  }
}

/** Back to a database that nothing was ever done to. */
export async function dropSchema(connection: ClientConfig): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  await client.query("drop schema if exists revcast cascade");
  await client.end();
}

/** A database whose whole schema is known. */
export interface KnownDatabase {
  readonly place: StorePlace;
  readonly connection: ClientConfig;
  readonly whole: string;
}

/**
 * Kills migrations of an empty database at one statement after another, and holds what opening the store makes of it then against
 * the whole schema.
 * @param onHang what is to happen at the statement, for processes that hang there
 * @returns the statements, 1 = the first
 */
export async function killAtStatements(
  { place, connection, whole }: KnownDatabase,
  how: { readonly moment: Moment; readonly first: number; readonly stride: number },
  onHang: () => Promise<void> = () => Promise.resolve(),
): Promise<number[]> {
  const killedAt: number[] = [];
  let next = prepareMigration(connection, how.first, how.moment);
  while (true) {
    const doomed = next;
    next = prepareMigration(connection, doomed.statement + how.stride, how.moment);
    await dropSchema(connection);
    const end = await doomed.run();
    if (end === "done") break;
    if (end === "hangs") {
      await onHang();
      doomed.child.kill("SIGKILL");
    }
    killedAt.push(doomed.statement);
    await untilBuried(connection);
    await (await openStore(place)).close();
    expect(await catalogueOf(connection), `killed ${how.moment} statement ${doomed.statement}`).toBe(whole);
  }
  next.child.kill("SIGKILL");
  return killedAt;
}
