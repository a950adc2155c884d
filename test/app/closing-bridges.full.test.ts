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

function foundIn(name: string, { imported, told }: BridgeSet) {
  const pairs = randomPairs(imported, PAIRS, SEED);
  const started = process.cpuUsage();
  const pipeline = pipelineProblems(imported, pairs);
  const forecast = forecastProblems(imported, pairs);
  const { count, problems } = decompositionProblems(imported, pairs, told);
  const { user, system } = process.cpuUsage(started);
  const seconds = Math.round((user + system) / 1e6);
  console.log(`${name}: ${PAIRS} pairs of seed ${SEED}, ${count} decompositions, ${seconds} s of processor time`); // prettier-ignore
  return { pipeline, forecast, problems, hasMany: count > PAIRS };
}
const NONE = { pipeline: [], forecast: [], problems: [], hasMany: true };

describe.skipIf(realData === undefined)(needsRealData("bridges of the public data sets"), () => {
  it.each(PUBLIC_SETS)("and decompositions close exactly for 100 random pairs of days: %s", async (name) => {
    const imported = await importPipeline([join(realData!, name)]);
    expect(foundIn(name, { imported })).toEqual(NONE);
  });
});

describe("bridges of a generated company", () => {
  it.each(COMPANY_SETS)("and decompositions close exactly for 100 random pairs of days: %s", async (name) => {
    expect(foundIn(name, await companySet(name, folder))).toEqual(NONE);
  });
});
