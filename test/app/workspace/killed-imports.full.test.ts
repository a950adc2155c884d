import { expect, it } from "vitest";
import { killImports } from "./killed-imports.ts";

it("200 kills of a server that imports, databases included, lose no acknowledged row and leave no half import", async () => {
  const seed = Number(process.env.REVCAST_SEED ?? 31);
  console.info(`seed ${seed} (REVCAST_SEED chooses another)`);
  const report = await killImports({ seed, kills: 200, isHasty: false });
  console.info(JSON.stringify(report));
  expect(report).toMatchObject({ lost: 0, half: 0, differing: 0 });
  expect(report.acknowledged).toBeGreaterThan(100);
  expect(report.kills.postmaster).toBeGreaterThan(20);
  expect(report.kills.database).toBeGreaterThan(20);
  expect(report.longestRecovery).toBeLessThan(30);
});
