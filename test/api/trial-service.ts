import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
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

// A service in a process of its own, so that its memory is its own. It says where it serves, then what it used for each line it hears.
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
  .on("line", () => {
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
