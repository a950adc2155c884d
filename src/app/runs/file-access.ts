import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Files that a process may open besides its own code; ends of names in the folder for temporary files. */
export interface FileAccess {
  /** Beginnings of names there, such as `revcast-`. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/**
 * Options of Node that let a process open its own code, what it is given and nothing else, start no process and load no native code. It is a
 * second wall and no sandbox: Node's own threads are allowed, and what the code itself has open stays open.
 * @param entry module of the process; one in TypeScript needs a loader that opens much more, so a checkout has no such wall
 * @returns none where this version of Node has no permission model, or a path could be read as several
 */
export function accessOptions(entry: URL, { reads, writes }: FileAccess): readonly string[] {
  const flag = ["--permission", "--experimental-permission"].find((name) =>
    process.allowedNodeEnvironmentFlags.has(name),
  );
  if (flag === undefined || process.platform === "win32" || entry.pathname.endsWith(".ts")) return [];
  const temporary = [...new Set([tmpdir(), realpathSync(tmpdir())])];
  const within = (names: readonly string[]): string[] =>
    temporary.flatMap((folder) => names.map((name) => join(folder, `${name}*`)));
  const code = codeOf(entry);
  if (code === undefined) return [];
  const given = [...code, ...within(reads), ...within(writes)];
  // Node 20 takes a comma for the end of a path, and every version an asterisk for any name.
  if (given.some((path) => path.includes(",") || path.slice(0, -1).includes("*"))) return [];
  return [
    flag,
    "--allow-worker",
    ...given.map((path) => `--allow-fs-read=${path}`),
    ...within(writes).map((path) => `--allow-fs-write=${path}`),
  ];
}

/**
 * The program and what it depends on, wherever that was installed; not the folder of the package, in which a checkout may have a
 * workspace.
 */
function codeOf(entry: URL): readonly string[] | undefined {
  const program = realpathSync(fileURLToPath(entry));
  const description = createRequire(program).resolve("../../package.json");
  // As it is asked for, and as it is: the folder of dependencies may be a link to another.
  const { resolve } = createRequire(program);
  const asked = resolve.paths("zod")?.find((folder) => existsSync(join(folder, "zod")));
  const dependency = realpathSync(resolve("zod"));
  const place = `${sep}node_modules${sep}`;
  const start = dependency.indexOf(place);
  if (asked === undefined || start < 0) return undefined; // put elsewhere by another package manager
  const shared = dependency.slice(0, start + place.length - 1);
  const folders = [...new Set([asked, shared])].map((folder) => join(folder, "*"));
  return [description, join(dirname(description), "dist", "*"), ...folders];
}
