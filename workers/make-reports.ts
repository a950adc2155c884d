import { REPORT_KINDS } from "../src/app/results/report-kinds.ts";
import { serveCompute } from "../src/app/runs/serve-compute.ts";

serveCompute(REPORT_KINDS);
