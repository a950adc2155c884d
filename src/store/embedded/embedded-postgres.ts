import { execFile, spawn } from "node:child_process";
import { closeSync, constants, existsSync, openSync } from "node:fs";
import { chown, mkdir, readFile, rename, rm } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";
import { AppFailure } from "../../contracts/failure.ts";
import { embeddedPlaces, NOBODY, type EmbeddedPlaces } from "./embedded-places.ts";

/** A running embedded PostgreSQL that this process holds. */
export interface EmbeddedPostgres {
  readonly connection: { readonly host: string; readonly user: string; readonly database: string };
  /** Lets go of it; the last process that does so stops it. */
  readonly release: () => void;
}

const USER = "revcast";
const DATABASE = "revcast";
const START_TIMEOUT_MS = 60_000;

/**
 * Holds the embedded PostgreSQL of a folder: starts it, or joins the one that another process has started.
 *
 * Every process that uses it holds a named pipe open for writing. A shell waits on the other end: it reads the end of the pipe when
 * the last holder has closed it or has died, however it died, and stops PostgreSQL then.
 * @param folder state folder of a workspace, e.g. `.revcast`; made when missing
 * @throws {AppFailure} not_supported where there is no PostgreSQL for this machine, cannot_write when the folder cannot be used
 */
export async function holdEmbeddedPostgres(folder: string): Promise<EmbeddedPostgres> {
  const isRoot = process.getuid?.() === 0;
  const places = await embeddedPlaces(folder, isRoot);
  const deadline = Date.now() + START_TIMEOUT_MS;
  let holder: number | undefined;
  try {
    while (true) {
      holder ??= openHolder(places.holders);
      if (holder !== undefined && (await accepts(places.socket))) break;
      if (Date.now() > deadline) throw await startFailure(places);
      if (holder === undefined) await start(places, isRoot);
      else if (!isHeld(places.holders)) {
        // The shell on the other end has gone: what was held is the pipe of a database that stopped.
        closeSync(holder);
        holder = undefined;
      }
      await sleep(20);
    }
  } catch (error) {
    if (holder !== undefined) closeSync(holder);
    throw error;
  }
  await ensureDatabase(places.socket);
  const held = holder;
  let isOpen = true;
  return {
    connection: { host: places.socket, user: USER, database: DATABASE },
    release: () => {
      if (isOpen) closeSync(held);
      isOpen = false;
    },
  };
}

/** Opens the pipe for writing; undefined when nobody reads it, which is to say that no database runs. */
function openHolder(path: string): number | undefined {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENXIO" || code === "ENOENT") return undefined;
    throw error;
  }
}

function isHeld(path: string): boolean {
  const probe = openHolder(path);
  if (probe === undefined) return false;
  closeSync(probe);
  return true;
}

async function accepts(socket: string): Promise<boolean> {
  const client = new Client({
    host: socket,
    user: USER,
    database: "postgres",
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => undefined); // the failed connection is the answer
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Stops PostgreSQL when the pipe has no writer any more. Where it was killed it is started again for as long as somebody holds it, a few
 * times more while what the killed one left behind is still going; where it ended by itself, since another one runs or cannot
 * start, the shell goes too. The reader ends either way: at the end of the pipe, or killed.
 */
const KEEPER = `
[ -p "$1" ] || mkfifo -m 600 "$1" 2>/dev/null
pipe=$1; shift
( exec cat <"$pipe" >/dev/null ) & reader=$!
( stops=; server=
  trap 'stops=yes; [ -z "$server" ] || kill -INT $server 2>/dev/null' USR1
  tries=0
  while [ -z "$stops" ]; do
    "$@" & server=$!
    wait $server; status=$?
    while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
    if [ $status -gt 128 ]; then tries=40
    elif [ $tries -gt 0 ]; then tries=$((tries - 1))
    else break
    fi
    [ -n "$stops" ] || sleep 0.25
  done
  kill -9 $reader 2>/dev/null ) & guard=$!
wait $reader
kill -USR1 $guard 2>/dev/null
wait $guard
exit 0`;

/** Starts PostgreSQL. Where another process does so at the same time, the second server finds the lock of the first and goes. */
async function start(places: EmbeddedPlaces, isRoot: boolean): Promise<void> {
  if (!existsSync(join(places.data, "PG_VERSION"))) await initialise(places, isRoot);
  const { postgres, libraryFolders } = places.binaries;
  const settings = [
    "listen_addresses=",
    `unix_socket_directories=${places.socket}`,
    "unix_socket_permissions=0700",
    "max_connections=200",
    "shared_buffers=128MB",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "idle_in_transaction_session_timeout=60s",
  ];
  const log = openSync(places.log, "a", 0o600);
  try {
    const keeper = spawn(
      "/bin/sh",
      [
        "-c",
        KEEPER,
        "revcast-keeper",
        places.holders,
        postgres,
        "-D",
        places.data,
        ...settings.flatMap((setting) => ["-c", setting]),
      ],
      {
        detached: true,
        stdio: ["ignore", log, log],
        env: serverEnvironment(libraryFolders),
        cwd: "/",
        ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
      },
    );
    keeper.unref();
    await new Promise<void>((resolve, reject) => {
      keeper.once("spawn", resolve);
      keeper.once("error", reject);
    });
  } finally {
    closeSync(log);
  }
  await sleep(50);
}

/** Makes the data folder: whole under another name first, so that a killed start leaves nothing half-made. */
async function initialise(places: EmbeddedPlaces, isRoot: boolean): Promise<void> {
  const partial = `${places.data}.${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  if (isRoot) await chown(partial, NOBODY, NOBODY);
  const { initdb, libraryFolders } = places.binaries;
  const options = [
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--data-checksums",
    "--auth=trust",
    "--no-instructions",
  ];
  try {
    await promisify(execFile)(initdb, ["-D", partial, "-U", USER, ...options], {
      env: serverEnvironment(libraryFolders),
      cwd: "/",
      ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    });
    await rename(partial, places.data);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (existsSync(join(places.data, "PG_VERSION"))) return; // another process was faster
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new AppFailure("cannot_write", `Cannot make the database in ${places.data}: ${said}`, {
      cause: error,
    });
  }
}

function serverEnvironment(libraryFolders: readonly string[]): NodeJS.ProcessEnv {
  const { PATH = "/usr/bin:/bin" } = process.env;
  const libraries = libraryFolders.join(":");
  return { PATH, LANG: "C.UTF-8", TZ: "UTC", LD_LIBRARY_PATH: libraries, DYLD_LIBRARY_PATH: libraries };
}

async function startFailure({ log, data }: EmbeddedPlaces): Promise<AppFailure> {
  const said = await readFile(log, "utf8").catch(() => "");
  const last = said.trim().split("\n").slice(-3).join(" ");
  return new AppFailure(
    "cannot_write",
    `Cannot start the database in ${data} as ${userInfo().username}: ${last === "" ? "it said nothing" : last}`,
  );
}

async function ensureDatabase(socket: string): Promise<void> {
  const client = new Client({ host: socket, user: USER, database: "postgres" });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } catch (error) {
    // Another process was faster: 42P04 duplicate_database, 23505 on its catalogue.
    if (!["42P04", "23505"].includes((error as { code?: string }).code ?? "")) throw error;
  } finally {
    await client.end();
  }
}
