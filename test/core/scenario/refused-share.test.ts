import { describe, expect, it } from "vitest";
import type { Day } from "../../../src/core/base/day.ts";
import { DWELL_BIN_COUNT } from "../../../src/core/forecast/dwell-bins.ts";
import type { HazardModel } from "../../../src/core/forecast/hazard-model.ts";
import { DWELL_COUNT } from "../../../src/core/forecast/win-tables.ts";
import { LeverHazards } from "../../../src/core/scenario/lever-hazards.ts";
import { leverRates } from "../../../src/core/scenario/lever-rates.ts";
import { pipelineFlow, type AskedOfLosses } from "../../../src/core/scenario/pipeline-flow.ts";
import { askedOf, refusedShare } from "../../../src/core/scenario/refused-share.ts";
import { WORK_CALENDAR } from "../forecast/sample-history.ts";
import { at } from "../pipeline/random-logs.ts";
import { leverOf } from "./sample-levers.ts";

const WON = 0.01;
const ASOF = at(50);
const [openCode, wonCode, lostCode] = [1, 2, 3];

/** Two stages with the same chance to win a day; in the first nothing is lost, in the second as much as is asked for. */
function twoStages(): HazardModel {
  const [stageCount, targetCount] = [2, 5];
  const rates = new Float64Array(stageCount * DWELL_BIN_COUNT * targetCount);
  for (let cell = 0; cell < stageCount * DWELL_BIN_COUNT; cell++) {
    rates[cell * targetCount + wonCode] = WON;
    if (cell >= DWELL_BIN_COUNT) rates[cell * targetCount + lostCode] = 0.2;
  }
  const ones = (length: number): Float64Array => new Float64Array(length).fill(1);
  return { stageCount, targetCount, wonCode, rates, weekdayFactors: ones(21), monthFactors: ones(9) };
}

/** What a doubled win rate asks for over so many days, of so many opportunities in each stage. */
function asked(counts: readonly [first: number, second: number], dayCount: number): AskedOfLosses {
  const model = twoStages();
  const shape = { monthCount: 1, openStages: ["First", "Second"], lastStage: openCode };
  const rates = leverRates([{ lever: leverOf("win_rate", 1), size: 1 }], shape);
  const standing = new Float64Array(2 * DWELL_COUNT);
  counts.forEach((count, stage) => (standing[stage * DWELL_COUNT + 3] = count));
  const months = [{ from: (ASOF + 1) as Day, to: (ASOF + dayCount) as Day }];
  const hazards = new LeverHazards(model, WORK_CALENDAR, rates);
  return pipelineFlow({ model, hazards, asOf: ASOF, months }, [{ standing }])[0]!.asked;
}

describe("what levers ask for", () => {
  it("counts each stage by the opportunities in it: one of 1,001 in the stage without losses is a thousandth", () => {
    const { wished, refused } = asked([1, 1_000], 1);
    expect(wished).toBeCloseTo(1_001 * WON, 12);
    expect(refused).toBeCloseTo(WON, 12);
    expect(refusedShare({ wished, refused })).toBeCloseTo(1 / 1_001, 12);
    expect(refusedShare(asked([1_000, 1], 1))).toBeCloseTo(1_000 / 1_001, 12);
    expect(refusedShare(asked([1, 1], 1))).toBeCloseTo(0.5, 12);
  });

  it("counts those who still stand there on each day", () => {
    // Of the first stage a hundredth is won a day; of the second a fifth and what is won leave.
    const sumOf = (leaving: number): number => [0, 1, 2].reduce((sum, day) => sum + (1 - leaving) ** day, 0);
    const { wished, refused } = asked([100, 100], 3);
    expect(refused).toBeCloseTo(100 * WON * sumOf(WON), 10);
    expect(wished - refused).toBeCloseTo(100 * WON * sumOf(0.2 + WON), 10);
  });

  it("is nothing where nobody stands", () => {
    expect(refusedShare(asked([0, 0], 5))).toBe(0);
  });
});

describe("askedOf()", () => {
  const flow = (wished: number, refused: number) => {
    const months = new Float64Array(1);
    const none = { won: months, lost: months, created: months, asked: { wished: 0, refused: 0 } };
    return {
      open: [none, { ...none, asked: { wished, refused } }],
      fresh: { ...none, asked: { wished: 10, refused: 5 } },
    };
  };

  it("adds up parts of the business by their share, and new business by its class of amounts", () => {
    const parts = [
      { flows: [flow(8, 0), flow(4, 4)], share: 0.25 },
      { flows: [flow(0, 0), flow(0, 0)], share: 0.75 },
    ];
    const { wished, refused } = askedOf(parts, [0.9, 0.1]);
    expect(wished).toBeCloseTo(0.25 * (8 + 4) + 10, 12); // new business: 10 in each class and part
    expect(refused).toBeCloseTo(0.25 * 4 + 5, 12);
  });
});
