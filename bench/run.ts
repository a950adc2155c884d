// npm run bench [-- PART...]: measures the parts that are named, or all. See README.md.
import { benchAccuracy } from "./accuracy/accuracy.ts";
import { benchService } from "./api/service.ts";
import { benchBacktest } from "./app/backtest.ts";
import { benchForecast } from "./app/forecast.ts";
import { benchKpi } from "./app/kpi.ts";
import { benchScaling } from "./app/scaling.ts";
import { benchScenarios } from "./app/scenarios.ts";
import { benchCoverage } from "./calibration/coverage.ts";
import { benchKernel } from "./core/simulation/kernel.ts";
import { benchLevers } from "./levers/levers.ts";

const PARTS: ReadonlyMap<string, () => Promise<void>> = new Map([
  ["kernel", benchKernel],
  ["scaling", benchScaling],
  ["forecast", benchForecast],
  ["backtest", benchBacktest],
  ["scenarios", benchScenarios],
  ["kpi", benchKpi],
  ["service", benchService],
  ["accuracy", benchAccuracy],
  ["coverage", benchCoverage],
  ["levers", benchLevers],
]);

const named = process.argv.slice(2);
const unknown = named.filter((name) => !PARTS.has(name));
if (unknown.length > 0) {
  console.error(`Cannot measure ${unknown.join(", ")}: there are ${[...PARTS.keys()].join(", ")}`);
  process.exit(64);
}
for (const [name, bench] of PARTS) if (named.length === 0 || named.includes(name)) await bench();
