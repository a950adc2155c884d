#!/usr/bin/env node
// Starts the compiled command; in a checkout that was never built, builds it first.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const main = new URL("../../dist/src/cli/main.js", import.meta.url);
if (!existsSync(main)) {
  console.error("revcast: building for the first time");
  const built = spawnSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (built.status !== 0) {
    console.error("revcast: cannot build; run `npm ci` in the folder of revcast first");
    process.exit(70);
  }
}
const { run } = await import(main.href);
await run(process.argv);
