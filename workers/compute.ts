import { COMPUTE_KINDS } from "../src/app/runs/compute/compute-kinds.ts";
import { serveCompute } from "../src/app/runs/serve-compute.ts";

serveCompute(COMPUTE_KINDS);
