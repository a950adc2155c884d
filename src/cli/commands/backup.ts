import type { Command } from "commander";
import { restoreBackup } from "../../app/backup/restore-backup.ts";
import { verifyBackup } from "../../app/backup/verify-backup.ts";
import { writeBackup } from "../../app/backup/write-backup.ts";
import { openStore, type Store } from "../../app/backup/whole-store.ts";
import type { BackupSummary } from "../../contracts/backup.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { counted } from "../../contracts/counted.ts";
import { type WorkspaceFlags } from "../in-workspace.ts";
import { listing } from "../listing.ts";
import { packageVersion } from "../package-version.ts";
import { progressLine } from "../progress-line.ts";
import { addWorkspaceOption, placeOf } from "../reading-options.ts";
import { stoppable } from "../stoppable.ts";
import { print } from "../write-output.ts";

interface BackupFlags extends WorkspaceFlags {
  out?: string;
  verify?: string;
}

/** Saves and checks everything that the database holds. */
export function addBackupCommand(program: Command): void {
  addWorkspaceOption(
    program
      .command("backup")
      .description(
        "Save the whole database, all tenants, in one file while the service goes on; or check such a file",
      )
      .option("--out <file>", "file to write, whole or not at all; one of that name is replaced")
      .option("--verify <file>", "check every byte of a backup; needs no database"),
  )
    .option("--json", "print what it holds as JSON")
    .action(backup);
}

/** Brings back what a backup holds. */
export function addRestoreCommand(program: Command): void {
  addWorkspaceOption(
    program
      .command("restore")
      .description("Bring a backup into an empty workspace: all of it, read back and found equal, or nothing")
      .argument("<file>", "file that `revcast backup` wrote"),
  )
    .option("--json", "print what was restored as JSON")
    .action(restore);
}

async function backup(flags: BackupFlags): Promise<void> {
  const { out, verify } = flags;
  if ((out === undefined) === (verify === undefined)) {
    throw new AppFailure("usage", "Cannot back up: give --out FILE to save, or --verify FILE to check");
  }
  const summary =
    out === undefined
      ? await stoppable((signal) => verifyBackup(verify!, signal))
      : await withStore(flags, (store, onProgress) =>
          stoppable((signal) => writeBackup(store, out, { version: packageVersion(), signal, onProgress })),
        );
  await tell(out === undefined ? "Whole and as it was written" : "Saved", summary, flags);
}

async function restore(file: string, flags: WorkspaceFlags): Promise<void> {
  const summary = await withStore(flags, (store, onProgress) =>
    stoppable((signal) => restoreBackup(store, file, { signal, onProgress })),
  );
  await tell("Restored, read back and found equal", summary, flags);
}

async function withStore(
  flags: WorkspaceFlags,
  work: (store: Store, onProgress: (table: string, rowCount: number) => void) => Promise<BackupSummary>,
): Promise<BackupSummary> {
  const store = await openStore(placeOf(flags));
  const progress = progressLine(process.stderr);
  try {
    return await work(store, (table, rowCount) => progress.show(`${table}: ${counted(rowCount, "row")}`));
  } finally {
    progress.end();
    await store.close();
  }
}

async function tell(said: string, summary: BackupSummary, { json }: WorkspaceFlags): Promise<void> {
  if (json === true) return print(`${JSON.stringify(summary, undefined, 2)}\n`);
  const { header, rowCount, tables, byteCount, file, contentSha256 } = summary;
  const filled = tables.filter((table) => table.rowCount > 0);
  await print(
    `${said}: ${counted(rowCount, "row")} in ${filled.length} of ${tables.length} tables, ${byteCount} bytes in ${file}\n` +
      `Written by revcast ${header.version} at ${header.madeAt.slice(0, 19).replace("T", " ")} UTC, ` +
      `schema ${header.migrations.at(-1)!}\n\n` +
      listing(filled, [
        { header: "Table", cell: ({ name }) => name },
        { header: "Rows", cell: (table) => String(table.rowCount), align: "right" },
        { header: "SHA-256", cell: ({ sha256 }) => sha256.slice(0, 16) },
      ]) +
      `\nContent ${contentSha256}\n`,
  );
}
