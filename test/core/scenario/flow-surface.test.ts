import { describe, expect, it } from "vitest";
import { exactFlows, flowSurface } from "../../../src/core/scenario/flow-surface.ts";
import { caseModelOf } from "../../../src/core/scenario/case-model.ts";
import { simulateScenario, startRun } from "../../../src/core/scenario/simulate-scenario.ts";
import { sampleHistory, weeklySnapshots } from "../forecast/sample-history.ts";
import { at, logOf, viewOf } from "../pipeline/random-logs.ts";
import { companyView, holidayCalendar, modelOf, scenarioOf } from "./case-samples.ts";
import { relativeDifference } from "./relative-difference.ts";
import { leverOf } from "./sample-levers.ts";

const model = modelOf(companyView(), 12);

describe("flowSurface()", () => {
  it("is the flow followed anew to a few parts in ten thousand, between the sizes that it was made of", () => {
    const sizes = Float64Array.of(0, 0.02, 0.05, 0.12);
    const drawn = [
      { lever: leverOf("win_rate", 0), sizes },
      { lever: leverOf("cycle_time", 0), sizes: sizes.map((size) => -size) },
      { lever: leverOf("opportunity_creation", 0, { startMonth: 4 }), sizes },
    ];
    const [surface, exact] = [flowSurface(model, drawn), exactFlows(model)];
    for (const at of [0, 1, 2, 3]) {
      const levers = drawn.map(({ lever, sizes: own }, index) => ({ lever, size: own[(at + index) % 4]! }));
      const followed = exact(levers);
      surface(levers).forEach(({ fresh }, index) => {
        const { won, created } = followed[index]!.fresh;
        fresh.won.forEach((wins, month) => {
          expect(relativeDifference(wins, won[month]!)).toBeLessThan(2e-3);
        });
        expect(relativeDifference(fresh.created[11]!, created[11]!)).toBeLessThan(1e-4);
      });
    }
  });

  it("is exact for a size that is certain", () => {
    const lever = leverOf("win_rate", 0.1);
    const sizes = new Float64Array(16).fill(0.1);
    const read = flowSurface(model, [{ lever, sizes }])([{ lever, size: 0.1 }]);
    expect(read).toEqual(exactFlows(model)([{ lever, size: 0.1 }]));
  });
});

describe("a case over a snapshot series", () => {
  const rows = sampleHistory({ dayCount: 400 });
  const view = viewOf(logOf([], weeklySnapshots(rows, 394)), at(399));
  const snapshots = caseModelOf(view, 6, {
    calendar: holidayCalendar(view.asOf),
    crmProbabilities: {},
    cuts: [],
  });

  it("begins after the last snapshot, not after the as-of day", () => {
    expect(view.knownThrough).toBe(at(394));
    expect(snapshots.months[0]!.from).toBe(at(395));
  });

  it("changes with levers and with nothing of size zero, where new opportunities have hazards of their own", () => {
    expect(snapshots.flow.fitted.arrivalHazards).not.toBe(snapshots.flow.fitted.hazards);
    const run = startRun(snapshots, { drawCount: 1_000, seed: 1, minorDigits: 2 });
    const netOf = (size: number) => {
      const levers = [leverOf("win_rate", size), leverOf("cycle_time", -size), leverOf("deal_size", size)];
      return simulateScenario(run, scenarioOf({ horizonMonths: 6, levers })).flows.netFlows;
    };
    expect(netOf(0).every((net) => net === 0)).toBe(true);
    expect(netOf(0.1).reduce((sum, net) => sum + net, 0)).toBeGreaterThan(0);
  });
});
