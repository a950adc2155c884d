import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, link, lstat, mkdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppFailure } from "../../contracts/failure.ts";
import { isOpenToOthers, postgresBinaries, type PostgresBinaries } from "./postgres-binaries.ts";

/** Nobody: PostgreSQL refuses to run as root. */
export const NOBODY = 65_534;
/** State of services, by the hierarchy of file systems. */
const SERVICE_STATE = "/var/lib/revcast";

/** Where the parts of an embedded database lie. */
export interface EmbeddedPlaces {
  readonly data: string;
  /** Folder of the unix socket: short, since its path may have 107 bytes only. */
  readonly socket: string;
  readonly holders: string;
  readonly log: string;
  readonly binaries: PostgresBinaries;
}

/**
 * Where the database of a workspace folder lies; makes the folders.
 * @throws {AppFailure} cannot_write, not_supported
 */
export async function embeddedPlaces(folder: string, isRoot: boolean): Promise<EmbeddedPlaces> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
  } catch (error) {
    throw new AppFailure("cannot_write", `Cannot make the workspace folder ${folder}`, { cause: error });
  }
  const state = await realpath(folder);
  const home = isRoot ? await homeForOthers(state) : state;
  const digest = createHash("sha256").update(state).digest("hex").slice(0, 12);
  const socket = await socketFolder(`revcast-${digest}`, isRoot);
  const binaries = await postgresBinaries(home, isRoot);
  return {
    data: join(home, "postgres"),
    socket,
    holders: join(socket, "holders"),
    log: join(socket, "postgres.log"),
    binaries,
  };
}

/**
 * The folder of a socket, which nobody else may enter. It does not depend on TMPDIR, so that commands with different ones meet.
 * @throws {AppFailure} cannot_write when somebody else has made it
 */
async function socketFolder(name: string, isRoot: boolean): Promise<string> {
  const socket = join(existsSync("/tmp") ? "/tmp" : tmpdir(), name);
  await mkdir(socket, { recursive: true, mode: 0o700 });
  const found = await lstat(socket);
  const isOurs = found.uid === process.getuid?.() || (isRoot && found.uid === NOBODY);
  if (!found.isDirectory() || !isOurs) {
    throw new AppFailure(
      "cannot_write",
      `Cannot use ${socket} for the database's socket: somebody else has made it; remove it`,
    );
  }
  await chmod(socket, 0o700);
  if (isRoot) await chown(socket, NOBODY, NOBODY);
  return socket;
}

/**
 * Where the database of a workspace of root lies: in its folder where other users can get there, since PostgreSQL runs as one; else
 * where services keep their state, and a file in the folder says where.
 */
async function homeForOthers(state: string): Promise<string> {
  const pointer = join(state, "postgres-is-in");
  const known = await readFile(pointer, "utf8").catch(() => undefined);
  if (known !== undefined) return known.trim();
  await chmod(state, 0o755);
  if (await isOpenToOthers(state)) return state;
  const home = join(SERVICE_STATE, randomUUID());
  try {
    await mkdir(home, { recursive: true, mode: 0o755 });
    // Linked rather than written: of two processes that begin at once one wins, and both use what it wrote.
    const draft = `${pointer}.${process.pid}`;
    await writeFile(draft, `${home}\n`);
    await link(draft, pointer).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    });
    await rm(draft);
  } catch (error) {
    throw new AppFailure(
      "cannot_write",
      `Cannot make a database for ${state}: PostgreSQL does not run as root, other users cannot get into that folder, and ${home} cannot be made; run revcast as a normal user, choose another folder with --workspace, or set DATABASE_URL`,
      { cause: error },
    );
  }
  return (await readFile(pointer, "utf8")).trim();
}
