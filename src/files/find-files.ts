import { open, readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { AppFailure } from "../contracts/failure.ts";

export interface FoundFile {
  readonly path: string;
  /** true: the user named the file itself, so that not being able to use it is a failure. */
  readonly isNamed: boolean;
}

export interface FoundFiles {
  readonly tables: readonly FoundFile[];
  /** Funnel definitions that lie in the folders. */
  readonly definitions: readonly string[];
}

const TABLE = /\.(csv|tsv|txt|xlsx)$/i;
const JSON_TABLE = /\.json$/i;
const DEFINITION = /^(funnel|revcast)\.ya?ml$/i;

/**
 * The files behind the paths of a user: a path is a file, or a folder of files that belong together. Folders within a
 * folder are not entered.
 * @throws {AppFailure} `usage` without paths, `not_found` when there is nothing at a path or nothing in a folder
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  if (paths.length === 0) throw new AppFailure("usage", "Cannot import: name a file or a folder");
  const tables = new Map<string, FoundFile>();
  const definitions = new Set<string>();
  for (const path of paths) {
    const kind = await kindOf(path);
    const names = kind === "folder" ? await namesIn(path) : [""];
    let tableCount = 0;
    for (const name of names) {
      const full = resolve(path, name);
      if (kind === "folder" && isDefinition(name)) definitions.add(full);
      if (kind === "folder" && !(await isTable(full))) continue;
      tableCount++;
      tables.set(full, { path: full, isNamed: kind === "file" || tables.get(full)?.isNamed === true });
    }
    if (tableCount === 0) {
      throw new AppFailure(
        "not_found",
        `Cannot import ${path}: the folder holds no file ending in .csv, .tsv, .txt or .xlsx`,
      );
    }
  }
  return { tables: [...tables.values()], definitions: [...definitions].sort() };
}

/** Whether a file of a folder says how the others are read. */
export function isDefinition(name: string): boolean {
  return DEFINITION.test(name);
}

/** Whether a file of a folder is taken for a table: by its ending, JSON by how it begins. */
export async function isTable(path: string): Promise<boolean> {
  return TABLE.test(path) || isPageOfApi(path);
}

async function kindOf(path: string): Promise<"file" | "folder"> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return "folder";
    if (found.isFile()) return "file";
  } catch (error) {
    throw new AppFailure("not_found", `Cannot import ${path}: no such file or folder`, { cause: error });
  }
  throw new AppFailure("not_found", `Cannot import ${path}: it is neither a file nor a folder`);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    const isFile = await Promise.all(names.map((name) => isReadableFile(join(folder, name))));
    return names.filter((_, i) => isFile[i]);
  } catch (error) {
    throw new AppFailure("not_found", `Cannot import ${folder}: its content cannot be read`, {
      cause: error,
    });
  }
}

/** Folders hold JSON of many kinds: what does not begin as a page of HubSpot's API is none of ours. */
async function isPageOfApi(path: string): Promise<boolean> {
  if (!JSON_TABLE.test(path)) return false;
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    return /^\W{0,20}"results"\s*:/.test(buffer.subarray(0, bytesRead).toString("utf8"));
  } finally {
    await file.close();
  }
}

/** A link that leads nowhere is no file. */
async function isReadableFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
