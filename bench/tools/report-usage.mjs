// Preloaded into a command that is measured: writes its peak memory and processor time to a file when it ends.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const path = process.env["BENCH_USAGE_FILE"];
if (isMainThread && path !== undefined) {
  process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const processorSeconds = (userCPUTime + systemCPUTime) / 1e6;
    writeFileSync(path, JSON.stringify({ peakMB: maxRSS / 1_024, processorSeconds }));
  });
}
