import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { inject } from "vitest";
import type { StorePlace } from "../../src/store/store.ts";

/** A place for a store that nothing is in yet, and how to be rid of it. */
export interface FreshPlace {
  readonly place: StorePlace;
  readonly remove: () => Promise<void>;
}

/** The two engines that every test of the store runs on. */
export const ENGINES = ["embedded", "server"] as const;
export type Engine = (typeof ENGINES)[number];

/** A new workspace folder with its own embedded database, or a new database of a login that is no superuser on a server over TCP. */
export async function freshPlace(engine: Engine): Promise<FreshPlace> {
  const folder = mkdtempSync(join(tmpdir(), "revcast-workspace-"));
  chmodSync(folder, 0o755);
  const removeFolder = (): void =>
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  if (engine === "embedded") {
    return { place: { folder }, remove: () => Promise.resolve(removeFolder()) };
  }
  const server = inject("databaseServer");
  const name = `t_${randomUUID().replaceAll("-", "")}`;
  await asAdministrator(server, [`create role ${name} login`, `create database ${name} owner ${name}`]);
  const databaseUrl = server.replace(/postgres@/, `${name}@`).replace(/postgres$/, name);
  return {
    place: { databaseUrl, folder },
    remove: async () => {
      await asAdministrator(server, [`drop database ${name} with (force)`, `drop role ${name}`]);
      removeFolder();
    },
  };
}

async function asAdministrator(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
