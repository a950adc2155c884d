import { parse } from "csv-parse/sync";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RUN_RESOURCES, type RunResourceKind } from "../../src/contracts/api/run.ts";
import { readParts } from "../reports/workbook/read-parts.ts";
import { answered, apiUnderTest, bearer, multipartOf, type ApiUnderTest } from "./api-under-test.ts";
import { canaryHistory, OWNERS_FILE, SCENARIO } from "./canary-company.ts";
import { formulaCells, formulasIn, hostileCompany, injectTexts } from "./inject-texts.ts";

const ASKED: Readonly<Record<RunResourceKind, object>> = {
  forecast: { period: "2025-Q4", draws: 1_000, segment: "product", asOf: "2025-09-30" },
  backtest: { horizon: "30d", every: "month", draws: 1_000, from: "2025-06-01", to: "2025-07-01" },
  kpi: { period: "2025-Q3", segment: "owner" },
  changes: { from: "2025-07-01", to: "2025-09-30", segment: "owner" },
  scenario: { scenarios: [SCENARIO], draws: 1_000, asOf: "2025-09-30" },
  roi: { scenario: SCENARIO, draws: 1_000, asOf: "2025-09-30" },
};

describe("hostile texts", () => {
  let test: ApiUnderTest;
  beforeAll(async () => {
    test = await apiUnderTest("embedded", { waitSeconds: 25 });
    const form = multipartOf({ "history.csv": canaryHistory("ours", 10), "owners.csv": OWNERS_FILE });
    for (const tenant of ["default", "foreign"]) {
      const headers = { ...form.headers, ...bearer(await test.key("finance", tenant)) };
      answered(
        await test.api.inject({ method: "POST", url: "/v1/imports", payload: form.payload, headers }),
        201,
      );
    }
  }, 120_000);
  afterAll(() => test.close(), 120_000);

  it("are no formula in any table, workbook or page that is made of them", async () => {
    const importId = await hostileCompany(test);
    const headers = bearer(await test.key("finance"));
    const get = async (url: string) => {
      const reply = await test.api.inject({ url, headers });
      expect(reply.statusCode, url).toBe(200);
      return reply;
    };
    const cellsOf = async (file: string): Promise<string[]> => {
      const { body } = await get(`/v1/imports/${importId}/${file}`);
      return parse(body, { bom: true }).flat();
    };
    const accepted = await cellsOf("accepted.csv");
    expect(accepted.some((cell) => cell.includes("zqx7"))).toBe(true);
    for (const cells of [accepted, await cellsOf("rejected.csv"), await cellsOf("duplicates.csv")]) {
      expect(formulaCells(cells)).toEqual([]);
    }
    for (const [kind, resource] of Object.entries(RUN_RESOURCES) as [RunResourceKind, string][]) {
      const started = await test.api.inject({
        method: "POST",
        url: `/v1/${resource}`,
        headers: { ...headers, prefer: "wait=25" },
        payload: ASKED[kind],
      });
      const { id } = answered(started, 201, 202) as { id: string };
      let state = "waiting";
      while (state === "waiting" || state === "running") {
        await sleep(100);
        ({ state } = answered(await test.api.inject({ url: `/v1/runs/${id}`, headers }), 200) as {
          state: string;
        });
      }
      expect(state, kind).toBe("done");
      const page = await get(`/v1/${resource}/${id}/report.html`);
      expect(/<script>alert|<img src=x/.test(page.body), `page of ${kind}`).toBe(false);
      const workbook = await get(`/v1/${resource}/${id}/report.xlsx`);
      for (const [path, xml] of readParts(workbook.rawPayload)) {
        expect(formulasIn(xml), `${path} of ${kind}`).toEqual([]);
      }
    }
  });

  it("have no effect in any field of any request", async () => {
    const report = await injectTexts(test, 12);
    console.log(`injections: ${JSON.stringify(report)}`);
    expect(report.bad).toEqual([]);
    expect(report.fieldCount).toBeGreaterThan(150);
    // Each line of the log is one that the service wrote.
    const lines = test.logged().trimEnd().split("\n");
    const levels = new Set(lines.map((line) => (JSON.parse(line) as { level: string }).level));
    expect([...levels].filter((level) => level === "error" || level === "fatal")).toEqual([]);
  });
});
