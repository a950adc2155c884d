import { describe, expect, it } from "vitest";
import { figuresOfDraws } from "../../../src/core/forecast/forecast-figures.ts";
import { drawLayoutOf, drawRow } from "../../../src/core/simulation/draws.ts";
import { samplePlan } from "../simulation/sample-plans.ts";
import { simulateInline } from "../simulation/simulate-inline.ts";

const LEVELS = [0.025, 0.1, 0.5, 0.9, 0.975];
const plan = samplePlan({ opportunityCount: 300, newWins: 60 });
const layout = drawLayoutOf(plan);

describe.each(["wasm", "plain"] as const)("figuresOfDraws() of the %s kernel", (kernel) => {
  const draws = simulateInline(kernel, plan, { drawCount: 5_000, seed: 2 });
  const figures = figuresOfDraws(plan, draws);

  it("has the mean of the draws", () => {
    for (let row = 0; row < layout.rowCount; row++) {
      const cells = drawRow(draws, row);
      expect(figures.row(row, []).mean).toBe(cells.reduce((sum, cell) => sum + cell, 0) / cells.length);
    }
  });

  it("ends the cumulative figures with the total and begins them with the first sub-period", () => {
    const last = plan.periods.length - 1;
    expect(figures.throughPeriod(last, LEVELS)).toEqual(figures.row(layout.total, LEVELS));
    expect(figures.throughPeriod(0, LEVELS)).toEqual(figures.row(layout.firstPeriod, LEVELS));
    expect(figures.throughPeriod(1, LEVELS).mean).toBe(
      figures.row(layout.firstPeriod, []).mean + figures.row(layout.firstPeriod + 1, []).mean,
    );
  });

  it("takes the chance to reach a level and the quantiles from one distribution", () => {
    const { quantiles } = figures.row(layout.total, LEVELS);
    LEVELS.forEach((level, at) => {
      expect(Math.abs(figures.totalAtLeast(quantiles[at]!) - (1 - level))).toBeLessThan(0.001);
    });
  });
});
