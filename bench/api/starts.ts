import { createClient } from "../../src/contracts/api/client.ts";
import { ensure } from "../../src/core/base/ensure.ts";
import type { Results } from "../tools/results.ts";
import { keyOf, ServiceProcess } from "./service-process.ts";
import { whatIsLeft, type Leftovers } from "./what-is-left.ts";

/**
 * `npm start` in an empty workspace until the first forecast is there, a second start, and what is left after Ctrl-C and after the
 * server was killed.
 * @param folder where all that the service makes has to be: workspace, sockets, uploads
 */
export async function benchStarts(results: Results, workspace: string, folder: string): Promise<void> {
  const startedAt = performance.now();
  const first = await ServiceProcess.start({ workspace, byNpm: true });
  ensure(first.firstKey !== undefined, "The first start shows no key");
  const client = createClient({ url: first.url, key: first.firstKey });
  const run = await client.start("forecast", { horizon: "90d" }, { wait: 25 });
  ensure(run.state === "done", `The first forecast is ${run.state}`);
  const forecast = await client.result("forecast", run.id);
  const firstSeconds = (performance.now() - startedAt) / 1_000;
  ensure("total" in forecast && Number(forecast.total.mean) > 0, "The first forecast is of nothing");
  await first.interrupt();
  const afterInterrupt = await whatIsLeft(folder);

  const second = await ServiceProcess.start({ workspace, byNpm: true });
  const again = createClient({ url: second.url, key: first.firstKey });
  const kept = await again.result("forecast", run.id);
  ensure(JSON.stringify(kept) === JSON.stringify(forecast), "The second start answers another forecast");
  await second.kill();
  const afterKill = await whatIsLeft(folder);

  const third = await ServiceProcess.start({ workspace, byNpm: true });
  await keyOf("cro", workspace);
  await third.interrupt();
  const afterAll = await whatIsLeft(folder);

  results.table("npm start of a built checkout, embedded database: seconds", [
    { start: "in an empty workspace, until it serves", seconds: first.startSeconds },
    { start: "in an empty workspace, until the first forecast was read", seconds: firstSeconds },
    { start: "second, until it serves", seconds: second.startSeconds },
    { start: "after the server was killed, until it serves", seconds: third.startSeconds },
  ]);
  const ends = [
    { end: "Ctrl-C", left: afterInterrupt },
    { end: "SIGKILL of the server", left: afterKill },
    { end: "Ctrl-C after that", left: afterAll },
  ];
  results.table(
    "what is left of it",
    ends.map(({ end, left }) => ({
      after: end,
      processes: left.processes?.length ?? "not told here",
      sockets: left.sockets.length,
      "gone after seconds": left.seconds,
    })),
  );
  for (const { end, left } of ends) if (countOf(left) > 0) results.note(`${end}: ${textOf(left)}`);
  results.target({ what: "first forecast, seconds", found: firstSeconds, goal: 60, isUpperLimit: true });
  results.target({ what: "second start, seconds", found: second.startSeconds, goal: 3, isUpperLimit: true });
  results.target({
    what: "processes and sockets left",
    found: ends.reduce((sum, { left }) => sum + countOf(left), 0),
    goal: 0,
    isUpperLimit: true,
  });
}

function countOf({ processes = [], sockets }: Leftovers): number {
  return processes.length + sockets.length;
}

function textOf({ processes = [], sockets }: Leftovers): string {
  return [...processes, ...sockets].join("; ");
}
