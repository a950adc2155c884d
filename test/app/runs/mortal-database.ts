import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { postgresBinaries } from "../../../src/store/embedded/postgres-binaries.ts";

const NOBODY = 65_534;
/** Goes when the server goes, and stops it when the standard input ends. */
const KEEPER = `"$0" "$@" & server=$!
( cat >/dev/null; kill -INT $server 2>/dev/null ) <&0 & reader=$!
wait $server
kill $reader 2>/dev/null`;

/** A PostgreSQL server of a test that can be killed and comes back with its data. */
export interface MortalDatabase {
  readonly url: string;
  /** SIGKILL to the server, and a start as soon as its processes have gone. Resolves when it accepts again. */
  readonly killAndRestart: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

export async function startMortalDatabase(): Promise<MortalDatabase> {
  const isRoot = process.getuid?.() === 0;
  const identity = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const folder = mkdtempSync(join(tmpdir(), "revcast-mortal-"));
  chmodSync(folder, 0o755);
  const binaries = await postgresBinaries(folder, isRoot);
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const env = {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    LD_LIBRARY_PATH: binaries.libraryFolders.join(":"),
  };
  const data = join(folder, "data");
  const log = openSync(join(folder, "log"), "a", 0o666);
  const options = ["-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust"];
  execFileSync(binaries.initdb, ["-D", data, ...options], { env, cwd: "/", stdio: "pipe", ...identity });
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const settings = [
    "listen_addresses=127.0.0.1",
    `port=${port}`,
    "unix_socket_directories=",
    "max_connections=200",
  ];
  let server: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    for (let tries = 0; ; tries++) {
      // Refused while processes of the one before still hold its memory. The shell ends it when this process has gone.
      server = spawn(
        "/bin/sh",
        ["-c", KEEPER, binaries.postgres, "-D", data].concat(settings.flatMap((setting) => ["-c", setting])),
        { env, cwd: "/", stdio: ["pipe", log, log], ...identity },
      );
      server.stdin!.on("error", () => undefined);
      if (await accepts(url, server)) return;
      if (tries > 100) throw new Error(readFileSync(join(folder, "log"), "utf8").slice(-2_000));
      await sleep(100);
    }
  };
  const kill = async (): Promise<void> => {
    const current = server;
    if (current === undefined || current.exitCode !== null || current.signalCode !== null) return;
    const gone = new Promise((resolve) => current.once("exit", resolve));
    process.kill(Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
    await gone;
  };
  await start();
  return {
    url,
    killAndRestart: async () => {
      await kill();
      await start();
    },
    remove: async () => {
      await kill();
      closeSync(log);
      await sleep(300); // its processes see that it has gone
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** Whether the server accepts connections before it ends. */
async function accepts(url: string, server: ChildProcess): Promise<boolean> {
  while (server.exitCode === null && server.signalCode === null) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await client.end().catch(() => undefined);
      await sleep(30);
    }
  }
  return false;
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
