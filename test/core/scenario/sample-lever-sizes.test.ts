import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LeverSize } from "../../../src/core/scenario/lever-size.ts";
import type { LeverCorrelation } from "../../../src/core/scenario/lever.ts";
import { sampleLeverSizes } from "../../../src/core/scenario/sample-lever-sizes.ts";
import { sizeDistribution } from "../../../src/core/scenario/size-distribution.ts";
import { anySize } from "./lever-sizes.ts";

const UNIFORM: LeverSize = { distribution: "uniform", low: 0, high: 1 };
const PERT: LeverSize = { distribution: "pert", low: 0, likely: 0.02, high: 0.1 };

/** Written down once, on Node 20. */
const BITS = [
  0.009880952505765032, 0.019441900335751355, 0.04531806107710848, 0.036008439361174226, -0.21270986343819107,
  0.3040499283196322, 0.11192884489243239, -0.10043378110574327, -0.04575412178770895, -0.0684197621216097,
  -0.032021050211670836, -0.07932344041897058,
];

const lever = (name: string, size: LeverSize = UNIFORM) => ({ name, size });
const correlation = (first: string, second: string, rankCorrelation: number): LeverCorrelation => ({
  first,
  second,
  rankCorrelation,
});

/** Spearman's rank correlation of two columns without ties. */
function rankCorrelation(a: Float64Array, b: Float64Array): number {
  const ranksOf = (values: Float64Array) => {
    const sorted = Array.from(values).sort((a, b) => a - b);
    const rankOf = new Map(sorted.map((value, rank) => [value, rank]));
    return Array.from(values, (value) => rankOf.get(value)!);
  };
  const [ranksA, ranksB] = [ranksOf(a), ranksOf(b)];
  const squares = ranksA.reduce((sum, rank, index) => sum + (rank - ranksB[index]!) ** 2, 0);
  return 1 - (6 * squares) / (a.length * (a.length ** 2 - 1));
}

describe("sampleLeverSizes()", () => {
  it("has one size from each stratum of every column, correlated or not", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), fc.nat(), fc.boolean(), (count, seed, isJoined) => {
        const correlations = isJoined ? [correlation("a", "b", 0.7), correlation("b", "c", -0.4)] : [];
        for (const column of sampleLeverSizes({
          levers: ["a", "b", "c"].map((name) => lever(name)),
          correlations,
          count,
          seed,
        })) {
          const strata = Array.from(column, (size) => Math.floor(size * count)).sort((a, b) => a - b);
          expect(strata).toEqual(strata.map((_, index) => index));
        }
      }),
      { seed: 9, numRuns: 200 },
    );
  });
  it("gives a finite size for every kind of distribution", () => {
    fc.assert(
      fc.property(fc.array(anySize, { minLength: 1, maxLength: 5 }), fc.nat(), (sizes, seed) => {
        const levers = sizes.map((size, index) => lever(`lever ${index}`, size));
        const columns = sampleLeverSizes({ levers, correlations: [], count: 64, seed });
        expect(columns.every((column) => column.every(Number.isFinite))).toBe(true);
      }),
      { seed: 10, numRuns: 50 },
    );
  });
  it("has a constant column for a number", () => {
    const [column] = sampleLeverSizes({ levers: [lever("a", 0.05)], correlations: [], count: 4, seed: 1 });
    expect([...column!]).toEqual([0.05, 0.05, 0.05, 0.05]);
  });
  it("leaves a column as it is when levers are added, reordered or made a number", () => {
    const correlations = [correlation("b", "a", 0.6), correlation("c", "b", 0.3)];
    const sample = (names: readonly string[], fixed?: string) => {
      const levers = names.map((name) => lever(name, name === fixed ? 0.5 : PERT));
      const columns = sampleLeverSizes({ levers, correlations, count: 64, seed: 5 });
      return new Map(names.map((name, index) => [name, columns[index]!]));
    };
    const before = sample(["a", "b", "c"]);
    const after = sample(["Z", "c", "m", "b", "zz", "a"]);
    const withNumber = sample(["a", "b", "c"], "a");
    for (const name of ["a", "b", "c"]) expect(after.get(name)).toEqual(before.get(name));
    for (const name of ["b", "c"]) expect(withNumber.get(name)).toEqual(before.get(name));
    expect(sample(["a", "b", "c"])).toEqual(before);
  });
  it("gives other seeds and other names other columns", () => {
    const sample = (name: string, seed: number) =>
      sampleLeverSizes({ levers: [lever(name)], correlations: [], count: 64, seed })[0];
    expect(sample("a", 1)).not.toEqual(sample("a", 2));
    expect(sample("a", 1)).not.toEqual(sample("b", 1));
  });
  it("has the same bits on every runtime", () => {
    const [pert, normal, lognormal] = sampleLeverSizes({
      levers: [
        lever("a", PERT),
        lever("b", { distribution: "normal", mean: 0.1, sd: 0.3 }),
        lever("c", { distribution: "lognormal", median: -0.05, spread: 0.5 }),
      ],
      correlations: [correlation("a", "b", 0.5)],
      count: 4,
      seed: 1,
    });
    expect([...pert!, ...normal!, ...lognormal!]).toEqual(BITS);
  });
  it("reaches rank correlations within four standard errors of 2,000 vectors", () => {
    const names = ["a", "b", "c", "d"];
    const correlations = [
      correlation("a", "b", 0.8),
      correlation("c", "b", -0.5),
      correlation("c", "a", -0.3),
    ];
    const [a, b, c, d] = sampleLeverSizes({
      levers: names.map((name) => lever(name, PERT)),
      correlations,
      count: 2_000,
      seed: 11,
    });
    // Of a sample without any stratification: an upper bound, as the scores are freed of chance correlation first.
    const standardError = 1.06 / Math.sqrt(2_000);
    expect(Math.abs(rankCorrelation(a!, b!) - 0.8)).toBeLessThan(4 * standardError * (1 - 0.8 ** 2));
    expect(Math.abs(rankCorrelation(c!, b!) + 0.5)).toBeLessThan(4 * standardError * (1 - 0.5 ** 2));
    expect(Math.abs(rankCorrelation(c!, a!) + 0.3)).toBeLessThan(4 * standardError);
    expect(Math.abs(rankCorrelation(a!, d!))).toBeLessThan(4 * standardError);
  });
  it("reaches them on average with 64 vectors too", () => {
    const seeds = Array.from({ length: 100 }, (_, seed) => seed);
    const found = seeds.map((seed) => {
      const [a, b] = sampleLeverSizes({
        levers: [lever("a"), lever("b")],
        correlations: [correlation("a", "b", 0.5)],
        count: 64,
        seed,
      });
      return rankCorrelation(a!, b!);
    });
    const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
    const variance = found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (found.length - 1);
    // The ranks of 64 vectors pull a correlation towards 0 by some hundredths; that much is the method's.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02 + 4 * Math.sqrt(variance / found.length));
    expect(Math.sqrt(variance)).toBeLessThan(0.75 * (1.06 / Math.sqrt(64)));
  });
  it("has the mean of its distribution far more exactly than random sizes would", () => {
    const { mean, sd } = sizeDistribution(PERT);
    for (let seed = 0; seed < 20; seed++) {
      const [column] = sampleLeverSizes({ levers: [lever("a", PERT)], correlations: [], count: 64, seed });
      const average = column!.reduce((sum, size) => sum + size, 0) / 64;
      // Random sizes: sd / 8. Stratified: below sd / 64 save for the two outer strata.
      expect(Math.abs(average - mean)).toBeLessThan(sd / 64);
    }
  });
  it("refuses correlations that cannot hold together, naming a pair and its range", () => {
    const sample = (...correlations: LeverCorrelation[]) =>
      sampleLeverSizes({
        levers: ["a", "b", "c"].map((name) => lever(name)),
        correlations,
        count: 8,
        seed: 1,
      });
    expect(() =>
      sample(correlation("a", "b", 0.9), correlation("b", "c", 0.9), correlation("a", "c", -0.9)),
    ).toThrow(
      'the correlation of "c" and "a" (-0.9) contradicts the others; with them it can lie between 0.64 and 1',
    );
    expect(() => sample(correlation("a", "x", 0.5))).toThrow('there is no lever "x"');
    expect(() => sample(correlation("a", "a", 0.5))).toThrow("with itself");
    expect(() => sample(correlation("a", "b", 0.5), correlation("b", "a", 0.4))).toThrow("say it once");
    expect(() => sample(correlation("a", "b", 1))).toThrow("not between -1 and 1");
    expect(() =>
      sampleLeverSizes({ levers: [lever("a"), lever("a")], correlations: [], count: 8, seed: 1 }),
    ).toThrow("two levers have one name");
  });
});
