import autocannon from "autocannon";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createClient } from "../../src/contracts/api/client.ts";
import { ensure } from "../../src/core/base/ensure.ts";
import type { Results } from "../tools/results.ts";
import { startSimulations } from "./simulations.ts";

const CONNECTIONS = 200;
const BARE_ROUTE = fileURLToPath(new URL("bare-route.mjs", import.meta.url));

interface Read {
  readonly name: string;
  readonly path: string;
  readonly body: Buffer;
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
  const all: number[] = [];
  for (const [index, { name, path, body }] of reads.entries()) {
    const load = { connections: CONNECTIONS, duration: seconds };
    const service = await autocannon({
      ...load,
      url: `${url}${path}`,
      headers: { authorization: `Bearer ${key}` },
    });
    const bare = await autocannon({ ...load, url: `${bareUrl}/${index}` });
    ensure(bare.non2xx + bare.errors === 0, "The bare route could not answer");
    ensure(service["2xx"] > 0, `Nothing was answered by ${path}`);
    all.push(service.latency.p99);
    rows.push({
      read: name,
      bytes: body.length,
      "p50 ms": service.latency.p50,
      "p99 ms": service.latency.p99,
      "a second": service.requests.average,
      refused: service.non2xx,
      unanswered: service.errors + service.timeouts,
      "bare p50": bare.latency.p50,
      "bare p99": bare.latency.p99,
      "bare a second": bare.requests.average,
      "p50, times bare": service.latency.p50 / Math.max(1, bare.latency.p50),
      "p99, times bare": service.latency.p99 / Math.max(1, bare.latency.p99),
    });
  }
  results.table(`cached reads at ${CONNECTIONS} connections, ${seconds} s each, beside ${beside}`, rows);
  const notAnswered = rows.map((row) => (row["refused"] as number) + (row["unanswered"] as number));
  results.target({
    what: `p99 of the slowest read beside ${beside}, ms`,
    found: Math.max(...all),
    goal: 50,
    isUpperLimit: true,
  });
  results.target({
    what: `reads refused or unanswered beside ${beside}`,
    found: notAnswered.reduce((sum, count) => sum + count, 0),
    goal: 0,
    isUpperLimit: true,
  });
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
  for (const { name, path } of paths) reads.push({ name, path, body: await bodyOf(place, path) });

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

async function bodyOf({ url, key }: Place, path: string): Promise<Buffer> {
  const reply = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  ensure(reply.ok, `${path} is answered ${reply.status}`);
  return Buffer.from(await reply.arrayBuffer());
}
