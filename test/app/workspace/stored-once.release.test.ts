import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importIntoWorkspace } from "../../../src/app/workspace/import-into-workspace.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { ENGINES, freshPlace, type FreshPlace } from "../../store/fresh-places.ts";

const ROWS = 500;
const REVISIONS = 12;
const MOST_KB_A_REVISION = 500;

function historyOf(round: number, rowCount = ROWS): string {
  const rows = Array.from(
    { length: rowCount },
    (_, row) => `once-${round}-${row},2025-03-04,Lead,${1_000 + row},North,owner ${row % 9}`,
  );
  return ["opportunity_id,changed_at,stage,amount,region,owner", ...rows, ""].join("\n");
}

describe.each(ENGINES)("what imports leave in the %s database", (engine) => {
  let fresh: FreshPlace;
  let workspace: Workspace;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "revcast-once-"));
    fresh = await freshPlace(engine);
    workspace = await openWorkspace(fresh.place);
  });
  afterAll(async () => {
    await workspace.store.close();
    await fresh.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const imported = (name: string, text: string) => {
    const place = mkdtempSync(join(folder, "sent-"));
    writeFileSync(join(place, name), text);
    return importIntoWorkspace(workspace, [place], { replace: true });
  };
  const kept = async () => {
    const { rows } = await workspace.store.inTenant(workspace.tenantId, (tx) =>
      sql<{ files: number; bytes: number; relations: number }>`
        select (select count(*)::int from raw_file) as files,
          (select sum(octet_length(bytes))::int from raw_piece) as bytes,
          (select sum(pg_total_relation_size(relid))::int from pg_stat_user_tables
            where relname in ('change', 'raw_file', 'raw_piece', 'revision', 'source_file', 'import')) as relations`.execute(
        tx,
      ),
    );
    return rows[0]!;
  };

  it("is each file once, under whatever name and however often it comes", async () => {
    const text = historyOf(0);
    await imported("a.csv", text);
    await imported("a.csv", text);
    await imported("b.csv", text);
    await imported("a.csv", historyOf(1));
    await imported("a.csv", text);
    const { files, bytes } = await kept();
    expect(files).toBe(2);
    expect(bytes).toBe(text.length + historyOf(1).length);
  });

  it(`is no more than ${MOST_KB_A_REVISION} KB for a revision of ${ROWS} new rows beside 5,000 that stay`, async () => {
    await imported("history.csv", historyOf(99, 5_000));
    await imported("a.csv", historyOf(100));
    const before = await kept();
    for (let round = 0; round < REVISIONS; round++) await imported("a.csv", historyOf(101 + round));
    const kilobytes = ((await kept()).relations - before.relations) / 1_024 / REVISIONS;
    console.log(`${Math.round(kilobytes)} KB a revision`);
    expect(kilobytes).toBeLessThan(MOST_KB_A_REVISION);
  });
});
