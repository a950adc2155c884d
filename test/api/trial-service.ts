import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startService } from "../../src/api/start-service.ts";
import type { Limits } from "../../src/api/limits.ts";

/** What the service has used since it was asked the last time. */
export interface Usage {
  /** Resident memory, MB: now, and the most of samples 10 ms apart. */
  readonly rssMb: number;
  readonly peakRssMb: number;
  /** Longest that the event loop was held up, milliseconds. */
  readonly longestDelayMs: number;
  readonly processorMs: number;
}

/** Kilobytes that the service still holds when all garbage is collected: its heap, and the buffers beside it. */
export interface Held {
  readonly heldKb: number;
}

/** A line that asks for what is held; any other asks for what was used. */
const ASKS_HELD = "held";

// A service in a process of its own, so that its memory is its own. It says where it serves, then what it used or holds for each line that
// it hears.
const { WORKSPACE = "", LIMITS = "{}" } = process.env;
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
let peak = 0;
setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10).unref();
let before = process.cpuUsage();

const service = await startService({
  place: { folder: WORKSPACE },
  host: "127.0.0.1",
  port: 0,
  version: "0.0.0",
  logLevel: "silent",
  concurrency: 0,
  limits: JSON.parse(LIMITS) as Partial<Limits>,
});
const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
say({ url: service.url, key: service.firstKey });
createInterface({ input: process.stdin })
  .on("line", (line) => {
    if (line === ASKS_HELD) {
      void collected().then((heldKb) => say({ heldKb } satisfies Held));
      return;
    }
    const rss = process.memoryUsage.rss();
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    const usage: Usage = {
      rssMb: rss / 2 ** 20,
      peakRssMb: Math.max(rss, peak) / 2 ** 20,
      longestDelayMs: delay.max / 1e6,
      processorMs: (user + system) / 1e3,
    };
    delay.reset();
    peak = 0;
    say(usage);
  })
  // A test that is stopped leaves no service behind.
  .on("close", () => void service.stop().finally(() => process.exit(0)));

/** Three times, with a turn of the event loop between: what ends by a finalizer is gone only then. */
async function collected(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 3; round++) {
    collect();
    await sleep(50);
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1_024;
}
