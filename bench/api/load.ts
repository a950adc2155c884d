import { spawn, type ChildProcess } from "node:child_process";
import fastify from "fastify";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, type Client } from "../../src/contracts/api/client.ts";
import { isSettled } from "../../src/contracts/run.ts";
import { Results } from "../tools/results.ts";

const CONNECTIONS = 200;
const SECONDS = 10;
const IMPORT_ROWS = 10_000;
const PORT = 3_971;
const launcher = fileURLToPath(new URL("../../src/cli/revcast.mjs", import.meta.url));

/** What autocannon says of a stretch of load. */
interface Load {
  readonly requests: { readonly average: number };
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly non2xx: number;
  readonly errors: number;
}

/** The built service under load: reads of a result beside a bare fastify route, with and without simulations under way. */
export async function benchApiLoad(): Promise<void> {
  const results = new Results("api");
  const folder = mkdtempSync(join(tmpdir(), "revcast-bench-api-"));
  chmodSync(folder, 0o755);
  const url = `http://127.0.0.1:${PORT}`;
  const service = await start(folder, url);
  try {
    const owner = createClient({ url, key: service.key });
    const key = (await owner.addKey({ name: "bench", role: "cro" })).secret;
    const client = createClient({ url, key });
    const path = await forecastOf(client);
    const reply = await fetch(url + path, { headers: { authorization: `Bearer ${key}` } });
    if (!reply.ok) throw new Error(`Cannot read the forecast: ${reply.status}`);
    const byteCount = (await reply.arrayBuffer()).byteLength;
    const rows = [
      { what: `bare fastify route, ${byteCount} bytes`, ...shownLoad(await bareLoad(byteCount)) },
      { what: `GET ${path.slice(0, 13)}ID, nothing else`, ...shownLoad(await load(url + path, key)) },
    ];
    const runs = await Promise.all([1, 2].map((seed) => simulation(client, seed)));
    const busy = await load(url + path, key);
    rows.push({ what: "the same while two simulations run", ...shownLoad(busy) });
    const states = await Promise.all(runs.map(async (id) => (await client.run(id)).state));
    results.note(`simulations after the load: ${states.join(", ")}`);
    for (const id of runs) await client.cancel(id);
    results.table(`${CONNECTIONS} connections, ${SECONDS} s`, rows);
    results.target({
      what: "p99 of reads while two simulations run, ms",
      found: busy.latency.p99,
      goal: 50,
      isUpperLimit: true,
    });
    const seconds = await importSeconds(owner);
    results.target({ what: `import of ${IMPORT_ROWS} rows, s`, found: seconds, goal: 3, isUpperLimit: true });
  } finally {
    service.child.kill("SIGINT");
    await sleep(1_000);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
  await results.finish();
}

function shownLoad({ requests, latency, non2xx, errors }: Load): Record<string, number> {
  return {
    "requests/s": Math.round(requests.average),
    "p50 ms": latency.p50,
    "p99 ms": latency.p99,
    "max ms": latency.max,
    refused: non2xx,
    errors,
  };
}

async function start(folder: string, url: string): Promise<{ child: ChildProcess; key: string }> {
  const args = [
    "serve",
    "--demo",
    "--port",
    String(PORT),
    "--workspace",
    join(folder, "workspace"),
    "--log-level",
    "warn",
  ];
  const child = spawn(process.execPath, [launcher, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  for (let tries = 0; tries < 1_200; tries++) {
    const key = /REVCAST_KEY=(\S+)/.exec(said)?.[1];
    const isReady = await fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (key !== undefined && isReady) return { child, key };
    await sleep(50);
  }
  child.kill("SIGKILL");
  throw new Error(`Cannot start the service: ${said}`);
}

async function forecastOf(client: Client): Promise<string> {
  const run = await client.start("forecast", { horizon: "90d" }, { wait: 25 });
  for await (const { state } of client.events(run.id)) if (isSettled(state)) break;
  return `/v1/forecasts/${run.id}`;
}

/** A run that takes longer than the load. */
async function simulation(client: Client, seed: number): Promise<string> {
  return (await client.start("backtest", { horizon: "quarter", every: "day", draws: 50_000, seed })).id;
}

/** Load from a process of its own, so that it does not share the thread of who measures. */
function load(url: string, key: string): Promise<Load> {
  const cannon = createRequire(import.meta.url).resolve("autocannon");
  const args = [
    cannon,
    "-j",
    "-c",
    String(CONNECTIONS),
    "-d",
    String(SECONDS),
    "-H",
    `authorization=Bearer ${key}`,
    url,
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(JSON.parse(text) as Load));
  });
}

async function bareLoad(byteCount: number): Promise<Load> {
  const app = fastify();
  const body = Buffer.alloc(byteCount, "x");
  app.get("/", (_request, reply) => reply.send(body));
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  try {
    return await load(url, "none");
  } finally {
    await app.close();
  }
}

async function importSeconds(owner: Client): Promise<number> {
  const lines = ["opportunity_id,changed_at,stage,amount,owner"];
  for (let row = 0; row < IMPORT_ROWS; row++) {
    const day = new Date(Date.UTC(2024, 0, 1 + (row % 600))).toISOString().slice(0, 10);
    lines.push(
      `bench-${row >> 1},${day},${row % 2 === 0 ? "Lead" : "Closed Won"},${100 + (row % 900)},Bench`,
    );
  }
  const began = performance.now();
  const made = await owner.importFiles([new File([lines.join("\n")], "bench.csv")]);
  if (made.addedCount < IMPORT_ROWS / 2) throw new Error(`The import added ${made.addedCount} rows`);
  return Math.round(performance.now() - began) / 1_000;
}
