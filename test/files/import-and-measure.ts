import { importPipeline } from "../../src/files/import-pipeline.ts";

/** Imports the path of the command line in a process of its own and prints what it took. */
const started = performance.now();
const { log, rejectionCount } = await importPipeline([process.argv[2]!]);
const { maxRSS } = process.resourceUsage();
console.log(
  JSON.stringify({
    rowCount: log.rows.recordedOn.length,
    opportunityCount: log.opportunityIds.length,
    rejectionCount,
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
    peakMegabytes: maxRSS / 1024,
  }),
);
