import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answered, apiUnderTest, bearer, multipartOf, type ApiUnderTest } from "./api-under-test.ts";
import { canaryHistory, OWNERS_FILE } from "./canary-company.ts";
import { fuzzApi } from "./fuzz-api.ts";

/** The long form of `fuzz.release.test.ts`. */
const SEED = 77;
const ROUNDS = 10;
const REQUESTS_PER_ROUND = 5_000;

describe("50,000 hostile requests", () => {
  let test: ApiUnderTest;
  beforeAll(async () => {
    test = await apiUnderTest("embedded", { waitSeconds: 0 });
    const { payload, headers } = multipartOf({
      "history.csv": canaryHistory("ours", 10),
      "owners.csv": OWNERS_FILE,
    });
    const key = bearer(await test.key("finance"));
    answered(
      await test.api.inject({ method: "POST", url: "/v1/imports", payload, headers: { ...headers, ...key } }),
      201,
    );
  }, 120_000);
  afterAll(() => test.close(), 120_000);

  it("are answered without a mistake of ours, and memory does not grow with them", async () => {
    const growth: number[] = [];
    const rssMb: number[] = [];
    const byStatus: Record<string, number> = {};
    let slowestMs = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const report = await fuzzApi(test, REQUESTS_PER_ROUND, SEED + round * 1_000);
      expect(report.bad).toEqual([]);
      growth.push(report.heapGrowthMb);
      rssMb.push(process.memoryUsage.rss() / 2 ** 20);
      slowestMs = Math.max(slowestMs, report.slowestMs);
      for (const [status, count] of Object.entries(report.byStatus)) {
        byStatus[status] = (byStatus[status] ?? 0) + count;
      }
    }
    console.log(
      `fuzz, seed ${SEED}: heap growth by round in MB ${growth.map((mb) => mb.toFixed(1)).join(", ")}`,
    );
    console.log(
      `${JSON.stringify(byStatus)}, slowest ${slowestMs} ms, resident MB ${rssMb.map((mb) => mb.toFixed(0)).join(", ")}`,
    );
    // The first rounds fill what is kept anyway, and the log of the test grows by some MB a round.
    const later = growth.slice(ROUNDS / 2).reduce((sum, mb) => sum + mb, 0);
    expect(later).toBeLessThan(100);
  });
});
