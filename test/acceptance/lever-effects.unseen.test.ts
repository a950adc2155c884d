import { describe, expect, it } from "vitest";
import { rangeOf, shareBeyond } from "../../bench/levers/draw-range.ts";
import type { LeverCase } from "../../bench/levers/lever-study.ts";
import { chancesOfCount, countExceededWith } from "../../bench/levers/poisson-binomial.ts";
import { STUDIED_KINDS } from "../../bench/levers/true-levers.ts";
import {
  missedUnseenGoals,
  unseenByFutures,
  unseenByInterval,
  type UnseenEffects,
} from "../../bench/levers/unseen-effects.ts";
import { FUTURE_COUNT, STRONG_SDS } from "../../bench/levers/lever-design.ts";
import { normalAt, streamOf, type RandomStream } from "../../src/core/company/random-stream.ts";

const COMPANY_COUNT = 100;
/** Draws of an interval: the places of the normal distribution that many random ones would show. */
const NORMAL_DRAWS = normalDraws(streamOf(0), 0, 2_000)
  .toSorted()
  .filter((_, rank) => rank % 4 === 2);

/**
 * Intervals over a world that is as they say, but for `tooLow` of their standard deviations: the mean effect lies around what the engine
 * knows of it, luck around the mean. Estimates reach from none to three standard deviations.
 */
function studyOf({ seed, tooLow }: { readonly seed: number; readonly tooLow: number }): {
  readonly levers: LeverCase[];
} {
  const levers = STUDIED_KINDS.flatMap((kind, lever) =>
    Array.from({ length: COMPANY_COUNT }, (_, company): LeverCase => {
      const stream = streamOf(seed, lever, company);
      const middle = (3 * company) / COMPANY_COUNT;
      const [ignorance, luck] = [0.6, 0.8];
      const trueMean = middle + ignorance * normalAt(stream, 0, 0);
      const draws = NORMAL_DRAWS.map((draw) => middle - tooLow + draw);
      const effect = rangeOf(draws);
      const effects = [...normalDraws(stream, 2, FUTURE_COUNT)].map((draw) => trueMean + luck * draw);
      const futures = rangeOf(Float64Array.from(effects));
      return {
        company,
        kind,
        trueSize: 0.1,
        realised: trueMean + luck * normalAt(stream, 3, 0),
        redrawn: undefined,
        expected: trueMean,
        effect,
        draws,
        strongChance: shareBeyond(draws, STRONG_SDS * effect.sd),
        futures: {
          effects,
          mean: futures.mean,
          sd: futures.sd * Math.sqrt(FUTURE_COUNT / (FUTURE_COUNT - 1)),
        },
      };
    }),
  );
  return { levers };
}

function normalDraws(stream: RandomStream, purpose: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, draw) => normalAt(stream, purpose, draw));
}

const beyond = (unseen: readonly UnseenEffects[]): UnseenEffects["of"][] =>
  unseen.filter(({ unseenCount, mostCount }) => unseenCount > mostCount).map(({ of }) => of);

describe("chancesOfCount()", () => {
  it("is the binomial distribution for equal chances", () => {
    const [chance, count] = [0.3, 6];
    const expected = [1, 6, 15, 20, 15, 6, 1].map(
      (ways, wins) => ways * chance ** wins * (1 - chance) ** (count - wins),
    );
    chancesOfCount(Array<number>(count).fill(chance)).forEach((own, wins) =>
      expect(own).toBeCloseTo(expected[wins]!, 14),
    );
  });

  it("adds up all ways for chances of their own", () => {
    const chances = [0.1, 0.5, 0.9, 0.25];
    const expected = [0, 0, 0, 0, 0];
    for (let happened = 0; happened < 16; happened++) {
      const happens = chances.map((_, event) => ((happened >> event) & 1) === 1);
      const chance = chances.reduce((product, own, event) => product * (happens[event]! ? own : 1 - own), 1);
      expected[happens.filter(Boolean).length]! += chance;
    }
    chancesOfCount(chances).forEach((own, count) => expect(own).toBeCloseTo(expected[count]!, 14));
  });

  it("refuses a chance that is none", () => expect(() => chancesOfCount([1.1])).toThrow(RangeError));
});

describe("countExceededWith()", () => {
  it("is 0 where nothing can happen", () => {
    expect(countExceededWith([], 0.001)).toBe(0);
    expect(countExceededWith([0, 0], 0.001)).toBe(0);
  });

  it("leaves no more than the tail beyond it, and one less would", () => {
    const chances = Array.from({ length: 90 }, (_, event) => event / 400);
    const byCount = chancesOfCount(chances);
    const tailBeyond = (count: number): number =>
      byCount.subarray(count + 1).reduce((sum, chance) => sum + chance, 0);
    const most = countExceededWith(chances, 0.001);
    expect(tailBeyond(most)).toBeLessThanOrEqual(0.001);
    expect(tailBeyond(most - 1)).toBeGreaterThan(0.001);
  });
});

describe("strong effects whose interval holds 0", () => {
  const SEEDS = Array.from({ length: 10 }, (_, index) => index + 1);

  it("are as many as expected over worlds with honest intervals (4 standard errors), and within what is allowed", () => {
    for (const unseenOf of [unseenByInterval, unseenByFutures]) {
      let [unseenCount, expectedCount] = [0, 0];
      for (const seed of SEEDS) {
        const rows = unseenOf(studyOf({ seed, tooLow: 0 }));
        expect(beyond(rows)).toEqual([]);
        unseenCount += rows.at(-1)!.unseenCount;
        expectedCount += rows.at(-1)!.expectedCount;
      }
      expect(Math.abs(unseenCount - expectedCount)).toBeLessThan(4 * Math.sqrt(expectedCount));
    }
  });

  it("are too many for every lever where intervals lie one standard deviation too low", () => {
    const study = studyOf({ seed: 1, tooLow: 1 });
    expect(beyond(unseenByInterval(study))).toEqual([...STUDIED_KINDS, "all levers"]);
    expect(missedUnseenGoals(study)[0]).toMatch(
      /^strong effects of opportunity_creation unseen, by the interval's standard deviation: \d+, expected \d+\.\d, allowed \d+$/,
    );
  });
});
