import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startService, type RunningService } from "../../src/api/start-service.ts";
import { openWorkspace, type StorePlace, type Workspace } from "../../src/app/workspace/workspace.ts";
import { startMortalDatabase, type MortalDatabase } from "../app/runs/mortal-database.ts";
import { ENGINES } from "../store/fresh-places.ts";
import { bearer } from "./api-under-test.ts";

/** What a request may take at most, whatever the database does. */
const ANSWERED_WITHIN_MS = 5_000;

const statOf = (pid: number): readonly string[] =>
  readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
const parentOf = (pid: number): number => Number(statOf(pid)[1]);
/** Processes of a database server: what its first process has started. */
const childrenOf = (parent: number): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return parentOf(pid) === parent;
      } catch {
        return false; // gone meanwhile
      }
    });

describe.each(ENGINES)("a database that hangs, %s", (engine) => {
  let service: RunningService;
  let database: MortalDatabase | undefined;
  let watching: Workspace;
  let postmaster = 0;
  const folder = mkdtempSync(join(tmpdir(), "revcast-hang-"));
  const lines: string[] = [];
  beforeAll(async () => {
    database = engine === "server" ? await startMortalDatabase() : undefined;
    const place: StorePlace = { folder: join(folder, "workspace"), databaseUrl: database?.url };
    service = await startService({
      place,
      host: "127.0.0.1",
      port: 0,
      version: "0.0.0",
      logTo: { write: (line) => void lines.push(line) },
    });
    watching = await openWorkspace(place, { connectionCount: 1 });
    const { rows } = await watching.store.asSystem((tx) =>
      sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx),
    );
    postmaster = parentOf(rows[0]!.pid);
  }, 120_000);
  afterAll(async () => {
    if (postmaster > 0) signal([postmaster, ...childrenOf(postmaster)], "SIGCONT");
    await watching.store.close();
    await service.stop();
    await database?.remove();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const signal = (pids: readonly number[], name: "SIGSTOP" | "SIGCONT"): void => {
    for (const pid of pids) {
      try {
        process.kill(pid, name);
      } catch {
        // gone meanwhile
      }
    }
  };
  const ask = async (
    path: string,
    body?: object,
  ): Promise<{ status: number; ms: number; after: string | null }> => {
    const began = performance.now();
    const reply = await fetch(`${service.url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        ...bearer(service.firstKey!),
        ...(body === undefined ? {} : { "content-type": "application/json", "idempotency-key": `${began}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // How the service is built is for its log.
    expect(await reply.text()).not.toMatch(/connection|answered nothing/);
    return { status: reply.status, ms: performance.now() - began, after: reply.headers.get("retry-after") };
  };
  const ALL = [
    "/health/ready",
    "/v1/runs",
    "/v1/revisions",
    "/v1/documents",
    "/v1/keys",
    "/v1/audit",
    "/v1/schedules",
    "/v1/imports",
    "/v1/overrides",
  ];
  const askAll = () =>
    Promise.all([
      ...ALL.map((path) => ask(path)),
      ask("/v1/keys", { name: "one more", role: "cro" }),
      ask("/v1/forecasts", { horizon: "30d" }),
    ]);

  const asked = 2 * (ALL.length + 2);
  /** Least and most of the requests that are refused, by what stands still. */
  const REFUSED = {
    "all of it": [asked, asked],
    // What hangs while others work is found out by those who meet it: the connection that was used last is taken first.
    "its backends": [1, asked],
    // It is needed for new connections alone: those that are open go on being used.
    "its first process": [0, asked - 1],
  } as const;

  it.each(["all of it", "its backends", "its first process"] as const)(
    "is answered for within 5 s while %s stands still, and used again when it goes on, without a restart",
    async (part) => {
      expect((await ask("/v1/runs")).status).toBe(200);
      for (let round = 0; round < 2; round++) {
        const backends = childrenOf(postmaster);
        const stopped =
          part === "all of it"
            ? [postmaster, ...backends]
            : part === "its backends"
              ? backends
              : [postmaster];
        signal(stopped, "SIGSTOP");
        try {
          const first = await askAll();
          // Some begin while it is known already, some when the one before has been given up.
          const later = await askAll();
          for (const { status, ms, after } of [...first, ...later]) {
            expect(ms).toBeLessThan(ANSWERED_WITHIN_MS);
            expect([200, 201, 422, 503]).toContain(status);
            expect(after === null).toBe(status !== 503);
          }
          const refused = [...first, ...later].filter(({ status }) => status === 503).length;
          const [least, most] = REFUSED[part];
          expect(refused).toBeGreaterThanOrEqual(least);
          expect(refused).toBeLessThanOrEqual(most);
          expect((await ask("/health/live")).status).toBe(200);
        } finally {
          signal(stopped, "SIGCONT");
        }
        await expect.poll(async () => (await ask("/health/ready")).status, { timeout: 10_000 }).toBe(200);
        expect((await ask("/v1/runs")).status).toBe(200);
        expect((await ask("/v1/keys", { name: "after", role: "cro" })).status).toBe(201);
      }
    },
    120_000,
  );
});
