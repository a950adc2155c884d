import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { appendAudit } from "../../../src/app/audit/append.ts";
import { importIntoWorkspace } from "../../../src/app/workspace/import-into-workspace.ts";
import { ensureTenant, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { openStore } from "../../../src/store/store.ts";

/** What the process is told, as JSON in its one argument. */
export interface ImportingTask {
  /** Workspace with an embedded database. */
  readonly folder: string;
  readonly tenantId: string;
  /** Folder for the files that are imported; they stay there. */
  readonly scratch: string;
  readonly acknowledgements: string;
  readonly seed: number;
  readonly round: number;
  /** Control: say that an import is kept before it is. */
  readonly isHasty: boolean;
}

/** A line of the file of acknowledgements. */
export interface Acknowledgement {
  readonly tenantId: string;
  readonly name: string;
  readonly sha256: string;
}

/** Imports one small file after another for ever, and acknowledges each on the disk. It is there to be killed. */
const task = JSON.parse(process.argv[2]!) as ImportingTask;
const draw = smallFastRandom(task.seed, task.round);
const store = await openStore({ folder: task.folder }, { connectionCount: 2 });
await ensureTenant(store, task.tenantId, task.tenantId);
const workspace: Workspace = { store, tenantId: task.tenantId, actor: "importer" };
writeSync(1, "ready\n");
for (let number = 0; ; number++) {
  const name = `part-${task.round}-${number}.csv`;
  const path = join(task.scratch, name);
  const text = someChanges(number);
  writeFileSync(path, text);
  const sha256 = createHash("sha256").update(text).digest("hex");
  if (task.isHasty) acknowledge({ tenantId: task.tenantId, name, sha256 });
  await importIntoWorkspace(workspace, [path], {
    within: (tx, { revision }) =>
      appendAudit(tx, {
        tenantId: task.tenantId,
        actor: "importer",
        action: "import",
        subject: String(revision),
      }),
  });
  if (!task.isHasty) acknowledge({ tenantId: task.tenantId, name, sha256 });
}

/** A few rows: some opportunities of this file alone, and one that many files change. */
function someChanges(number: number): string {
  const lines = ["opportunity_id,changed_at,stage,amount,product"];
  const rowCount = 2 + Math.floor(draw() * 40);
  for (let row = 0; row < rowCount; row++) {
    const id = row === 0 ? "shared" : `${task.round}-${number}-${row}`;
    const day = String(1 + Math.floor(draw() * 28)).padStart(2, "0");
    const stage = ["Qualify", "Propose", "Closed Won", "Closed Lost"][Math.floor(draw() * 4)]!;
    lines.push(`${id},2025-0${1 + (row % 9)}-${day},${stage},${Math.floor(draw() * 1e6) / 100},P${row % 5}`);
  }
  return `${lines.join("\n")}\n`;
}

/** On the disk when it returns. */
function acknowledge(entry: Acknowledgement): void {
  const file = openSync(task.acknowledgements, "a");
  writeSync(file, `${JSON.stringify(entry)}\n`);
  fsyncSync(file);
  closeSync(file);
}
