import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type {
  CellWork,
  ComputeContext,
  ComputedCell,
  ComputeKinds,
} from "../../../src/app/runs/cell-work.ts";
import { serveCompute } from "../../../src/app/runs/serve-compute.ts";
import { AppFailure } from "../../../src/contracts/failure.ts";
import { trialMerge, trialResult, type TrialRequest } from "./trial-request.ts";

/** Cells that cost nothing but time, and such as do what no cell should: only the tests' computing processes know them. */
const TRIALS: ComputeKinds = {
  "trial-sleep": async (work, { signal }) => {
    const { fromMs, toMs, seed } = requestOf(work);
    if (work.step === "merge") return { ...trialMerge(work.results) };
    const index = work.part?.index ?? 0;
    const share = createHash("sha256").update(`${seed} ${index}`).digest().readUInt32BE(0) / 2 ** 32;
    await sleep(fromMs + share * (toMs - fromMs), undefined, { signal }).catch(() => undefined);
    return { bytes: trialResult(seed, index) };
  },
  /** Busy without looking at the signal. */
  "trial-spin": (work) => {
    const end = performance.now() + requestOf(work).toMs;
    while (performance.now() < end);
    return done("spun");
  },
  "trial-kill": () => {
    process.kill(process.pid, "SIGKILL");
    return new Promise(() => undefined);
  },
  "trial-heap": async () => {
    const hoard: string[] = [];
    for (let index = 0; ; index++) hoard.push(`${index}`.repeat(1_000));
  },
  "trial-arrays": async () => {
    const hoard: Float64Array[] = [];
    for (;;) {
      hoard.push(new Float64Array(2_000_000).fill(hoard.length));
      await sleep(5);
    }
  },
  "trial-refuse": () => Promise.reject(new AppFailure("no_data", "Cannot try this: it was made to refuse")),
  "trial-bug": () => Promise.reject(new TypeError("a mistake of ours")),
  "trial-environment": () => done(JSON.stringify(Object.keys(process.env).sort())),
};

function requestOf(work: CellWork): TrialRequest {
  return work.request as TrialRequest;
}

function done(text: string): Promise<ComputedCell> {
  return Promise.resolve({ bytes: Buffer.from(text), resultDigest: text });
}

/** The kinds of the product, loaded when they are asked for: most trials need none of them. */
const PRODUCT: ComputeKinds = Object.fromEntries(
  ["forecast", "backtest", "scenario", "roi", "kpi", "changes"].map((kind) => [
    kind,
    async (work: CellWork, context: ComputeContext) => {
      const { COMPUTE_KINDS } = await import("../../../src/app/runs/compute/compute-kinds.ts");
      return COMPUTE_KINDS[kind]!(work, context);
    },
  ]),
);

serveCompute({ ...PRODUCT, ...TRIALS });
