import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../../src/contracts/api/key.ts";
import { ENGINES } from "../store/fresh-places.ts";
import { answered, apiUnderTest, bearer, multipartOf, type ApiUnderTest } from "./api-under-test.ts";
import { canaryHistory, OWNERS_FILE } from "./canary-company.ts";

const scenario = readFileSync(join(import.meta.dirname, "../../scenarios/cpq.yaml"), "utf8");
const policy = "limits:\n  - { method: full, score: wape, atMost: 0.3 }\n";

describe.each(ENGINES)(
  "documents, schedules, overrides and targets over HTTP on the %s database",
  (engine) => {
    let test: ApiUnderTest;
    beforeAll(async () => {
      test = await apiUnderTest(engine);
      const { payload, headers } = multipartOf({
        "history.csv": canaryHistory("ours"),
        "owners.csv": OWNERS_FILE,
      });
      const type = { ...headers, ...bearer(await test.key("finance")) };
      answered(await test.api.inject({ method: "POST", url: "/v1/imports", payload, headers: type }), 201);
    });
    afterAll(() => test.close());

    async function call<Document>(
      role: Role,
      method: "GET" | "POST" | "PUT" | "DELETE",
      url: string,
      body?: object,
      ...statuses: number[]
    ): Promise<Document> {
      const headers = bearer(await test.key(role));
      const reply = await test.api.inject({
        method,
        url: `/v1${url}`,
        headers,
        ...(body === undefined ? {} : { payload: body }),
      });
      return answered(reply, ...(statuses.length === 0 ? [200, 201] : statuses)) as Document;
    }

    it("keep a scenario for finance, and hide that there is one from who may not see costs", async () => {
      const kept = await call<{ version: number }>("finance", "PUT", "/documents/scenario/cpq", {
        text: scenario,
      });
      expect(kept.version).toBe(1);
      await call("cro", "PUT", "/documents/policy/weekly", { text: policy });
      const names = async (role: Role) =>
        (await call<{ rows: { kind: string; name: string }[] }>(role, "GET", "/documents")).rows.map(
          ({ kind, name }) => `${kind} ${name}`,
        );
      expect(await names("finance")).toEqual(["policy weekly", "scenario cpq"]);
      expect(await names("cro")).toEqual(["policy weekly"]);
      await call("cro", "GET", "/documents/scenario/cpq", undefined, 403);
      await call("rep", "GET", "/documents", undefined, 403);
      const { text } = await call<{ text: string }>("finance", "GET", "/documents/scenario/cpq?version=1");
      expect(text).toBe(scenario);
    });

    it("say what is wrong with a document as problem+json", async () => {
      const problem = await call<{ detail: string }>(
        "cro",
        "PUT",
        "/documents/policy/bad",
        { text: "limits: 3" },
        422,
      );
      expect(problem.detail).toContain("limits");
      await call("cro", "GET", "/documents/policy/bad", undefined, 404);
      await call("cro", "DELETE", "/documents/policy/bad", undefined, 404);
    });

    it("run a schedule with the rights of the key that made it", async () => {
      const schedule = {
        name: "weekly",
        request: { kind: "forecast", horizon: "30d", draws: 1_000 },
        cron: "0 6 * * 1",
        zone: "Europe/Berlin",
      };
      const added = await call<{ id: string; nextAt: string }>("cro", "POST", "/schedules", schedule, 201);
      expect(new Date(added.nextAt).getUTCDay()).toBe(1);
      await call("cro", "POST", "/schedules", schedule, 409);
      await call("rep", "POST", "/schedules", { ...schedule, name: "of a rep" }, 403);
      const cases = { ...schedule, name: "case", request: { kind: "roi", scenario: "cpq", asOf: "$day" } };
      await call("cro", "POST", "/schedules", cases, 403);
      await call("finance", "POST", "/schedules", cases, 201);
      const names = async (role: Role) =>
        (await call<{ rows: { name: string }[] }>(role, "GET", "/schedules")).rows.map(({ name }) => name);
      expect([await names("finance"), await names("cro")]).toEqual([["case", "weekly"], ["weekly"]]);
      expect(await call("cro", "GET", `/schedules/${added.id}/slots`)).toEqual({ rows: [] });
      expect(await call("cro", "POST", `/schedules/${added.id}/pause`)).toMatchObject({
        isPaused: true,
        nextAt: null,
      });
      expect(await call("cro", "POST", `/schedules/${added.id}/resume`)).toMatchObject({ isPaused: false });
      await call("cro", "DELETE", `/schedules/${added.id}`);
      await call("cro", "DELETE", `/schedules/${added.id}`, undefined, 404);
    });

    it("report to no address of a private network", async () => {
      const url = "http://169.254.169.254/latest/";
      const request = { kind: "forecast", horizon: "30d" };
      const asked = { name: "spy", request, cron: "0 6 * * 1", zone: "UTC", webhook: { url } };
      const problem = await call<{ detail: string }>("cro", "POST", "/schedules", asked, 400);
      expect(problem.detail).toContain("169.254.169.254");
    });

    it("keep the number of a rep for himself and of a manager for his subtree, and nobody else's", async () => {
      const number = (scope: string, scopeValue: string | null) => ({
        scope,
        scopeValue,
        period: "2025-Q4",
        amount: "1000",
        note: "mine",
      });
      await call("rep", "POST", "/overrides", number("owner", "Bobzz"), 201);
      await call("rep", "POST", "/overrides", number("owner", "Evezz"), 403);
      await call("rep", "POST", "/overrides", number("company", null), 403);
      await call("manager", "POST", "/overrides", number("owner", "Annzz"), 201);
      const company = await call<{ id: string }>("cro", "POST", "/overrides", number("company", null), 201);
      const seen = async (role: Role) =>
        (await call<{ rows: { scopeValue: string | null }[] }>(role, "GET", "/overrides")).rows
          .map(({ scopeValue }) => scopeValue ?? "company")
          .sort();
      expect(await seen("rep")).toEqual(["Bobzz"]);
      expect(await seen("manager")).toEqual(["Annzz", "Bobzz"]);
      expect(await seen("cro")).toEqual(["Annzz", "Bobzz", "company"]);
      expect(await seen("owner")).toEqual(["company"]);
      await call("rep", "DELETE", `/overrides/${company.id}`, undefined, 404);
      await call("cro", "DELETE", `/overrides/${company.id}`);
      expect(await seen("owner")).toEqual([]);
    });

    it("keep targets for who sees the company", async () => {
      const target = { period: "2025", amount: "5000000" };
      await call("manager", "POST", "/targets", target, 403);
      const { id } = await call<{ id: string }>("cro", "POST", "/targets", target, 201);
      expect(await call("finance", "GET", "/targets")).toMatchObject({ rows: [{ id, amount: "5000000" }] });
      expect(await call("rep", "GET", "/targets")).toEqual({ rows: [] });
      await call("cro", "DELETE", `/targets/${id}`);
      expect((await call<{ rows: unknown[] }>("cro", "GET", "/targets?all=true")).rows).toHaveLength(1);
    });
  },
);
