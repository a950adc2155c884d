import { describe, expect, it } from "vitest";
import { killImports } from "./killed-imports.ts";

const SEED = 20_261_122;

describe("imports that are killed, with their database and without", () => {
  it("keep every row that was acknowledged, and no half import", async () => {
    const report = await killImports({ seed: SEED, kills: 6, isHasty: false });
    console.info(`seed ${SEED}: ${JSON.stringify(report)}`);
    expect(report).toMatchObject({ lost: 0, half: 0, differing: 0 });
    expect(report.acknowledged).toBeGreaterThan(0);
  });

  it("lose some when they are acknowledged too early, which this harness sees", async () => {
    const report = await killImports({ seed: SEED, kills: 4, isHasty: true });
    console.info(`seed ${SEED}, hasty: ${JSON.stringify(report)}`);
    expect(report.lost).toBeGreaterThan(0);
    expect(report).toMatchObject({ half: 0, differing: 0 });
  });
});
