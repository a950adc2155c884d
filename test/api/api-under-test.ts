import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApi } from "../../src/api/create-api.ts";
import { serviceLog } from "../../src/api/access-log.ts";
import type { Api } from "../../src/api/api.ts";
import type { Limits } from "../../src/api/limits.ts";
import { addKey } from "../../src/app/access/add-key.ts";
import { memoryEngine } from "../../src/app/runs/memory-engine.ts";
import { startRuns } from "../../src/app/runs/start-runs.ts";
import { ensureTenant, openWorkspace, type Workspace } from "../../src/app/workspace/workspace.ts";
import { NewKey, type Role } from "../../src/contracts/api/key.ts";
import { freshPlace, type Engine } from "../store/fresh-places.ts";

/** An API over a database of its own, with keys for every role of two tenants; called without a network. */
export interface ApiUnderTest {
  readonly api: Api;
  readonly store: Workspace["store"];
  /** Where uploads and exports lie for as long as they last. */
  readonly scratchFolder: string;
  /** Text of a key of a role; of managers that of Annzz, of reps that of Bobzz. */
  readonly key: (role: Role, tenant?: string) => Promise<string>;
  /** All that was logged so far. */
  readonly logged: () => string;
  readonly close: () => Promise<void>;
}

export const TENANTS = ["default", "foreign"] as const;

export async function apiUnderTest(engine: Engine, limits: Partial<Limits> = {}): Promise<ApiUnderTest> {
  const fresh = await freshPlace(engine);
  const { store } = await openWorkspace(fresh.place);
  for (const tenant of TENANTS) await ensureTenant(store, tenant, tenant);
  const lines: string[] = [];
  const log = serviceLog("debug", { write: (line) => void lines.push(line) });
  const scratchFolder = mkdtempSync(join(tmpdir(), "revcast-api-test-"));
  const runs = await startRuns({ store, engine: memoryEngine(), concurrency: 1 });
  const many = {
    perKeyAndMinute: 1e6,
    perAddressAndMinute: 1e6,
    refusedPerAddressAndMinute: 1e6,
    loopDelayMs: 60_000,
  };
  const api = await createApi({
    store,
    runs,
    version: "0.0.0",
    log,
    scratchFolder,
    limits: { ...many, ...limits },
  });
  const keys = new Map<string, Promise<string>>();
  const make = async (role: Role, tenant: string): Promise<string> => {
    const owner = role === "manager" ? "Annzz" : role === "rep" ? "Bobzz" : undefined;
    const asked = NewKey.parse({
      name: `${role} of a test`,
      role,
      ...(owner === undefined ? {} : { subtreeOwner: owner }),
    });
    return (await addKey(store, tenant, asked, { actor: "test" })).secret;
  };
  return {
    api,
    store,
    scratchFolder,
    key: (role, tenant = "default") => {
      const name = `${tenant} ${role}`;
      const known = keys.get(name) ?? make(role, tenant);
      keys.set(name, known);
      return known;
    },
    logged: () => lines.join(""),
    close: async () => {
      await api.close();
      await runs.stop();
      await store.close();
      rmSync(scratchFolder, { recursive: true, force: true });
      await fresh.remove();
    },
  };
}

export function bearer(key: string): { authorization: string } {
  return { authorization: `Bearer ${key}` };
}

/** Reads an answer that has to be of one of these statuses. @throws {Error} with the answer when it is not */
export function answered(
  reply: { readonly statusCode: number; readonly body: string },
  ...statuses: readonly number[]
): unknown {
  if (!statuses.includes(reply.statusCode)) throw new Error(`Answered ${reply.statusCode}: ${reply.body}`);
  return JSON.parse(reply.body);
}

/** A multipart body of files and fields. */
export function multipartOf(
  files: Readonly<Record<string, string | Buffer>>,
  fields: Readonly<Record<string, string>> = {},
): { readonly payload: Buffer; readonly headers: { readonly "content-type": string } } {
  const boundary = "revcast-test-boundary";
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries(fields)) {
    parts.push(
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    );
  }
  for (const [name, content] of Object.entries(files)) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
    parts.push(Buffer.from(head), Buffer.from(content), Buffer.from("\r\n"));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return {
    payload: Buffer.concat(parts),
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
  };
}
