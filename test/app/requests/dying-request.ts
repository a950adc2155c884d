import { importUpload } from "../../../src/app/requests/import-upload.ts";
import { oncePerKey, type KeptReply } from "../../../src/app/requests/once-per-key.ts";
import { startRun } from "../../../src/app/requests/start-run.ts";
import { openWorkspace, type StorePlace } from "../../../src/app/workspace/workspace.ts";

/** What the process is told, as JSON in its one argument. */
export interface DyingTask {
  readonly place: StorePlace;
  readonly work: "import" | "run";
  /** Before the work is committed, or when it is and nobody has been told. */
  readonly dies: "before" | "after";
  readonly path: string;
  readonly key: { readonly caller: string; readonly key: string; readonly requestSha256: string };
}

/** Does the work of a request with a key and is killed on the way, by itself: SIGKILL, so that nothing of it is tidied up. */
const task = JSON.parse(process.argv[2]!) as DyingTask;
const workspace = await openWorkspace(task.place, { connectionCount: 3 });
const replyOf = (document: unknown): KeptReply => ({
  status: 201,
  body: Buffer.from(JSON.stringify(document)),
});
const die = (): never => {
  process.kill(process.pid, "SIGKILL");
  for (;;);
};
await oncePerKey(workspace, task.key, 1_000, async (commit) => {
  const committing: typeof commit = async (tx, reply) => {
    await commit(tx, reply);
    if (task.dies === "before") die();
  };
  if (task.work === "import") {
    await importUpload(workspace, [task.path], { commit: (tx, made) => committing(tx, replyOf(made)) });
  } else {
    await startRun(
      workspace,
      { kind: "forecast", horizon: "30d", draws: 1_000 },
      { runs: undefined, waitMs: 0, commit: (tx, run) => committing(tx, replyOf(run)) },
    );
  }
  return die();
});
