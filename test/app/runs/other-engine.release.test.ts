import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cellsOfRun } from "../../../src/app/runs/cells-of-run.ts";
import { cancelRun } from "../../../src/app/runs/settle-run.ts";
import { writeRun } from "../../../src/app/runs/submit-run.ts";
import { verifyRun } from "../../../src/app/runs/verify-run.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { failureOf } from "../../files/import-texts.ts";
import { freshPlace, type FreshPlace } from "../../store/fresh-places.ts";

describe("a run that another version of the engine has taken", () => {
  let fresh: FreshPlace;
  let workspace: Workspace;
  beforeAll(async () => {
    fresh = await freshPlace("embedded");
    workspace = await openWorkspace(fresh.place);
  }, 60_000);
  afterAll(async () => {
    await workspace.store.close();
    await fresh.remove();
  });

  const runOfEngineOne = async (state: "waiting" | "done"): Promise<string> => {
    const { store, tenantId } = workspace;
    return store.inTenant(tenantId, async (tx) => {
      const planned = cellsOfRun({ kind: "forecast" });
      const id = await writeRun(tx, workspace, {
        request: { kind: "forecast" },
        revision: null,
        documents: [],
        planned,
      });
      await tx.updateTable("run").set({ engine_version: "1", state }).where("run_id", "=", id).execute();
      return id;
    });
  };

  it("is said to be one where it is to be verified, not to differ", async () => {
    const id = await runOfEngineOne("done");
    const failure = await failureOf(verifyRun(workspace, id));
    expect(failure.code).toBe("not_supported");
    expect(failure.message).toContain(`${id}: it was made by another version of the engine (1, this is`);
  });

  it("can be cancelled where no worker of that version is left", async () => {
    expect(await cancelRun(workspace, await runOfEngineOne("waiting"))).toBe(true);
  });
});
