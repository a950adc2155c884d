import { describe, expect, it } from "vitest";
import type { QuarterTruth } from "../../../src/core/company/generated-company.ts";
import { companyOf } from "./written-company.ts";

/** The quarters of several seeds, without the build-up of the first two and without the last, which is not whole. */
function quartersOf(factorSd: number, seedCount: number): QuarterTruth[] {
  return Array.from({ length: seedCount }, (_, index) =>
    companyOf({ factorSd, seed: 100 + index, opportunityCount: 2_500 }).quarters.slice(2, -1),
  ).flat();
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe("the common factor of a quarter", () => {
  const quarters = quartersOf(0.25, 24);

  it("has the standard deviation of the settings over seeds and quarters (216 of them: standard error 0.012)", () => {
    const rootMeanSquare = Math.sqrt(meanOf(quarters.map(({ logFactor }) => logFactor ** 2)));
    expect(quarters).toHaveLength(216);
    expect(Math.abs(rootMeanSquare - 0.25)).toBeLessThan((4 * 0.25) / Math.sqrt(2 * quarters.length));
  });

  it("multiplies the expected bookings of its quarter by e^f exactly, but where wins reach 98 % of decisions", () => {
    for (const quarter of quarters) {
      const ratio = quarter.expectedBookingsWithFactor / quarter.expectedBookings;
      const deviation = Math.log(ratio) - quarter.logFactor;
      expect(deviation).toBeLessThan(1e-9);
      expect(deviation).toBeGreaterThan(quarter.logFactor < 0.1 ? -1e-9 : -0.06);
    }
  });

  it("shows in realised bookings: variance of their log deviation less that of chance is its own (4 standard errors)", () => {
    const logDeviations = quarters.map((quarter) => Math.log(quarter.wonAmount / quarter.expectedBookings));
    const centre = meanOf(logDeviations);
    const squares = logDeviations.map((deviation) => (deviation - centre) ** 2);
    const chance = meanOf(
      quarters.map((quarter) => quarter.bookingsVariance / quarter.expectedBookings ** 2),
    );
    const spread = Math.sqrt(meanOf(squares.map((square) => (square - meanOf(squares)) ** 2)));
    const standardError = spread / Math.sqrt(squares.length);
    expect(standardError).toBeLessThan(0.012);
    expect(Math.abs(meanOf(squares) - chance - 0.25 ** 2)).toBeLessThan(4 * standardError);
  });

  it("leaves who is open, and the number of decisions, to themselves", () => {
    const without = companyOf({ factorSd: 0, opportunityCount: 1_500 });
    const strong = companyOf({ factorSd: 0.25, opportunityCount: 1_500 });
    const firstDecisions = (company: typeof without): number[] =>
      company.opportunities.ids.map((_, opportunity) => {
        const { rowStart, stage, dayIndex } = company.history;
        for (let row = rowStart[opportunity]!; row < rowStart[opportunity + 1]!; row++)
          if (stage[row]! >= 4) return dayIndex[row]!;
        return -1;
      });
    expect(firstDecisions(strong)).toEqual(firstDecisions(without));
    expect(strong.counts.won).not.toBe(without.counts.won);
  });

  it("is 1 in every quarter when its standard deviation is 0: wins and bookings are then as expected", () => {
    const calm = quartersOf(0, 12);
    const sum = (valueOf: (quarter: QuarterTruth) => number): number =>
      calm.reduce((total, quarter) => total + valueOf(quarter), 0);
    expect(calm.every(({ logFactor }) => Math.abs(logFactor) === 0)).toBe(true);
    const wins = sum(({ expectedWinCount }) => expectedWinCount);
    expect(Math.abs(sum(({ winCount }) => winCount) - wins)).toBeLessThan(4 * Math.sqrt(wins));
    const bookings = sum(({ expectedBookings }) => expectedBookings);
    const standardError = Math.sqrt(sum(({ bookingsVariance }) => bookingsVariance));
    expect(Math.abs(sum(({ wonAmount }) => wonAmount) - bookings)).toBeLessThan(4 * standardError);
  });
});
