import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Results } from "../tools/results.ts";
import { benchCachedReads } from "./cached-reads.ts";
import { benchExcess } from "./excess.ts";
import { benchImports } from "./imports.ts";
import { benchMemory } from "./memory.ts";
import { keyOf, ServiceProcess } from "./service-process.ts";
import { benchStarts } from "./starts.ts";
import { whatIsLeft } from "./what-is-left.ts";

/** Far more than anything here sends: what is measured is not the limit. */
const WITHOUT_RATE_LIMIT = ["--requests-per-minute", "100000000"];
/** So few that they are reached at once on any machine. */
const WITH_LITTLE = ["--requests-per-minute", "600"];

/** The service over HTTP as processes of their own: starts, reads, imports, too much of it, and its memory. */
export async function benchService(): Promise<void> {
  const seconds = numberOf("REVCAST_BENCH_SECONDS", 6);
  const minutes = numberOf("REVCAST_BENCH_MINUTES", 1);
  const results = new Results("service");
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "revcast-bench-")));
  // The database of a service that root runs is another user's, who has to get into the folder.
  chmodSync(folder, 0o755);
  const { TMPDIR } = process.env;
  process.env["TMPDIR"] = join(folder, "tmp");
  mkdirSync(process.env["TMPDIR"]);
  try {
    const workspace = join(folder, "demo");
    await benchStarts(results, workspace, folder);
    await withService(workspace, WITHOUT_RATE_LIMIT, async (service) => {
      const key = await keyOf("finance", workspace);
      const { url, processId } = service;
      await benchCachedReads(results, { url, key, folder, seconds });
      await withService(workspace, WITH_LITTLE, async (limited) => {
        const otherKey = await keyOf("finance", workspace);
        await benchExcess(results, [
          {
            name: "one key, 600 a minute allowed",
            url: limited.url,
            key,
            connections: 50,
            refusal: 429,
            probe: { path: "/v1/runs?limit=1", key: otherKey },
          },
          {
            name: "requests at once, 1,000 allowed",
            url,
            key,
            connections: 1_500,
            refusal: 503,
            probe: { path: "/health/live" },
          },
        ]);
      });
      await benchMemory(results, { url, key, folder, processId, minutes });
    });
    const empty = join(folder, "imports");
    await withService(empty, WITHOUT_RATE_LIMIT, async ({ url }) => {
      await benchImports(results, { url, key: await keyOf("finance", empty), folder });
    });
    const left = await whatIsLeft(folder);
    if (left.processes?.length !== 0) results.note(`Left at the end: ${left.processes?.join("; ")}`);
  } finally {
    if (TMPDIR === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = TMPDIR;
    rmSync(folder, { recursive: true, force: true });
  }
  await results.finish();
}

async function withService(
  workspace: string,
  flags: readonly string[],
  work: (service: ServiceProcess) => Promise<void>,
): Promise<void> {
  const service = await ServiceProcess.start({ workspace, flags });
  try {
    await work(service);
  } finally {
    await service.interrupt();
  }
}

function numberOf(name: string, usual: number): number {
  const value = Number(process.env[name] ?? usual);
  if (!(value > 0)) throw new RangeError(`Cannot use ${name}: it has to be a number above 0`);
  return value;
}
