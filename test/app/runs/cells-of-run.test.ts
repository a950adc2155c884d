import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellsOfRun } from "../../../src/app/runs/cells-of-run.ts";
import { RunRequest } from "../../../src/contracts/run.ts";

const partCountOf = (request: unknown): number => cellsOfRun(RunRequest.parse(request)).cells.length;
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
