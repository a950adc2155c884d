import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeFirstKey } from "../../../src/app/access/first-key.ts";
import { listKeys } from "../../../src/app/access/list-keys.ts";
import { revokeKey } from "../../../src/app/access/revoke-key.ts";
import { addSchedule } from "../../../src/app/schedules/add-schedule.ts";
import { scheduleKey } from "../../../src/app/schedules/schedule-key.ts";
import { DEFAULT_TENANT, openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { NewSchedule } from "../../../src/contracts/schedule.ts";
import { ENGINES, freshPlace, type FreshPlace } from "../../store/fresh-places.ts";

describe.each(ENGINES)("the first owner key on the %s database", (engine) => {
  let fresh: FreshPlace;
  let workspace: Workspace;
  beforeEach(async () => {
    fresh = await freshPlace(engine);
    workspace = await openWorkspace(fresh.place);
  });
  afterEach(async () => {
    await workspace.store.close();
    await fresh.remove();
  });

  it("is made though a schedule was added before the first start, whose key is none of an owner", async () => {
    const asked = { name: "weekly", request: { kind: "forecast", period: "$quarter" }, cron: "0 6 * * 1" };
    const runAs = await scheduleKey(workspace, undefined);
    await addSchedule(workspace, NewSchedule.parse({ ...asked, zone: "UTC" }), { runAs, rules: { allowed: [] } }); // prettier-ignore
    expect(await makeFirstKey(workspace.store)).toMatchObject({ role: "owner", name: "First owner key" });
    const roles = (await listKeys(workspace.store, DEFAULT_TENANT)).map(({ role }) => role);
    expect(roles.sort()).toEqual(["owner", "scheduler"]);
  });

  it("is made once, by one of two processes that start together, and not again when it was revoked", async () => {
    const made = await Promise.all([makeFirstKey(workspace.store), makeFirstKey(workspace.store)]);
    expect(made.filter((key) => key !== undefined)).toHaveLength(1);
    const [key] = await listKeys(workspace.store, DEFAULT_TENANT);
    await revokeKey(workspace.store, { tenantId: DEFAULT_TENANT, actor: "cli" }, key!.keyId);
    expect(await makeFirstKey(workspace.store)).toBeUndefined();
  });
});
