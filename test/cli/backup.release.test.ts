import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { BackupSummary } from "../../src/contracts/backup.ts";
import { runSource, type SourceRun } from "./run-source.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-backup-command-"));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));

const at = (name: string): string => join(folder, name);
const first = ["--workspace", at("first")];
const second = ["--workspace", at("second")];

function succeed(...args: readonly string[]): SourceRun {
  const run = runSource(...args);
  expect(run.status, run.stderr).toBe(0);
  return run;
}

it("saves, checks, restores and exports a workspace, and the restored one answers to the byte", () => {
  succeed("generate", "--opportunities", "300", "--days", "500", "--seed", "5", "--out", at("company"));
  succeed("import", at("company"), ...first);
  const saved = succeed("backup", "--out", at("backup"), "--json", ...first);
  const summary = BackupSummary.parse(JSON.parse(saved.stdout));
  const checked = succeed("backup", "--verify", at("backup"));
  expect(checked.stdout).toContain(`Content ${summary.contentSha256}`);
  expect(succeed("restore", at("backup"), ...second).stdout).toContain(
    `Restored, read back and found equal: ${summary.rowCount} rows`,
  );
  const question = ["forecast", "--as-of", "2024-05-01", "--horizon", "30d", "--draws", "1000", "--json"];
  expect(succeed(...question, ...second).stdout).toBe(succeed(...question, ...first).stdout);
  expect(succeed("export", "--out", at("export"), ...second).stdout).toContain("is the same log");
  expect(existsSync(at("export/files/history.csv"))).toBe(true);
});

it("says what is wrong with a backup, and with where it is to go", () => {
  const bytes = readFileSync(at("backup"));
  bytes[1_000]! ^= 4;
  writeFileSync(at("flipped"), bytes);
  const flipped = runSource("restore", at("flipped"), "--workspace", at("third"));
  expect(flipped).toMatchObject({ status: 4 });
  expect(flipped.stderr).toContain("its bytes are not those that were written");
  const full = runSource("restore", at("backup"), ...first);
  expect(full).toMatchObject({ status: 14 });
  expect(full.stderr).toContain("the workspace is not empty");
  expect(runSource("backup")).toMatchObject({ status: 2 });
  expect(runSource("export", "--out", at("export"), ...first)).toMatchObject({ status: 14 });
});
