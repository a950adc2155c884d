import { kpiFiles } from "../../src/app/kpi-files.ts";

/** Measures the KPIs of the path of the command line in a process of its own, with all there is, and prints what it took. */
const started = performance.now();
const { reply } = await kpiFiles({
  paths: [process.argv[2]!],
  asOf: "2025-11-03",
  period: "2025-Q3",
  compare: "2025-Q2",
  series: "month",
  segment: "product",
  owner: "owner",
  reading: {},
});
console.log(
  JSON.stringify({
    rowCount: reply.sources.find(({ file }) => file === "history.csv")!.rowCount,
    kpiCount: reply.kpis.length,
    answered: [...new Set(reply.kpis.flatMap(({ id, value }) => (value === null ? [] : [id])))],
    rowsOf: Object.fromEntries(reply.sources.map(({ file, rowCount }) => [file, rowCount])),
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  }),
);
