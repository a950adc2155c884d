import { READ_KINDS } from "../src/app/reading/read-kinds.ts";
import { serveCompute } from "../src/app/runs/serve-compute.ts";

serveCompute(READ_KINDS);
