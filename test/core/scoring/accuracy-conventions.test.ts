import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accuracyConventions } from "../../../src/core/scoring/accuracy-conventions.ts";

/** In percent, to one digit, as the vendors show it. */
const shownFor = (forecast: number, actual: number) =>
  accuracyConventions(forecast, actual).map(({ value }) =>
    value.ok ? Math.round(value.value * 1_000) / 10 : value.reason,
  );

describe("accuracyConventions()", () => {
  it("gives three answers for one forecast", () => {
    expect(shownFor(120, 100)).toEqual([80, 120, 83.3]);
    expect(shownFor(80, 100)).toEqual([80, 80, 75]);
    expect(shownFor(250, 100)).toEqual([0, 250, 40]);
  });

  it("names the formula of each", () => {
    expect(accuracyConventions(1, 1).map(({ name, formula }) => `${name}: ${formula}`)).toEqual([
      "HubSpot accuracy: max(0, 1 - |A - F| / A)",
      "Gong accuracy: F / A",
      "Error over forecast: 1 - |F - A| / F",
    ]);
  });

  it("agrees on 100 % for a perfect forecast alone", () => {
    const amount = fc.integer({ min: 1, max: 1e6 });
    fc.assert(
      fc.property(amount, amount, (forecast, actual) => {
        const isAllPerfect = accuracyConventions(forecast, actual).every(
          ({ value }) => value.ok && value.value === 1,
        );
        expect(isAllPerfect).toBe(forecast === actual);
      }),
    );
  });

  it("has no answer where the amount divided by is not above 0", () => {
    expect(shownFor(50, 0)).toEqual(["nothing_booked", "nothing_booked", 0]);
    expect(shownFor(0, 50)).toEqual([0, 0, "nothing_forecast"]);
    expect(shownFor(0, 0)).toEqual(["nothing_booked", "nothing_booked", "nothing_forecast"]);
    expect(shownFor(-5, -5)).toEqual(["nothing_booked", "nothing_booked", "nothing_forecast"]);
  });
});
