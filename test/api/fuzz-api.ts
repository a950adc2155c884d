import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { sample } from "fast-check";
import { bearer, type ApiUnderTest } from "./api-under-test.ts";
import { hostileRequest } from "./hostile-requests.ts";

/** What came of many hostile requests. */
export interface FuzzReport {
  readonly count: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  /** Requests that were answered 5xx but for 501, or not in time; at most ten. */
  readonly bad: readonly string[];
  readonly heapGrowthMb: number;
}

/** Bodies that are right, so that what is wrong with a request may be one field of it. */
export const GOOD: Readonly<Record<string, object>> = {
  "/v1/forecasts": { period: "2025-Q4", draws: 1_000, segment: "product", target: "1000.50", seed: 1 },
  "/v1/backtests": { horizon: "30d", every: "month", draws: 1_000, from: "2025-06-01", to: "2025-07-01" },
  "/v1/kpis": { period: "2025-Q3", compare: "2025-Q2", owner: "owner" },
  "/v1/changes": { from: "2025-08-01", to: "2025-09-30", owner: "owner" },
  "/v1/scenarios": { scenarios: ["x"], draws: 1_000 },
  "/v1/roi": { scenario: { name: "x", text: "name: x" }, draws: 1_000, asOf: "2025-09-30" },
  "/v1/keys": { name: "a key", role: "manager", subtreeOwner: "Annzz", scopes: ["read"], expiresInDays: 3 },
};

// What is garbage is not growth: it is collected before each look.
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const HANG_MS = 20_000;

/**
 * Sends hostile requests to every route in turn with keys that may do the most, and counts what comes back. Objects have the prototype
 * that they had before, and the database the tables that it had.
 */
export async function fuzzApi(test: ApiUnderTest, count: number, seed: number): Promise<FuzzReport> {
  const routes = test.api.routePolicies.filter(
    ({ url, method }) => !url.startsWith("/docs") && method !== "HEAD",
  );
  const keys = [
    bearer(await test.key("owner")),
    bearer(await test.key("finance")),
    bearer(await test.key("manager")),
  ];
  const byStatus: Record<string, number> = {};
  const bad: string[] = [];
  let slowestMs = 0;
  const perRoute = Math.ceil(count / routes.length);
  const before = heapMb();
  let sent = 0;
  for (const [index, { method, url }] of routes.entries()) {
    const requests = sample(hostileRequest(method, url, GOOD[url]), {
      numRuns: perRoute,
      seed: seed + index,
    });
    for (const [number, request] of requests.entries()) {
      const began = performance.now();
      const { payload, headers, ...rest } = request;
      const answer = test.api.inject({
        ...rest,
        method: method as "GET",
        headers: { ...headers, ...keys[number % keys.length] },
        ...(payload === undefined ? {} : { payload }),
      });
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<"late">((resolve) => {
        timer = setTimeout(() => resolve("late"), HANG_MS);
      });
      const reply = await Promise.race([answer, late]);
      clearTimeout(timer);
      slowestMs = Math.max(slowestMs, performance.now() - began);
      const status = reply === "late" ? "late" : String(reply.statusCode);
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      sent++;
      const isBad = reply === "late" || (reply.statusCode >= 500 && reply.statusCode !== 501);
      if (isBad && bad.length < 10) {
        bad.push(
          `${status} ${JSON.stringify(request).slice(0, 500)} ${reply === "late" ? "" : reply.body.slice(0, 300)}`,
        );
      }
    }
  }
  return { count: sent, byStatus, slowestMs: Math.round(slowestMs), bad, heapGrowthMb: heapMb() - before };
}

function heapMb(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}
