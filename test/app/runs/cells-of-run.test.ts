import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellsOfRun, type CutOptions } from "../../../src/app/runs/cells-of-run.ts";
import { RunRequest } from "../../../src/contracts/run.ts";

const partCountOf = (request: unknown, options: CutOptions = {}): number =>
  cellsOfRun(RunRequest.parse(request), options).cells.length;
const backtest = { kind: "backtest", horizon: "30d" };

describe("cellsOfRun()", () => {
  it("leaves what is one computation in one piece", () => {
    for (const request of [
      { kind: "forecast", period: "2024-Q3" },
      { kind: "kpi", period: "2024-Q3" },
      { kind: "changes", from: "2024-01-01", to: "2024-02-01" },
      { kind: "roi", scenario: "hire" },
      { kind: "scenario", scenarios: ["hire"] },
    ]) {
      expect(cellsOfRun(RunRequest.parse(request))).toEqual({
        cells: [{ kind: "whole", part: null }],
        hasMerge: false,
      });
    }
  });

  it("makes a part of every scenario and brings them together", () => {
    const { cells, hasMerge } = cellsOfRun(
      RunRequest.parse({
        kind: "scenario",
        scenarios: ["one", "two", { name: "three", text: "name: three" }],
      }),
    );
    expect(hasMerge).toBe(true);
    expect(cells.map(({ part }) => part)).toEqual([0, 1, 2].map((index) => ({ index, count: 3 })));
  });

  it("cuts a backtest into parts of four cut-offs, and into at most two hundred", () => {
    expect(partCountOf({ ...backtest, from: "2024-01-01", to: "2024-01-01" })).toBe(1);
    expect(partCountOf({ ...backtest, from: "2024-01-01", to: "2024-12-30" })).toBe(14);
    expect(partCountOf({ ...backtest, from: "2014-01-01", to: "2024-12-30", every: "day" })).toBe(200);
    expect(partCountOf(backtest)).toBe(16);
  });

  it("cuts a forecast where drawing it takes longer than fitting it, into at most sixteen parts", () => {
    const partsOf = (draws: number | undefined, changeCount: number, method?: string): number =>
      partCountOf({ kind: "forecast", period: "2024-Q3", draws, method }, { changeCount });
    expect(partsOf(undefined, 1_000_000)).toBe(1);
    expect(partsOf(2_000_000, 50_000)).toBe(1);
    expect(partsOf(2_000_000, 200_000)).toBe(2);
    expect(partsOf(1_000_000, 1_000_000)).toBe(5);
    expect(partsOf(2_000_000, 5_000_000)).toBe(16);
    expect(partsOf(2_000_000, 5_000_000, "both")).toBe(16);
    expect(partsOf(2_000_000, 5_000_000, "exact")).toBe(1);
  });

  it("cuts no piece smaller because a forecast is larger, and none that is below the threshold", () => {
    const draws = fc.integer({ min: 1_000, max: 2_000_000 });
    const changes = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(draws, changes, changes, (drawCount, one, other) => {
        const request = { kind: "forecast", period: "2024-Q3", draws: drawCount };
        const [small, large] = [Math.min(one, other), Math.max(one, other)];
        const ofSmall = partCountOf(request, { changeCount: small });
        expect(ofSmall).toBeLessThanOrEqual(partCountOf(request, { changeCount: large }));
        expect(ofSmall > 1).toBe(drawCount * small >= 4e11);
      }),
    );
  });

  it("makes some number of parts of any request, sensible or not", () => {
    const day = fc.date({ min: new Date("1970-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
    const isoDay = fc.option(
      day.map((date) => date.toISOString().slice(0, 10)),
      { nil: undefined },
    );
    fc.assert(
      fc.property(isoDay, isoDay, fc.string({ maxLength: 20 }), (from, to, every) => {
        const count = partCountOf({ ...backtest, from, to, every });
        expect(count).toBeGreaterThanOrEqual(1);
        expect(count).toBeLessThanOrEqual(200);
      }),
    );
  });
});
