import { readFileSync } from "node:fs";
import { AppFailure } from "../contracts/failure.ts";

/** Version of the package, from its own package.json: the nearest one above this file that names revcast. */
export function packageVersion(): string {
  for (let folder = new URL(".", import.meta.url); ; folder = new URL("..", folder)) {
    const version = versionIn(new URL("package.json", folder));
    if (version !== undefined) return version;
    if (folder.pathname === "/") throw new AppFailure("internal", "Cannot find the package.json of revcast");
  }
}

function versionIn(url: URL): string | undefined {
  try {
    const content = JSON.parse(readFileSync(url, "utf8")) as { name?: unknown; version?: unknown };
    return content.name === "revcast" && typeof content.version === "string" ? content.version : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
