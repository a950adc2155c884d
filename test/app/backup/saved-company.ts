import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepDocument } from "../../../src/app/documents/keep-document.ts";
import { COMPANY_DEFAULTS, generateDemoCompany } from "../../../src/app/generate-demo-company.ts";
import { addOverride } from "../../../src/app/overrides/overrides.ts";
import { importIntoWorkspace } from "../../../src/app/workspace/import-into-workspace.ts";
import { ensureTenant, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { HARD_TEXTS } from "./hard-texts.ts";

/** Fills two tenants with something of everything that a backup has to keep. */
export async function fillStore(workspace: Workspace, opportunities = 150): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "revcast-saved-"));
  try {
    await generateDemoCompany({ ...COMPANY_DEFAULTS, opportunities, days: 500, seed: 11 }, folder);
    await importIntoWorkspace(workspace, [folder]);
    const more = join(folder, "more");
    mkdirSync(more);
    writeFileSync(
      join(more, "late.csv"),
      `opportunity_id,changed_at,stage,amount,product\n"X,1",2024-05-05,Qualify,1000.5,"=Core ""x"""\n`,
    );
    await importIntoWorkspace(workspace, [more]);
    for (const title of ["first", "second"]) {
      await keepDocument(workspace, {
        kind: "funnel",
        name: "stages",
        text: `# ${title}\nwon: [Signed]\n`,
      });
    }
    await addOverride(workspace, {
      scope: "company",
      scopeValue: null,
      period: "2024-Q2",
      amount: "1234567.89",
      note: HARD_TEXTS.join(" | "),
    });
    await fillByHand(workspace);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rows that only a running service makes, and rows of a second tenant. */
async function fillByHand({ store }: Workspace): Promise<void> {
  await ensureTenant(store, "other", "Other GmbH");
  const tenant_id = "other";
  await store.inTenant(tenant_id, async (tx) => {
    for (const [index, body] of HARD_TEXTS.entries()) {
      await tx
        .insertInto("document")
        .values({ tenant_id, kind: "policy", name: `d${index}`, version: 1, body, sha256: "0", made_by: "x" })
        .execute();
    }
    const key = await tx
      .insertInto("api_key")
      .values({
        tenant_id,
        name: "k",
        prefix: "rc_x",
        secret_sha256: Buffer.alloc(32, 7),
        role: "finance",
        scopes: ["read", 'odd "," scope'],
        subtree_owner: null,
        created_by: "x",
      })
      .returning("key_id")
      .executeTakeFirstOrThrow();
    const run = await tx
      .insertInto("run")
      .values({
        tenant_id,
        kind: "forecast",
        state: "done",
        request: '{"b":1, "a":  [1e3, "\\u2028"]}',
        request_sha256: "0",
        revision: null,
        engine_version: "1",
        seed: 4_294_967_295,
        plan_digest: null,
        result_digest: "abc",
        cell_count: 1,
        schedule_id: null,
        made_by: "x",
      })
      .returning("run_id")
      .executeTakeFirstOrThrow();
    await tx
      .insertInto("cell")
      .values({
        tenant_id,
        run_id: run.run_id,
        ordinal: 0,
        kind: "x",
        state: "done",
        input: "{}",
        input_sha256: "0",
        worker: null,
      })
      .execute();
    await tx
      .insertInto("cell_result")
      .values({
        tenant_id,
        run_id: run.run_id,
        ordinal: 0,
        epoch: 1,
        bytes: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
        sha256: "0",
        worker: "w",
      })
      .execute();
    await tx
      .insertInto("run_result")
      .values({ tenant_id, run_id: run.run_id, bytes: Buffer.from('{"total": 1}'), sha256: "0" })
      .execute();
    await tx
      .insertInto("schedule")
      .values({
        tenant_id,
        name: "weekly",
        kind: "forecast",
        request: '{"kind":"forecast"}',
        cron: "0 6 * * 1",
        zone: "Europe/Berlin",
        missed: "skip",
        webhook: null,
        run_as: key.key_id,
        decided_to: new Date("2026-03-29T01:30:00.123Z"),
        made_by: "x",
      })
      .execute();
  });
}
