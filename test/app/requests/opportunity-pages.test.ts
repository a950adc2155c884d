import { describe, expect, it } from "vitest";
import { OpportunityPage } from "../../../src/contracts/api/opportunity.ts";
import type { Sight } from "../../../src/app/access/sight.ts";
import type { OpportunityFilter } from "../../../src/app/requests/list-opportunities.ts";
import { createOpportunityPages } from "../../../src/app/requests/opportunity-pages.ts";
import type { Pipelines } from "../../../src/app/requests/pipelines.ts";
import type { Workspace } from "../../../src/app/workspace/workspace.ts";
import { viewAsOf } from "../../../src/core/pipeline/pipeline-view.ts";
import { LAST_DAY, smallPipeline } from "./small-pipeline.ts";

const SIGHT: Sight = { key: "all", seesCompany: true, owners: "all", seesContacts: true, seesCosts: true };
const noDatabase = (): Promise<never> => Promise.reject(new Error("No page asks the database"));
const WORKSPACE: Workspace = {
  store: {
    kind: "embedded",
    connection: {},
    inTenant: noDatabase,
    asSystem: noDatabase,
    close: () => Promise.resolve(),
  },
  tenantId: "acme",
  actor: "test",
};

/** Pages over a pipeline whose newest revision is a number that a test raises. */
function pagesUnderTest() {
  const imported = smallPipeline();
  const world = { newest: 1, made: 0 };
  const pipelines: Pipelines = {
    open: (_workspace, revision = world.newest) => Promise.resolve({ revision, imported, reading: {} }),
    view: ({ imported: { log, funnel } }, day = LAST_DAY) => {
      world.made++;
      const view = viewAsOf(log, day, funnel);
      if (!view.ok) throw new Error(view.reason);
      return view.value;
    },
  };
  const pages = createOpportunityPages(pipelines);
  const ask = async (filter: Partial<OpportunityFilter> = {}) => {
    const { bytes } = await pages(WORKSPACE, SIGHT, { limit: 3, ...filter });
    return OpportunityPage.parse(JSON.parse(bytes.toString("utf8")));
  };
  return { world, ask };
}

describe("pages of opportunities", () => {
  it("are made once for a revision, and once more after an import", async () => {
    const { world, ask } = pagesUnderTest();
    expect(await ask()).toEqual(await ask());
    expect(world.made).toBe(1);
    world.newest = 2;
    expect((await ask()).revision).toBe(2);
    expect((await ask()).revision).toBe(2);
    expect(world.made).toBe(2);
  });

  it("go on in the revision in which they were begun", async () => {
    const { world, ask } = pagesUnderTest();
    const first = await ask();
    world.newest = 2;
    const cursor = first.nextCursor!;
    const second = await ask({ cursor });
    expect(second.revision).toBe(1);
    expect(second.rows[0]!.id > first.rows.at(-1)!.id).toBe(true);
    expect(await ask({ cursor })).toEqual(second);
    expect(world.made).toBe(2);
  });

  it("take the place of those of the revision before, so that imports leave nothing behind", async () => {
    const { world, ask } = pagesUnderTest();
    const cursors = [(await ask()).nextCursor!];
    world.newest = 2;
    cursors.push((await ask()).nextCursor!);
    for (const cursor of cursors) await ask({ cursor });
    expect(world.made).toBe(4);
    expect((await ask({ cursor: cursors[1]! })).revision).toBe(2);
    expect(world.made).toBe(4);
    expect((await ask({ cursor: cursors[0]! })).revision).toBe(1);
    expect(world.made).toBe(5);
  });
});
