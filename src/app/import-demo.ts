import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMPANY_DEFAULTS, generateDemoCompany } from "./generate-demo-company.ts";
import { importIntoWorkspace } from "./workspace/import-into-workspace.ts";
import { openWorkspace, type StorePlace } from "./workspace/workspace.ts";

/**
 * Imports the demo company into a workspace that nothing was imported into yet.
 * @returns whether it was
 * @throws {AppFailure} as `openWorkspace` and `importIntoWorkspace`
 */
export async function importDemo(place: StorePlace): Promise<boolean> {
  const workspace = await openWorkspace(place);
  const { store, tenantId } = workspace;
  const folder = await mkdtemp(join(tmpdir(), "revcast-demo-"));
  try {
    const any = await store.inTenant(tenantId, (tx) =>
      tx
        .selectFrom("revision")
        .select("revision")
        .where("tenant_id", "=", tenantId)
        .limit(1)
        .executeTakeFirst(),
    );
    if (any !== undefined) return false;
    await generateDemoCompany({ ...COMPANY_DEFAULTS, snapshots: false }, folder);
    await importIntoWorkspace({ ...workspace, actor: "demo" }, [folder]);
    return true;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await store.close();
  }
}
