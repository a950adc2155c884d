// Preloaded into a command that is measured: writes its peak memory and processor time to a file when it ends.
import { readFileSync, writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const path = process.env["BENCH_USAGE_FILE"];
if (isMainThread && path !== undefined) {
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    const processorSeconds = (userCPUTime + systemCPUTime) / 1e6;
    writeFileSync(path, JSON.stringify({ peakMB: peakMB(), processorSeconds }));
  });
}

/** The kernel's own mark where there is one: `maxRSS` of a child begins at what its parent held when it was forked. */
function peakMB() {
  try {
    return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1_024;
  } catch {
    return process.resourceUsage().maxRSS / 1_024;
  }
}
