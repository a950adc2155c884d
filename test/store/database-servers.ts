import { execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { postgresBinaries } from "../../src/store/embedded/postgres-binaries.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Administrator's URL of a PostgreSQL server over TCP that lives as long as the test run. */
    readonly databaseServer: string;
  }
}

const NOBODY = 65_534;

/** Starts a PostgreSQL server over TCP for the test run, as a company would have one: its own port, no socket, a password. */
export default async function databaseServers(project: TestProject): Promise<() => Promise<void>> {
  const isRoot = process.getuid?.() === 0;
  const folder = mkdtempSync(join(tmpdir(), "revcast-server-"));
  const identity = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  chmodSync(folder, 0o755);
  const binaries = await postgresBinaries(folder, isRoot);
  const data = join(folder, "data");
  const env = {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    LD_LIBRARY_PATH: binaries.libraryFolders.join(":"),
  };
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const options = ["-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync"];
  execFileSync(binaries.initdb, ["-D", data, ...options], { env, cwd: "/", stdio: "pipe", ...identity });
  const port = await freePort();
  const settings = [
    "listen_addresses=127.0.0.1",
    `port=${port}`,
    "unix_socket_directories=",
    "max_connections=300",
  ];
  // The shell stops the server when this process has gone, however it went: its standard input ends.
  const keeper = spawn(
    "/bin/sh",
    ["-c", '"$0" "$@" & p=$!; cat >/dev/null; kill -INT $p; wait $p', binaries.postgres, "-D", data].concat(
      settings.flatMap((setting) => ["-c", setting]),
    ),
    { env, cwd: "/", stdio: ["pipe", "ignore", "ignore"], ...identity },
  );
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await accepts(url);
  project.provide("databaseServer", url);
  return async () => {
    const ended = new Promise((resolve) => keeper.once("exit", resolve));
    keeper.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function accepts(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new Client({ connectionString: url });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (tries > 500) throw error;
      await sleep(20);
    }
  }
}
