import { describe, expect, it } from "vitest";
import { chaos, type ChaosPlan } from "./chaos.ts";

const SEED = Number(process.env["REVCAST_SEED"] ?? "20261122");
const PLAN: ChaosPlan = {
  seed: SEED,
  cellCount: 1_000,
  cellMs: [200, 1_200],
  workerCount: 4,
  workerKills: 80,
  workerStops: 60,
  databaseKills: 6,
  isFenced: true,
  longestPauseMs: 20_000,
};

describe("1,000 cells under 80 kills, 60 pauses past the lease and 6 ends of the database", () => {
  it("are all there, once, with the right result", async () => {
    const report = await chaos(PLAN);
    console.log(`chaos, seed ${SEED}: ${JSON.stringify(report)}`);
    expect(report).toMatchObject({
      state: "done",
      missing: 0,
      doubled: 0,
      differing: 0,
      alarms: 0,
      isMergeRight: true,
      leftRunning: 0,
      events: { kill: 80, stop: 60, database: 6 },
    });
    // The fence had something to hold: workers came back with results of cells that others had done.
    expect(report.refused).toBeGreaterThan(5);
  });

  it("are kept twice without the fence", async () => {
    const report = await chaos({
      ...PLAN,
      cellCount: 300,
      workerKills: 10,
      workerStops: 30,
      databaseKills: 0,
      isFenced: false,
    });
    console.log(`chaos without the fence, seed ${SEED}: ${JSON.stringify(report)}`);
    expect(report.missing).toBe(0);
    expect(report.doubled).toBeGreaterThan(0);
  });
});
