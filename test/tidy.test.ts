import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FAILURES } from "../src/contracts/failure.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");

/** Files that git tracks or would track. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(root, file)));
const sources = files.filter(
  (file) => /^(src|workers)\/.*\.ts$/.test(file) && !file.startsWith("workers/kernel/"),
);

/** Which folders a folder may import, besides itself; all of core may import core/base. The README shows the same. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "src/core/base": [],
  "src/core/maths": [],
  "src/core/pipeline": [],
  "src/core/customers": ["maths"],
  "src/core/costs": [],
  "src/core/simulation": ["maths", "pipeline"],
  "src/core/forecast": ["simulation", "maths", "pipeline"],
  "src/core/scoring": ["maths"],
  "src/core/backtest": ["scoring", "forecast", "simulation", "maths", "pipeline"],
  "src/core/roi": ["costs", "maths"],
  "src/core/scenario": ["roi", "costs", "customers", "forecast", "simulation", "maths", "pipeline"],
  "src/core/kpi": ["scoring", "costs", "customers", "maths", "pipeline"],
  "src/core/company": ["costs", "customers", "maths", "pipeline"],
  "src/contracts": ["core"],
  "src/files": ["contracts", "core"],
  "src/reports": ["contracts", "core"],
  "src/store": ["contracts", "core"],
  "src/app": ["files", "reports", "store", "contracts", "core"],
  "src/api": ["app", "contracts"],
  // Commands translate between the terminal and the use cases, and show what reports make of the result.
  "src/cli": ["api", "app", "contracts", "reports"],
  "src/web": ["contracts"],
  // A computing process computes what the use cases compute.
  workers: ["app", "contracts", "core"],
};

/** Packages that the pure core may use. */
const CORE_PACKAGES = ["decimal.js", "ml-regression", "simple-statistics", "temporal-polyfill"];

function folderOf(file: string): string {
  const parts = dirname(file).split("/");
  const depth = parts[1] === "core" ? 3 : parts[0] === "workers" ? 1 : 2;
  return parts.slice(0, depth).join("/");
}

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  if (from.startsWith("src/core/") && to === "src/core/base") return true;
  const allowed = MAY_IMPORT[from] ?? [];
  return allowed.some((name) =>
    name === "core" ? to.startsWith("src/core/") : to === `src/core/${name}` || to === `src/${name}`,
  );
}

interface Import {
  readonly file: string;
  readonly target: string;
}

const imports: readonly Import[] = sources.flatMap((file) => {
  const text = readFileSync(join(root, file), "utf8");
  return [
    ...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^"';]*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)/g),
  ].map((match) => ({ file, target: match[1] ?? match[2]! }));
});

describe("the map of folders", () => {
  it("has a row for every folder of the source", () => {
    const missing = [...new Set(sources.map(folderOf))].filter((folder) => !(folder in MAY_IMPORT));
    expect(missing).toEqual([]);
  });

  it("lets a folder import itself and what its row names", () => {
    const broken = imports
      .filter(({ target }) => target.startsWith("."))
      .map(({ file, target }) => ({ file, to: relative(root, resolve(root, dirname(file), target)) }))
      .filter(({ file, to }) => !mayImport(folderOf(file), folderOf(to)))
      .map(({ file, to }) => `${file} imports ${to}`);
    expect(broken).toEqual([]);
  });

  it("keeps the core free of packages and of Node beyond what it names", () => {
    const broken = imports
      .filter(({ file, target }) => file.startsWith("src/core/") && !target.startsWith("."))
      .filter(({ target }) => !CORE_PACKAGES.includes(target))
      .map(({ file, target }) => `${file} imports ${target}`);
    expect(broken).toEqual([]);
  });

  it("stands in the README as it really is", () => {
    for (const folder of new Set(sources.map(folderOf))) {
      const allowed = MAY_IMPORT[folder]!;
      const row = readme.split("\n").find((line) => line.startsWith(`| \`${folder}/\``));
      expect(row, `README lacks a row for ${folder}`).toBeDefined();
      const cell = row!.split("|").at(-2)!.trim();
      expect(cell, `README names other imports for ${folder}`).toBe(allowed.join(", ") || "-");
    }
  });

  it("has a README in every folder of the core and the shell", () => {
    const missing = [...new Set(sources.map(folderOf))].filter(
      (folder) => !files.includes(`${folder}/README.md`),
    );
    expect(missing).toEqual([]);
  });
});

describe("the core", () => {
  it("has no clock, no randomness and no process", () => {
    const broken = sources
      .filter((file) => file.startsWith("src/core/"))
      .filter((file) =>
        /Math\.random|Date\.now|new Date\(\)|\bprocess\.(env|exit|argv|cwd|hrtime|memoryUsage|std|version|platform)/.test(
          readFileSync(join(root, file), "utf8"),
        ),
      );
    expect(broken).toEqual([]);
  });
});

describe("source files", () => {
  it("stay under 300 lines", () => {
    const long = sources.filter((file) => readFileSync(join(root, file), "utf8").split("\n").length > 301);
    expect(long).toEqual([]);
  });

  it("leave nothing open and escape no type", () => {
    // Written in pieces, so that this file does not hold what it looks for.
    const words = new RegExp(
      [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["\\bas a", "ny\\b"],
        [":\\s*a", "ny\\s*[;,)=>\\]]"],
        ["@ts-ig", "nore"],
        ["as unk", "nown as"],
      ]
        .map((pieces) => pieces.join(""))
        .join("|"),
    );
    const broken = files
      .filter((file) => /^(src|workers|test|bench)\/.*\.(ts|mjs)$/.test(file))
      .filter((file) => words.test(readFileSync(join(root, file), "utf8")));
    expect(broken.filter((file) => file !== "test/tidy.test.ts")).toEqual([]);
  });
});

describe("the table of failures", () => {
  it("stands in the README as it is in the code", () => {
    for (const [code, { exitCode, httpStatus, meaning }] of Object.entries(FAILURES)) {
      const row = `| \`${code}\` | ${exitCode} | ${httpStatus} | ${meaning} |`;
      const cells = (line: string): string =>
        line
          .split("|")
          .map((cell) => cell.trim())
          .join("|");
      const found = readme.split("\n").some((line) => cells(line) === cells(row));
      expect(found, `README lacks: ${row}`).toBe(true);
    }
  });
});

describe("the lockfile", () => {
  it("names no registry", () => {
    expect(readFileSync(join(root, "package-lock.json"), "utf8")).not.toContain('"resolved"');
  });
});
