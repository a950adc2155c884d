import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  blocksOfShare,
  drawForecastShare,
  joinForecastShares,
  RowNotKept,
  type DrawnShare,
} from "../../src/app/forecast-parts.ts";
import { forecastRequestOf, type ForecastOptions } from "../../src/app/forecast-question.ts";
import { prepareForecast } from "../../src/app/prepare-forecast.ts";
import { readPipeline, type ReadPipeline } from "../../src/app/read-pipeline.ts";
import { runForecast } from "../../src/app/run-forecast.ts";
import { fromResultBytes, resultBytes } from "../../src/app/runs/result-bytes.ts";
import type { ForecastRequest } from "../../src/contracts/forecast.ts";
import { drawBlocksOf } from "../../src/core/simulation/block-size.ts";
import { companyOf, historyText } from "../core/company/written-company.ts";

describe("blocksOfShare()", () => {
  it("gives every block to one share, in order, however many there are of both", () => {
    const count = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000 }), count, (drawCount, shareCount) => {
        const blocks = drawBlocksOf(drawCount);
        let next = 0;
        let [fewest, most] = [Infinity, 0];
        for (let index = 0; index < shareCount; index++) {
          const { first, end } = blocksOfShare({ index, count: shareCount }, blocks);
          expect(first).toBe(next);
          fewest = Math.min(fewest, end - first);
          most = Math.max(most, end - first);
          next = end;
        }
        expect(next).toBe(blocks.blockCount);
        expect(most - fewest).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("a forecast that is drawn in shares", () => {
  const folder = mkdtempSync(join(tmpdir(), "revcast-shares-"));
  let read: ReadPipeline;
  beforeAll(async () => {
    const path = join(folder, "history.csv");
    writeFileSync(path, historyText(companyOf({ opportunityCount: 400, seed: 3 })));
    read = await readPipeline({ paths: [path], reading: {} });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const requestOf = (options: Partial<ForecastOptions> = {}) =>
    forecastRequestOf(
      { asOf: "2024-06-02", period: "2024-Q3", draws: 3_000, seed: 5, reading: read.reading, ...options },
      read.imported,
    );
  const sharesOf = async (request: ForecastRequest, count: number): Promise<DrawnShare[]> => {
    const shares: DrawnShare[] = [];
    const prepared = prepareForecast(request, read.imported);
    for (let index = 0; index < count; index++) {
      const share = await drawForecastShare(prepared, request, { index, count }, { workers: 0 });
      shares.push(fromResultBytes(resultBytes(share)) as DrawnShare);
    }
    return shares;
  };
  const joinedReply = async (request: ForecastRequest, count: number): Promise<string> => {
    const prepared = prepareForecast(request, read.imported);
    const drawn = joinForecastShares(prepared, request, await sharesOf(request, count));
    expect(drawn).toBeDefined();
    return JSON.stringify(await runForecast(request, read.imported, { prepared, drawn }));
  };
  const replyOf = async (request: ForecastRequest): Promise<string> =>
    JSON.stringify(await runForecast(request, read.imported, { workers: 2 }));

  it("is the one that is drawn in one piece, to the byte, for any number of shares", async () => {
    const options: Partial<ForecastOptions>[] = [
      {},
      { target: "900000", segment: "product", owner: "owner", method: "both" },
      { draws: 6_000, target: "1", horizon: "30d", period: undefined },
    ];
    for (const [index, option] of options.entries()) {
      const request = requestOf(option);
      const whole = await replyOf(request);
      for (const count of [2 + index, 7]) expect(await joinedReply(request, count)).toBe(whole);
    }
  });

  it("has shares without a block where there are more of them than blocks", async () => {
    const request = { ...requestOf({ target: "900000" }), drawCount: 64 };
    expect(await joinedReply(request, 11)).toBe(await replyOf(request));
  });

  it("says so when draws are wanted that no share has kept", async () => {
    const request = requestOf();
    const prepared = prepareForecast(request, read.imported);
    const shares = (await sharesOf(request, 2)).map((share) => Object.assign(share, { kept: [] }));
    const drawn = joinForecastShares(prepared, request, shares);
    await expect(runForecast(request, read.imported, { prepared, drawn })).rejects.toThrow(RowNotKept);
  });

  it("is not joined of shares that were left", async () => {
    const request = requestOf();
    const prepared = prepareForecast(request, read.imported);
    expect(joinForecastShares(prepared, request, [{ kind: "left" }, { kind: "left" }])).toBeUndefined();
  });

  it("is stopped within a share", async () => {
    const request = requestOf();
    const prepared = prepareForecast(request, read.imported);
    const share = { index: 0, count: 2 };
    const work = { workers: 0, signal: AbortSignal.abort() };
    await expect(drawForecastShare(prepared, request, share, work)).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});
