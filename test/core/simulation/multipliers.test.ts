import { describe, expect, it } from "vitest";
import { amountMultipliers } from "../../../src/core/simulation/multipliers.ts";
import { MULTIPLIER_COUNT } from "../../../src/core/simulation/plan.ts";

describe("amountMultipliers()", () => {
  it("is 1 throughout for a fixed amount", () => {
    expect([...amountMultipliers(0)]).toEqual(Array(MULTIPLIER_COUNT).fill(1));
  });
  it("has mean 1, rises, and lies evenly about its median on the log scale", () => {
    for (const sigma of [0.05, 0.3, 0.8, 2]) {
      const multipliers = amountMultipliers(sigma);
      const sum = multipliers.reduce((total, multiplier) => total + multiplier, 0);
      expect(Math.abs(sum / MULTIPLIER_COUNT - 1)).toBeLessThan(2 ** -40);
      const median = Math.log(multipliers[127]!) + Math.log(multipliers[128]!);
      for (let index = 1; index < MULTIPLIER_COUNT; index++) {
        expect(multipliers[index]).toBeGreaterThan(multipliers[index - 1]!);
        const pair = Math.log(multipliers[index]!) + Math.log(multipliers[MULTIPLIER_COUNT - 1 - index]!);
        expect(Math.abs(pair - median)).toBeLessThan(1e-11);
      }
    }
  });
  it("spreads the log by sigma, but for the tails beyond the outer midpoints", () => {
    const logs = [...amountMultipliers(0.5)].map(Math.log);
    const mean = logs.reduce((total, log) => total + log, 0) / MULTIPLIER_COUNT;
    const sd = Math.sqrt(logs.reduce((total, log) => total + (log - mean) ** 2, 0) / MULTIPLIER_COUNT);
    expect(sd / 0.5).toBeGreaterThan(0.99);
    expect(sd / 0.5).toBeLessThan(1);
  });
  it("refuses a spread below 0", () => expect(() => amountMultipliers(-0.1)).toThrow(RangeError));
});
