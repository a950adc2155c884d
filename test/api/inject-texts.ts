import { sql } from "kysely";
import type { InjectOptions } from "fastify";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { answered, bearer, multipartOf, type ApiUnderTest } from "./api-under-test.ts";
import { GOOD } from "./fuzz-api.ts";
import { PAYLOADS } from "./hostile-requests.ts";
import { stringFieldsOf, type ApiDescription } from "./string-fields.ts";
import { ImportFields } from "../../src/contracts/api/import.ts";
import { SCENARIO } from "./canary-company.ts";

export interface InjectionReport {
  readonly fieldCount: number;
  readonly requestCount: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  /** Requests that had an effect or met a mistake of ours; at most ten. */
  readonly bad: readonly string[];
}

/** A file of this name is one that was written where a text of a request said. */
const ESCAPED = "revcast-escaped";
const MORE_PAYLOADS: readonly string[] = [
  `../../${ESCAPED}`,
  `..\\..\\${ESCAPED}.csv`,
  `/${ESCAPED}`,
  `'; copy (select 1) to '/tmp/${ESCAPED}'; --`,
  "x'; select pg_sleep(60); --",
  "x' || (select pg_sleep(60)) || '",
  "'; delete from revcast.revision; --",
  "{{constructor.constructor('return process')()}}",
  "%0d%0aset-cookie:%20a=b",
  "x\u2028set-cookie: a=b",
  '{"$gt":""}',
  '=HYPERLINK("http://example.com","x")',
  "!!js/function 'function(){ return process.exit() }'",
  "&a [*a, *a]",
  "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]",
];

/** Bodies that are right where their schema alone does not make them so. */
const RIGHT: Readonly<Record<string, object>> = {
  ...GOOD,
  "/v1/scenarios": { scenarios: [SCENARIO], draws: 1_000, asOf: "2025-09-30" },
  "/v1/roi": { scenario: SCENARIO, draws: 1_000, asOf: "2025-09-30" },
  "/v1/overrides": { scope: "owner", scopeValue: "Bobzz", period: "2025-Q4", amount: "1000", note: "mine" },
  "/v1/targets": { scope: "company", scopeValue: null, period: "2025-Q4", amount: "1000" },
  "/v1/schedules": {
    name: "weekly",
    request: { kind: "forecast", horizon: "30d", draws: 1_000 },
    cron: "0 6 * * 1",
    zone: "Europe/Berlin",
  },
};

const JSON_TYPE = { "content-type": "application/json" };

/** Longest that a request may take without one of its texts having been run: those that sleep take longer. */
const LONGEST_MS = 40_000;

/**
 * Puts hostile texts into every place of every request, one at a time, with a key that may do the most there.
 * @param every takes one text of so many, another one in each place
 */
export async function injectTexts(test: ApiUnderTest, every: number): Promise<InjectionReport> {
  const description = (await test.api.inject({ url: "/docs/json" })).json<ApiDescription>();
  const fields = stringFieldsOf(description, RIGHT);
  const [owner, finance] = [bearer(await test.key("owner")), bearer(await test.key("finance"))];
  const texts = [...PAYLOADS, ...MORE_PAYLOADS];
  const byStatus: Record<string, number> = {};
  const bad: string[] = [];
  const before = await effectsOf(test);
  let requestCount = 0;
  let slowestMs = 0;
  const send = async (what: string, request: InjectOptions): Promise<void> => {
    const began = performance.now();
    const reply = await test.api.inject(request);
    const milliseconds = performance.now() - began;
    slowestMs = Math.max(slowestMs, Math.round(milliseconds));
    requestCount++;
    byStatus[reply.statusCode] = (byStatus[reply.statusCode] ?? 0) + 1;
    const fault = faultOf(reply, milliseconds);
    if (fault !== undefined && bad.length < 10) bad.push(`${what}: ${fault}: ${reply.body.slice(0, 300)}`);
  };
  for (const [place, { method, route, name, request }] of fields.entries()) {
    const headers = route.startsWith("/v1/keys") || route.startsWith("/v1/audit") ? owner : finance;
    for (const [index, text] of texts.entries()) {
      if ((index + place) % every !== 0) continue;
      const { url, headers: own, body } = request(text);
      await send(`${method} ${route}, ${name} = ${JSON.stringify(text.slice(0, 60))}`, {
        method,
        url,
        headers: { ...own, ...headers, ...(body === undefined ? {} : JSON_TYPE) },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
    }
  }
  const forms = ["a file name", "a header", "a cell", ...Object.keys(ImportFields.shape)];
  for (const [place, name] of forms.entries()) {
    for (const [index, text] of texts.entries()) {
      if ((index + place) % every !== 0) continue;
      const { payload, headers } = formOf(name, text.toWellFormed());
      const url = "/v1/imports?dryRun=true";
      await send(`upload, ${name} = ${JSON.stringify(text.slice(0, 60))}`, {
        method: "POST",
        url,
        payload,
        headers: { ...headers, ...finance },
      });
    }
  }
  const after = await effectsOf(test);
  for (const [what, value] of Object.entries(before)) {
    if (after[what] !== value) bad.push(`${what} was ${value} and is ${after[what]}`);
  }
  return { fieldCount: fields.length + forms.length, requestCount, byStatus, slowestMs, bad };
}

interface Reply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function faultOf({ statusCode, headers, body }: Reply, milliseconds: number): string | undefined {
  if (statusCode >= 500 && statusCode !== 501) return `answered ${statusCode}`;
  if (milliseconds > LONGEST_MS) return `took ${Math.round(milliseconds)} ms`;
  if (headers["set-cookie"] !== undefined || JSON.stringify(headers).includes("\\n"))
    return "changed the headers";
  const type = typeof headers["content-type"] === "string" ? headers["content-type"] : "";
  if (type.startsWith("text/html") && /<script>alert|<img src=x/.test(body))
    return "wrote markup into a page";
  if (/root:[x*]:0:0/.test(body)) return "answered with a file of the machine";
  return undefined;
}

function formOf(place: string, text: string): ReturnType<typeof multipartOf> {
  const quoted = `"${text.replaceAll('"', '""')}"`;
  const header = `opportunity_id,changed_at,stage,amount,${place === "a header" ? quoted : "note"}`;
  const rows = ["a,2025-01-02,Lead,1,x", `b,2025-01-03,Lead,2,${place === "a cell" ? quoted : "y"}`];
  const name = place === "a file name" ? `${text.replaceAll(/["\r\n]/g, "")}.csv` : "history.csv";
  return multipartOf(
    { [name]: [header, ...rows, ""].join("\n") },
    place.startsWith("a ") ? {} : { [place]: text },
  );
}

/** What no text may change: prototypes, the tables, what another tenant has, what was imported, files beside the service's own. */
async function effectsOf(test: ApiUnderTest): Promise<Record<string, string>> {
  const effects: Record<string, string> = {
    "Object.prototype": Object.getOwnPropertyNames(Object.prototype).join(" "),
    "Array.prototype": Object.getOwnPropertyNames(Array.prototype).join(" "),
    "an empty object": Object.keys({}).join(" "),
  };
  for (const folder of [tmpdir(), process.cwd(), "/", "/etc"]) {
    const names = readdirSync(folder).filter((name) => name.includes(ESCAPED));
    effects[`files in ${folder}`] = names.join(" ");
  }
  await test.store.asSystem(async (tx) => {
    const { rows } = await sql<{ name: string; has_tenant: boolean }>`
      select tablename as name, exists (select from information_schema.columns c where c.table_schema = 'revcast'
        and c.table_name = tablename and c.column_name = 'tenant_id') as has_tenant
      from pg_tables where schemaname = 'revcast' order by 1`.execute(tx);
    effects.tables = rows.map(({ name }) => name).join(" ");
    for (const { name, has_tenant: hasTenant } of rows) {
      const of = sql.id("revcast", name);
      const isKept = ["revision", "raw_file", "opportunity_change", "tenant", "import"].includes(name);
      if (!hasTenant && !isKept) continue;
      const counted = await sql<{ count: string }>`select count(*) as count from ${of}
        ${isKept ? sql`` : sql`where tenant_id = 'foreign'`}`.execute(tx);
      effects[`rows of ${name}`] = counted.rows[0]!.count;
    }
  });
  return effects;
}

const MARK = "zqx7";

/** Imports hostile texts in every column, and says which cells of files that the service makes of them a spreadsheet would run. */
export async function hostileCompany(test: ApiUnderTest): Promise<string> {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = [`opportunity_id,changed_at,stage,amount,owner,product,${quoted(`=1+1${MARK}`)}`];
  for (const [index, text] of [...PAYLOADS, ...MORE_PAYLOADS].entries()) {
    const clean = text.toWellFormed().replaceAll("\0", "").slice(0, 60);
    const marked = quoted(`${clean}${MARK}`);
    const id = quoted(`${clean}${MARK}${index}`);
    for (const [step, stage] of ["Lead", index % 2 === 0 ? "Closed Won" : "Proposal"].entries()) {
      const day = new Date(Date.UTC(2025, 3 * step + (index % 5), 2 + (index % 20)))
        .toISOString()
        .slice(0, 10);
      lines.push([id, day, stage, String(1_000 + index), marked, marked, marked].join(","));
    }
  }
  const { payload, headers } = multipartOf({ "hostile.csv": `${lines.join("\n")}\n` });
  const reply = await test.api.inject({
    method: "POST",
    url: "/v1/imports",
    payload,
    headers: { ...headers, ...bearer(await test.key("finance")) },
  });
  return (answered(reply, 201) as { importId: string }).importId;
}

/** Cells of a table that a spreadsheet would take for a formula, among those that hold what was imported. */
export function formulaCells(cells: readonly string[]): string[] {
  return cells.filter((cell) => cell.includes(MARK) && /^\s*[=+\-@\t\r|%]/.test(cell));
}

/** Formulas of a workbook's XML that hold what was imported. */
export function formulasIn(xml: string): string[] {
  return [...xml.matchAll(/<f\b[^>]*>([^<]*)<\/f>/g)]
    .map(([, text]) => text!)
    .filter((text) => text.includes(MARK));
}
