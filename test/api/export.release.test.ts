import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/contracts/api/client.ts";
import { ExportManifest } from "../../src/contracts/export-manifest.ts";
import { ENGINES } from "../store/fresh-places.ts";
import { apiUnderTest, bearer, type ApiUnderTest } from "./api-under-test.ts";
import { canaryHistory, OWNERS_FILE, SCENARIO } from "./canary-company.ts";

const FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1+1", "-2+3"];
/** A name that a plain header of tar has no room for. */
const LONG_NAME = `Ärger mit ${"langen Namen ".repeat(9)}(1).csv`;

describe.each(ENGINES)("an export over HTTP from the %s database", (engine) => {
  let test: ApiUnderTest;
  let url: string;
  const folder = mkdtempSync(join(tmpdir(), "revcast-export-http-"));
  beforeAll(async () => {
    test = await apiUnderTest(engine);
    await test.api.listen({ host: "127.0.0.1", port: 0 });
    url = `http://127.0.0.1:${(test.api.server.address() as AddressInfo).port}`;
    for (const tenant of ["default", "foreign"]) {
      const client = createClient({ url, key: await test.key("finance", tenant) });
      const mark = tenant === "default" ? "ours" : "foreign";
      const lines = canaryHistory(mark, 10).trimEnd().split("\n");
      const hostile = FORMULAS.map((text, index) => {
        const quoted = (inner: string): string => `"${inner.replaceAll('"', '""')}"`;
        const id = quoted(`${text}-${index}`);
        return `${id},2025-09-0${index + 1},Lead,1,Bobzz,${quoted(text)},,${quoted(text)}`;
      });
      await client.importFiles([
        new File([[...lines, ...hostile, ""].join("\n")], LONG_NAME),
        new File([OWNERS_FILE], "owners.csv"),
      ]);
      await client.start("roi", { scenario: SCENARIO, draws: 1_000, asOf: "2025-09-30" }, { wait: 25 });
    }
  }, 120_000);
  afterAll(async () => {
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it("is the whole workspace of the tenant, and unpacks to files with their digests", async () => {
    const client = createClient({ url, key: await test.key("finance") });
    const body = await client.exportArchive();
    const packed = Buffer.from(await new Response(body).arrayBuffer());
    writeFileSync(join(folder, "export.tar.gz"), packed);
    execFileSync("tar", ["-xzf", "export.tar.gz"], { cwd: folder });
    const name = readdirSync(folder).find((each) => each.startsWith("revcast-export-"));
    const out = join(folder, name!);
    execFileSync("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: out });
    const manifest = ExportManifest.parse(JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")));
    expect(manifest.files.map(({ path }) => path)).toContain(`files/${LONG_NAME.normalize("NFC")}`);
    expect(manifest.leftOut.map(({ what }) => what)).toContain("api_key");
    const texts = manifest.files.map(({ path }) => [path, readFileSync(join(out, path), "utf8")] as const);
    expect(texts.filter(([, text]) => text.includes("foreign")).map(([path]) => path)).toEqual([]);
    expect(texts.some(([path]) => path.endsWith("api_key.ndjson"))).toBe(false);
    const ofRevcast = texts.filter(([path]) => path.endsWith(".csv") && !/^(files|documents)/.test(path));
    expect(ofRevcast.length).toBeGreaterThan(2);
    for (const [path, text] of ofRevcast) {
      expect(/(^|[,\n])"?\s*[=+@|%]/.test(text), path).toBe(false);
    }
    const history = ofRevcast.find(([path]) => path === "change-log/history.csv")![1];
    expect(history).toContain("'=cmd|");
    await expect.poll(() => readdirSync(test.scratchFolder), { timeout: 10_000 }).toEqual([]);
  });

  it("is for finance alone, one at a time, and in the audit log", async () => {
    for (const role of ["owner", "cro", "manager", "rep", "scheduler"] as const) {
      const reply = await test.api.inject({
        method: "GET",
        url: "/v1/export",
        headers: bearer(await test.key(role)),
      });
      expect(reply.statusCode, role).toBe(403);
    }
    const headers = bearer(await test.key("finance"));
    const two = await Promise.all([1, 2].map(() => test.api.inject({ url: "/v1/export", headers })));
    expect(new Set(two.map(({ statusCode }) => statusCode))).toEqual(new Set([200, 503]));
    await expect.poll(() => readdirSync(test.scratchFolder), { timeout: 10_000 }).toEqual([]);
    const again = await test.api.inject({ url: "/v1/export", headers });
    expect(again.statusCode).toBe(200);
    const audit = await test.api.inject({ url: "/v1/audit", headers });
    const actions = audit.json<{ rows: { action: string }[] }>().rows.map(({ action }) => action);
    expect(actions.filter((action) => action === "workspace.export")).toHaveLength(3);
  });

  it.each(["is written", "is sent"])(
    "leaves nothing behind when who asked leaves while it %s, and is there for the next who asks",
    async (moment) => {
      const headers = bearer(await test.key("finance"));
      const gone = new AbortController();
      const asked = fetch(`${url}/v1/export`, { headers, signal: gone.signal });
      const outcome = asked.then(
        () => "answered",
        () => "never answered",
      );
      if (moment === "is sent") await asked;
      else while (readdirSync(test.scratchFolder).length === 0) await nextTurn();
      gone.abort();
      expect(await outcome).toBe(moment === "is sent" ? "answered" : "never answered");
      await expect.poll(() => readdirSync(test.scratchFolder), { timeout: 10_000 }).toEqual([]);
      const next = await test.api.inject({ url: "/v1/export", headers });
      expect(next.statusCode).toBe(200);
    },
  );
});
