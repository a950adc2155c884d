import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { importPipeline } from "../../src/files/import-pipeline.ts";
import { needsRealData, realData } from "../acceptance/real-data.ts";
import { COMPANY_SETS, companySet, PUBLIC_SETS, type BridgeSet } from "./bridge-sets.ts";
import { decompositionProblems, forecastProblems, pipelineProblems, randomPairs } from "./closing-bridges.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-bridges-"));
afterAll(() => rmSync(folder, { recursive: true }));
const PAIRS = 100;
/** Other days than in the shorter run. */
const SEED = 2_026;

function checkAll(name: string, { imported, told }: BridgeSet): void {
  const pairs = randomPairs(imported, PAIRS, SEED);
  const started = process.cpuUsage();
  expect(pipelineProblems(imported, pairs)).toEqual([]);
  expect(forecastProblems(imported, pairs)).toEqual([]);
  const explained = decompositionProblems(imported, pairs, told);
  expect(explained.problems).toEqual([]);
  expect(explained.count).toBeGreaterThan(PAIRS);
  const { user, system } = process.cpuUsage(started);
  const seconds = Math.round((user + system) / 1e6);
  console.log(`${name}: ${PAIRS} pairs of seed ${SEED}, ${explained.count} decompositions, ${seconds} s of processor time`); // prettier-ignore
}

describe.skipIf(realData === undefined)(needsRealData("bridges of the public data sets"), () => {
  it.each(PUBLIC_SETS)("and decompositions close exactly for 100 random pairs of days: %s", async (name) => {
    checkAll(name, { imported: await importPipeline([join(realData!, name)]) });
  });
});

describe("bridges of a generated company", () => {
  it.each(COMPANY_SETS)("and decompositions close exactly for 100 random pairs of days: %s", async (name) => {
    checkAll(name, await companySet(name, folder));
  });
});
