import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const checkout = resolve(import.meta.dirname, "../..");
const GENERATED = "src/core/simulation/kernel-wasm.generated.ts";

describe("workers/kernel/build.mjs", () => {
  let clone: string;
  const build = () => execFileSync(process.execPath, ["workers/kernel/build.mjs"], { cwd: clone }).toString();
  const generated = () => readFileSync(join(clone, GENERATED), "utf8");

  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), "revcast-kernel-"));
    cpSync(join(checkout, "workers/kernel"), join(clone, "workers/kernel"), { recursive: true });
    mkdirSync(join(clone, "src/core/simulation"), { recursive: true });
    symlinkSync(join(checkout, "node_modules"), join(clone, "node_modules"));
  });
  afterAll(() => rmSync(clone, { recursive: true }));

  it("makes the module that this checkout uses, the same bytes anywhere", () => {
    expect(build()).toMatch(/^Kernel: \d+ bytes/);
    expect(generated()).toBe(readFileSync(join(checkout, GENERATED), "utf8"));
  });

  it("does nothing when it is up to date", () => {
    const { mtimeMs } = statSync(join(clone, GENERATED));
    expect(build()).toBe("");
    expect(statSync(join(clone, GENERATED)).mtimeMs).toBe(mtimeMs);
  });
});
