import autocannon from "autocannon";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "../../src/contracts/api/client.ts";
import { ensure } from "../../src/core/base/ensure.ts";
import type { Results } from "../tools/results.ts";
import { outputOf } from "../tools/run-command.ts";
import { historyOfRows } from "./history-rows.ts";
import { memoryGrowth, type MemorySample } from "./memory-growth.ts";

const CONNECTIONS = 20;
const READS_A_SECOND = 200;
const IMPORT_EVERY_MS = 5_000;
const IMPORT_ROWS = 500;
const SAMPLE_EVERY_MS = 1_000;
/** Share of the time in which caches fill and the heap finds its size. */
const WARM_UP = 1 / 3;
/** A minute says nothing about growth: the goal is judged from here on. */
const JUDGED_MINUTES = 10;
/** Of which three are left after the first third. */
const LEAST_MINUTES = 5;

interface Place {
  readonly url: string;
  readonly key: string;
  readonly folder: string;
  readonly processId: number;
  readonly minutes: number;
}

/** Resident memory of the server under reads of all kinds and imports of new rows. */
export async function benchMemory(results: Results, place: Place): Promise<void> {
  const { minutes } = place;
  const client = createClient(place);
  const run = await client.start("forecast", { horizon: "90d" }, { wait: 25 });
  ensure(run.state === "done", `The forecast to be read is ${run.state}`);
  const over = new AbortController();
  const paths = ["/v1/opportunities?limit=100", `/v1/forecasts/${run.id}`, `/v1/runs/${run.id}`, "/v1/runs"];
  const loads = paths.map((path) =>
    autocannon({
      url: `${place.url}${path}`,
      connections: CONNECTIONS / paths.length,
      overallRate: READS_A_SECOND / paths.length,
      duration: minutes * 60,
      headers: { authorization: `Bearer ${place.key}` },
    }),
  );
  const importing = importOften(place, over.signal);
  const sampling = sampleMemory(place.processId, over.signal);
  const reads = await Promise.all(loads);
  over.abort();
  const [importCount, samples] = [await importing, await sampling];
  const settled = samples.slice(Math.floor(samples.length * WARM_UP));
  const growth = minutes >= LEAST_MINUTES ? memoryGrowth(settled) : undefined;
  const sizes = samples.map(({ megabytes }) => megabytes);
  results.table(`resident memory of the server, ${minutes} minutes of reads and imports`, [
    {
      minutes,
      reads: reads.reduce((sum, read) => sum + read["2xx"], 0),
      "not answered": reads.reduce((sum, { non2xx, errors }) => sum + non2xx + errors, 0),
      imports: importCount,
      "MB at first": sizes[0]!,
      "MB at last": sizes.at(-1)!,
      "most MB": Math.max(...sizes),
      ...(growth === undefined
        ? {}
        : {
            "MB a minute, after a third": growth.slope,
            "standard error": growth.standardError,
            "of the least of a minute": growth.leastSlope,
          }),
    },
  ]);
  results.value("memory samples, MB", sizes.map(Math.round));
  results.target({
    what: `growth of the server's memory, MB a minute over ${JUDGED_MINUTES} minutes`,
    found: minutes >= JUDGED_MINUTES ? growth?.slope : undefined,
    goal: 1,
    isUpperLimit: true,
  });
}

async function importOften(place: Place, signal: AbortSignal): Promise<number> {
  const client = createClient(place);
  let count = 0;
  while (!signal.aborted) {
    const file = await historyOfRows(IMPORT_ROWS, 1_000 + count, place.folder);
    await client.importFiles([file], { replace: "true" });
    count++;
    await sleep(IMPORT_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return count;
}

async function sampleMemory(processId: number, signal: AbortSignal): Promise<readonly MemorySample[]> {
  const samples: MemorySample[] = [];
  const startedAt = performance.now();
  while (!signal.aborted) {
    const kilobytes = Number(await outputOf("ps", ["-o", "rss=", "-p", String(processId)]));
    samples.push({ minute: (performance.now() - startedAt) / 60_000, megabytes: kilobytes / 1_024 });
    await sleep(SAMPLE_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return samples;
}
