import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backtestFiles } from "../../../src/app/backtest-files.ts";
import { forecastFiles } from "../../../src/app/forecast-files.ts";
import { COMPANY_DEFAULTS, generateDemoCompany } from "../../../src/app/generate-demo-company.ts";
import { addOverride, listOverrides, revertOverride } from "../../../src/app/overrides/overrides.ts";
import { addQuota, endQuota, listQuotas } from "../../../src/app/overrides/quotas.ts";
import { importIntoWorkspace } from "../../../src/app/workspace/import-into-workspace.ts";
import { openWorkspace, type Workspace } from "../../../src/app/workspace/workspace.ts";
import { NewOverride, NewQuota } from "../../../src/contracts/override.ts";
import { forecastAsHtml } from "../../../src/reports/forecast-as-html.ts";
import { forecastAsText } from "../../../src/reports/forecast-as-text.ts";
import { ENGINES, freshPlace, type FreshPlace } from "../../store/fresh-places.ts";

describe.each(ENGINES)("numbers of people on the %s database", (engine) => {
  let fresh: FreshPlace;
  let workspace: Workspace;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "revcast-overrides-"));
    await generateDemoCompany({ ...COMPANY_DEFAULTS, opportunities: 600, days: 500, seed: 11 }, folder);
    fresh = await freshPlace(engine);
    workspace = await openWorkspace(fresh.place);
    await importIntoWorkspace(workspace, [folder]);
  });
  afterAll(async () => {
    await workspace.store.close();
    await fresh.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  const add = (more: object) =>
    addOverride(
      workspace,
      NewOverride.parse({ period: "2024-Q2", amount: "100000", note: "as agreed", ...more }),
    );
  const question = () => ({ paths: [], place: fresh.place, reading: {} });

  it("take the place of the one before for the same scope and period, which stays in the history", async () => {
    await add({ amount: "90000.50" });
    await add({ amount: "100000" });
    await add({ scope: "owner", scopeValue: "Ada", amount: "5000" });
    const holding = await listOverrides(workspace);
    expect(holding.map(({ scopeValue, amount, period }) => [scopeValue, amount, period.label])).toEqual([
      ["Ada", "5000", "2024-Q2"],
      [null, "100000", "2024-Q2"],
    ]);
    const all = await listOverrides(workspace, true);
    expect(all.find(({ amount }) => amount === "90000.5")!.revertedAt).not.toBeNull();
  });

  it.each([
    [{ period: "soon" }, "usage"],
    [{ scope: "owner" }, "usage"],
    [{ scopeValue: "Ada" }, "usage"],
  ])("are refused with %j", async (more, code) => {
    await expect(add(more)).rejects.toMatchObject({ code });
  });

  it("stand beside the forecast of the same period, and change none of its figures", async () => {
    const asked = { ...question(), asOf: "2024-05-01", period: "2024-Q2", draws: 1_000 };
    const { reply } = await forecastFiles(asked);
    const fromFiles = await forecastFiles({ ...asked, paths: [folder] });
    const { overrides, ...rest } = reply;
    expect(overrides).toHaveLength(2);
    expect(rest).toEqual(fromFiles.reply);
    const text = forecastAsText(reply, { width: 80, colour: false });
    expect(text).toContain("Overrides");
    expect(text).toContain("as agreed");
    expect(await forecastAsHtml(reply)).toContain("Overrides beside the median");
    const other = await forecastFiles({ ...asked, period: "2024-Q3" });
    expect(other.reply.overrides).toBeUndefined();
  });

  it("are scored as the method human from the day on which they were made", async () => {
    const { store, tenantId } = workspace;
    const stated = (amount: string, madeAt: string, revertedAt: Date | null) => ({
      tenant_id: tenantId,
      scope: "company" as const,
      scope_value: null,
      period_from: "2024-01-01",
      period_to: "2024-03-31",
      amount,
      currency: "EUR",
      note: "from the past",
      made_by: "test",
      made_at: new Date(madeAt),
      reverted_by: null,
      reverted_at: revertedAt,
    });
    const second = new Date("2024-02-15T09:00Z");
    await store.inTenant(tenantId, (tx) =>
      tx
        .insertInto("override")
        .values([stated("70000", "2024-01-20T23:30Z", second), stated("80000", second.toISOString(), null)])
        .execute(),
    );
    const { reply } = await backtestFiles({
      ...question(),
      from: "2024-01-07",
      to: "2024-03-10",
      every: "week",
      horizon: "quarter",
      methods: "human,naive-last",
      draws: 1_000,
    });
    const human = reply.rows.filter(({ method }) => method === "human");
    // Made after midnight in Amsterdam: known from the 21st on.
    expect(human.map(({ cutoff, median }) => `${cutoff} ${Number(median)}`)).toEqual([
      "2024-01-21 70000",
      "2024-01-28 70000",
      "2024-02-04 70000",
      "2024-02-11 70000",
      "2024-02-18 80000",
      "2024-02-25 80000",
      "2024-03-03 80000",
      "2024-03-10 80000",
    ]);
  });

  it("are taken back, once", async () => {
    const [first] = await listOverrides(workspace);
    await revertOverride(workspace, first!.id);
    await expect(revertOverride(workspace, first!.id)).rejects.toMatchObject({ code: "not_found" });
    await expect(revertOverride(workspace, "nothing")).rejects.toMatchObject({ code: "not_found" });
  });

  it("may be what is to be reached, which ends the one before", async () => {
    const target = (amount: string) => addQuota(workspace, NewQuota.parse({ period: "2024", amount }));
    await target("1000000");
    const { id } = await target("1200000");
    expect((await listQuotas(workspace)).map(({ amount, period }) => [amount, period.label])).toEqual([
      ["1200000", "FY2024"],
    ]);
    expect(await listQuotas(workspace, true)).toHaveLength(2);
    await endQuota(workspace, id);
    expect(await listQuotas(workspace)).toEqual([]);
    await expect(endQuota(workspace, id)).rejects.toMatchObject({ code: "not_found" });
  });
});
