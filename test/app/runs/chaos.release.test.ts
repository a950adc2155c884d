import { describe, expect, it } from "vitest";
import { chaos } from "./chaos.ts";

/** The short form of `chaos.full.test.ts`. */
const SHORT = {
  seed: 20_261,
  cellCount: 60,
  cellMs: [300, 1_500],
  workerCount: 3,
  workerKills: 6,
  workerStops: 4,
  databaseKills: 1,
  longestPauseMs: 3_000,
} as const;

describe("workers and a database that are killed and paused", () => {
  it("lose no cell, keep none twice and change none", async () => {
    const report = await chaos({ ...SHORT, isFenced: true });
    console.log(`chaos, seed ${SHORT.seed}: ${JSON.stringify(report)}`);
    expect(report).toMatchObject({
      state: "done",
      missing: 0,
      doubled: 0,
      differing: 0,
      alarms: 0,
      isMergeRight: true,
      leftRunning: 0,
      events: { kill: 6, stop: 4, database: 1 },
    });
  });

  it("keep cells twice without the fence, so that the above proves something", async () => {
    const plan = { ...SHORT, workerKills: 0, workerStops: 12, databaseKills: 0, longestPauseMs: 20_000 };
    const report = await chaos({ ...plan, isFenced: false });
    console.log(`chaos without the fence, seed ${plan.seed}: ${JSON.stringify(report)}`);
    expect(report.missing).toBe(0);
    expect(report.doubled).toBeGreaterThan(0);
  });
});
