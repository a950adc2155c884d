import { describe, expect, it } from "vitest";
import { addDays, type Day } from "../../../src/core/base/day.ts";
import { trueWinProbabilities } from "../../../src/core/company/true-win-probabilities.ts";
import { companyOf } from "./written-company.ts";

const company = companyOf({ opportunityCount: 2_500, factorSd: 0, abandonedShare: 0.05, seed: 8 });

/** Opportunities that were won within the window, by id; the first win after `asOf` counts. */
function wonWithin(asOf: Day, from: Day, to: Day): Set<string> {
  const { bookings, opportunities, world } = company;
  const firstWins = new Map<string, number>();
  for (let row = 0; row < bookings.amount.length; row++) {
    const day = world.settings.firstDay + bookings.dayIndex[row]!;
    const id = opportunities.ids[bookings.opportunity[row]!]!;
    if (bookings.amount[row]! > 0 && day > asOf && !firstWins.has(id)) firstWins.set(id, day);
  }
  return new Set([...firstWins].filter(([, day]) => day >= from && day <= to).map(([id]) => id));
}

describe("trueWinProbabilities()", () => {
  it("are the shares that are really won, in every band of probability (4 standard errors)", () => {
    const known = new Map<number, { expected: number; variance: number; won: number }>();
    const observable = new Map<number, { expected: number; variance: number; won: number }>();
    const add = (bands: typeof known, probability: number, isWon: boolean): void => {
      const band = Math.floor(probability * 5);
      const sums = bands.get(band) ?? { expected: 0, variance: 0, won: 0 };
      sums.expected += probability;
      sums.variance += probability * (1 - probability);
      sums.won += isWon ? 1 : 0;
      bands.set(band, sums);
    };
    // Windows follow one another, so that outcomes are independent given the state at their beginning.
    for (let start = 200; start + 80 < 1_037; start += 80) {
      const asOf = addDays(company.world.settings.firstDay, start);
      const window = [addDays(asOf, 1), addDays(asOf, 80)] as const;
      const won = wonWithin(asOf, ...window);
      for (const row of trueWinProbabilities(company, asOf, ...window)) {
        add(known, row.winProbability, won.has(row.opportunityId));
        add(observable, row.observableWinProbability, won.has(row.opportunityId));
      }
    }
    for (const bands of [known, observable]) {
      expect(bands.size).toBeGreaterThanOrEqual(4);
      for (const { expected, variance, won } of bands.values())
        expect(Math.abs(won - expected)).toBeLessThan(4 * Math.sqrt(variance));
    }
  });

  it("of two windows that follow one another add up to that of both", () => {
    const asOf = company.lastDay;
    const at = (from: number, to: number): readonly number[] =>
      trueWinProbabilities(company, asOf, addDays(asOf, from), addDays(asOf, to)).map(
        (row) => row.winProbability,
      );
    const [first, second, both] = [at(1, 20), at(21, 45), at(1, 45)];
    both.forEach((probability, index) =>
      expect(Math.abs(first[index]! + second[index]! - probability)).toBeLessThan(1e-12),
    );
  });

  it("for the next day alone are the chances of that day, and none for the abandoned", () => {
    const asOf = company.lastDay;
    const next = addDays(asOf, 1);
    const rows = trueWinProbabilities(company, asOf, next, next);
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter((row) => row.isAbandoned).length).toBeGreaterThan(20);
    const active = rows.filter((row) => !row.isAbandoned);
    expect(rows.every((row) => row.winProbability < 0.5)).toBe(true);
    expect(rows.every((row) => !row.isAbandoned || row.winProbability === 0)).toBe(true);
    expect(active.every((row) => row.observableWinProbability < row.winProbability)).toBe(true);
  });

  it("do not depend on the common factor", () => {
    const settings = { opportunityCount: 300, dayCount: 300, seed: 2 };
    const probabilities = (factorSd: number): readonly number[] => {
      const small = companyOf({ ...settings, factorSd });
      // Before the first quarter has ended and anything was won, both companies hold the same opportunities.
      const asOf = addDays(small.world.settings.firstDay, 12);
      return trueWinProbabilities(small, asOf, addDays(asOf, 1), addDays(asOf, 90)).map(
        (row) => row.winProbability,
      );
    };
    const [calm, strong] = [probabilities(0), probabilities(0.3)];
    expect(calm.length).toBe(strong.length);
    calm.forEach((probability, index) => expect(strong[index]).toBeCloseTo(probability, 12));
  });

  it("refuses a window that does not lie after the as-of day", () => {
    expect(() => trueWinProbabilities(company, company.lastDay, company.lastDay, company.lastDay)).toThrow(
      "Cannot tell true chances",
    );
  });
});
