import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { createClient } from "../../src/contracts/api/client.ts";
import { ensure } from "../../src/core/base/ensure.ts";
import type { Results } from "../tools/results.ts";
import { answersTo, percentile, type Answers, type Asker } from "./answers-to.ts";
import { startSimulations } from "./simulations.ts";

const CONNECTIONS = 200;
const WARM_UP_SECONDS = 2;
const ASKERS = ["autocannon", "bytes"] as const;
const BARE_ROUTE = fileURLToPath(new URL("bare-route.mjs", import.meta.url));

interface Read {
  readonly name: string;
  readonly path: string;
  /** What is sent. */
  readonly body: Buffer;
  readonly etag: string | undefined;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly askers: readonly Asker[];
}

interface Place {
  readonly url: string;
  readonly key: string;
  readonly folder: string;
  /** Of each measurement. */
  readonly seconds: number;
}

/** Reads that the service has answered before, at 200 connections, beside a bare route that sends the same bytes. */
export async function benchCachedReads(results: Results, place: Place): Promise<void> {
  const reads = await checkedReads(place);
  const paths = reads.map(({ body }, index) => {
    const path = join(place.folder, `body-${index}.json`);
    writeFileSync(path, body);
    return path;
  });
  const bare = spawn(process.execPath, [BARE_ROUTE, ...paths], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const [bareUrl] = (await once(createInterface({ input: bare.stdout }), "line")) as [string];
    await measureReads(results, place, reads, bareUrl, "nothing else");
    const simulations = await startSimulations(createClient(place));
    try {
      await measureReads(results, place, reads, bareUrl, "two simulations");
    } finally {
      results.note(`Simulations of 2,000,000 draws done meanwhile: ${await simulations.end()}`);
    }
  } finally {
    bare.stdin.end();
    await once(bare, "exit");
  }
}

async function measureReads(
  results: Results,
  { url, key, seconds }: Place,
  reads: readonly Read[],
  bareUrl: string,
  beside: string,
): Promise<void> {
  const rows: Record<string, string | number>[] = [];
  for (const [index, { name, path, body, status, headers, askers }] of reads.entries()) {
    for (const asker of askers) {
      const load = { asker, connections: CONNECTIONS, warmUpSeconds: WARM_UP_SECONDS, seconds };
      const service = await answersTo({ ...load, url: `${url}${path}`, key, headers });
      const bare = await answersTo({ ...load, url: `${bareUrl}/${index}` });
      const served = service.ofStatus.get(status) ?? [];
      const bareServed = bare.ofStatus.get(200) ?? [];
      rows.push({
        read: name,
        "read by": asker,
        bytes: body.length,
        "p50 ms": percentile(served, 0.5),
        "p99 ms": percentile(served, 0.99),
        "a second": Math.round(served.length / seconds),
        "not served": countOf(service) - served.length,
        "bare p50": percentile(bareServed, 0.5),
        "bare p99": percentile(bareServed, 0.99),
        "bare a second": Math.round(bareServed.length / seconds),
        "p50, times bare": percentile(served, 0.5) / percentile(bareServed, 0.5),
        "p99, times bare": percentile(served, 0.99) / percentile(bareServed, 0.99),
      });
    }
  }
  results.table(`cached reads at ${CONNECTIONS} connections, ${seconds} s each, beside ${beside}`, rows);
  for (const row of rows) {
    results.target({
      what: `p99 beside ${beside}, ms: ${row["read"]}, read by ${row["read by"]}`,
      found: row["p99 ms"] as number,
      goal: 50,
      isUpperLimit: true,
    });
  }
  results.target({
    what: `reads not served beside ${beside}`,
    found: rows.reduce((sum, row) => sum + (row["not served"] as number), 0),
    goal: 0,
    isUpperLimit: true,
  });
}

function countOf({ ofStatus, unanswered }: Answers): number {
  return [...ofStatus.values()].reduce((sum, { length }) => sum + length, unanswered);
}

/** Reads whose answers are right: they agree with each other, and with the result computed once more. */
async function checkedReads(place: Place): Promise<readonly Read[]> {
  const client = createClient(place);
  const run = await client.start("forecast", { horizon: "90d" }, { wait: 25 });
  ensure(run.state === "done", `The forecast to be read is ${run.state}`);
  const forecast = await client.result("forecast", run.id);
  const { asOf } = forecast;
  const paths = [
    { name: "opportunities of a day, 100", path: `/v1/opportunities?asOf=${asOf}&limit=100` },
    { name: "opportunities of a day, 1,000", path: `/v1/opportunities?asOf=${asOf}&limit=1000` },
    { name: "result of a forecast", path: `/v1/forecasts/${run.id}` },
    { name: "a run", path: `/v1/runs/${run.id}` },
  ];
  const reads: Read[] = [];
  for (const { name, path } of paths) {
    const plain = await readOf(place, { name, path, headers: {}, askers: ASKERS });
    reads.push(plain);
    if (name === "a run") continue;
    // autocannon makes text of what comes, which takes much longer of bytes that are none.
    const small = { name: `${name}, compressed`, headers: { "accept-encoding": "gzip" } };
    const compressed = await readOf(place, { ...small, path, askers: ["bytes"] });
    ensure(gunzipSync(compressed.body).equals(plain.body), `${name}: compressed it is another`);
    reads.push(compressed);
  }
  const { path, etag } = reads.find(({ name }) => name === "result of a forecast")!;
  ensure(etag !== undefined, "The result of a forecast has no ETag");
  const known = { name: "the same, known by its ETag", path, headers: { "if-none-match": etag } };
  reads.push(await readOf(place, { ...known, askers: ASKERS }));

  ensure(forecast.resultDigest === run.resultDigest, "A result that is read has not the digest of its run");
  const verdict = await client.verify(run.id);
  ensure(verdict.isIdentical, "A forecast computed once more is another one");
  const open = await openIds(place, asOf);
  const forecastIds = forecast.opportunities.map(({ id }) => id).sort();
  ensure(open.join() === forecastIds.join(), "The open opportunities are not those of the forecast");
  return reads;
}

/** Ids of open opportunities, page by page. */
async function openIds(place: Place, asOf: string): Promise<string[]> {
  const client = createClient(place);
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.opportunities({ asOf, state: "open", limit: "200", cursor });
    ids.push(...page.rows.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return ids.sort();
}

async function readOf({ url, key }: Place, asked: Omit<Read, "body" | "etag" | "status">): Promise<Read> {
  const headers = { authorization: `Bearer ${key}`, ...asked.headers };
  const [reply] = (await once(get(`${url}${asked.path}`, { headers }), "response")) as [IncomingMessage];
  const { statusCode: status, headers: said } = reply;
  ensure(status === 200 || status === 304, `${asked.path} is answered ${status}`);
  return { ...asked, status, body: await buffer(reply), etag: said.etag };
}
