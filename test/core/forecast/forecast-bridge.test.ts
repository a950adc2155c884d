import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHorizon } from "../../../src/core/base/period.ts";
import { forecastBridge, type ForecastBridge } from "../../../src/core/forecast/forecast-bridge.ts";
import {
  forecastGroupBridges,
  type ForecastGroupBridge,
} from "../../../src/core/forecast/forecast-group-bridges.ts";
import { exactFigures } from "../../../src/core/forecast/forecast-figures.ts";
import { forecastSide } from "../../../src/core/forecast/forecast-side.ts";
import { forecastView, type PreparedForecast } from "../../../src/core/forecast/forecast-view.ts";
import { oldModelOn } from "../../../src/core/forecast/old-model.ts";
import { buildStateTable } from "../../../src/core/forecast/state-table.ts";
import { drawLayoutOf } from "../../../src/core/simulation/draws.ts";
import { CALENDAR_YEARS } from "../../../src/core/base/period.ts";
import type { ChangeLog } from "../../../src/core/pipeline/change-log.ts";
import { at, logOf, viewOf } from "../pipeline/random-logs.ts";
import { sampleHistory } from "./sample-history.ts";

/** A window of 60 days from day 221 on. */
const period = parseHorizon("60d", at(220));
if (!period.ok) throw new Error(period.reason);
const question = {
  period: period.value,
  cuts: [],
  calendar: { fiscal: CALENDAR_YEARS, holidays: new Set<number>() },
  crmProbabilities: {},
  usesYearlyIndex: true,
};
const prepare = (log: ChangeLog, offset: number): PreparedForecast =>
  forecastView(viewOf(log, at(offset)), question);

function bridgeBetween(log: ChangeLog, from: number, to: number): ForecastBridge {
  const isOver = to >= 280;
  const after = isOver ? undefined : prepare(log, to);
  const afterTable = after?.table ?? buildStateTable(viewOf(log, at(to)));
  return forecastBridge({ before: prepare(log, from), after, afterTable, question });
}

const changeOf = (bridge: ForecastBridge, kind: string): number =>
  bridge.terms.find((term) => term.kind === kind)!.change;
const log = logOf(sampleHistory());

describe("forecastSide()", () => {
  it("adds up to the mean of the exact method", () => {
    for (const offset of [180, 220, 250]) {
      const forecast = prepare(log, offset);
      const side = forecastSide(forecast.table, question.period, forecast);
      const { plan } = forecast.built;
      const [figures, layout] = [exactFigures(plan), drawLayoutOf(plan)];
      const booked = plan.booked.reduce((a, b) => a + b, 0);
      const means = [layout.open, layout.new].map((row) => Math.round(figures.row(row, [0.5]).mean));
      expect(side.booked).toBe(booked);
      expect(Math.abs(side.total - booked - means[0]! - means[1]!)).toBeLessThanOrEqual(2);
      const sum = side.booked + side.open + side.fresh + side.calibration + side.commonFactor;
      expect(Math.abs(side.total - sum)).toBeLessThanOrEqual(1);
    }
  });
});

describe("oldModelOn()", () => {
  it("says on its own day what its forecast says", () => {
    const forecast = prepare(log, 230);
    const model = oldModelOn(forecast, question, at(230));
    const side = forecastSide(forecast.table, question.period, forecast);
    let openCount = 0;
    forecast.table.view.opportunityIds.forEach((_, opportunity) => {
      const { open } = side.shareOf(opportunity);
      if (open === undefined) return;
      openCount++;
      expect(model.chanceHadItStayed(open)).toBeCloseTo(open.winProbability, 9);
      const now = model.now(open, open, forecast.table.view.openStages[open.item.stage]!)!;
      expect(now.winProbability).toBeCloseTo(open.winProbability, 9);
      expect([now.amountBefore, now.amountNow]).toEqual([open.amountIfWon, open.amountIfWon]);
    });
    expect(openCount).toBeGreaterThan(20);
  });
});

describe("forecastBridge()", () => {
  it("adds up to the change, and rounding is no more than half a unit for each end of a move", () => {
    const pairs = fc.tuple(fc.integer({ min: 150, max: 278 }), fc.integer({ min: 0, max: 90 }));
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 4 }), ([from, days], seed) => {
        const other = logOf(sampleHistory({ seed }));
        const bridge = bridgeBetween(other, from, Math.min(299, from + days));
        const sum = bridge.terms.reduce((all, { change }) => all + change, 0);
        expect(sum).toBe(bridge.end.total - bridge.start.total);
        const moveCount = bridge.terms.reduce((all, { moves }) => all + moves.length, 0);
        expect(Math.abs(changeOf(bridge, "rounding"))).toBeLessThanOrEqual(moveCount + 2);
        for (const { change, moves } of bridge.terms)
          expect(moves.reduce((all, move) => all + move.after - move.before, 0)).toBe(change);
      }),
      { numRuns: 12, seed: 5 },
    );
  });
  it("shows no change between a day and itself", () => {
    const bridge = bridgeBetween(log, 240, 240);
    expect(bridge.terms.map(({ change }) => change).filter((change) => change !== 0)).toEqual([]);
  });
  it("ends with what was booked when the period is over", () => {
    const bridge = bridgeBetween(log, 220, 285);
    expect(bridge.end.total).toBe(bridge.end.booked);
    expect(changeOf(bridge, "newBusiness")).toBe(-Math.round(bridge.start.fresh));
    expect(changeOf(bridge, "modelRefit")).toBe(0);
    expect(changeOf(bridge, "timePassed")).toBeLessThan(0);
  });
  it("tells slipped ones from those that time alone made less likely", () => {
    const [before, after] = [prepare(log, 225), prepare(log, 255)];
    const input = { before, after, afterTable: after.table, question };
    const plain = forecastBridge(input);
    const told = forecastBridge({ ...input, closeMoveOf: (opportunity) => (opportunity % 2 === 0 ? "out" : undefined) }); // prettier-ignore
    const chanceOf = (bridge: ForecastBridge): number =>
      ["slipped", "timePassed", "stageMoved"].reduce((all, kind) => all + changeOf(bridge, kind), 0);
    expect(chanceOf(told)).toBe(chanceOf(plain));
    const slipped = told.terms.find(({ kind }) => kind === "slipped")!.moves;
    expect(slipped.length).toBeGreaterThan(5);
    expect(slipped.every(({ opportunity }) => opportunity! % 2 === 0)).toBe(true);
  });
  it("closes in every group, and what groups pass on to each other is nothing altogether", () => {
    const [before, after] = [prepare(log, 225), prepare(log, 255)];
    const bridge = forecastBridge({ before, after, afterTable: after.table, question });
    const views = { before: before.table.view, after: after.table.view };
    for (const attribute of log.attributes) {
      const groups = forecastGroupBridges(bridge, views, attribute);
      const sum = (of: (group: ForecastGroupBridge) => number): number =>
        groups.reduce((all, group) => all + of(group), 0);
      expect(groups.length).toBeGreaterThan(1);
      expect(groups.every(({ residual }) => residual === 0)).toBe(true);
      expect(sum(({ passedOn }) => passedOn)).toBe(0);
      const rest = sum(({ end }) => end) - bridge.end.booked - bridge.end.open;
      expect(Math.abs(rest)).toBeLessThanOrEqual(after.built.open.length);
      for (const kind of ["won", "lost", "stageMoved", "modelRefit"] as const)
        expect(sum(({ terms }) => terms.get(kind)!)).toBe(changeOf(bridge, kind));
    }
  });
  it("counts a booking less what was expected of it, and a loss as what was expected", () => {
    const bridge = bridgeBetween(log, 225, 255);
    const won = bridge.terms.find(({ kind }) => kind === "won")!;
    expect(won.moves.length).toBeGreaterThan(5);
    expect(won.moves.every(({ before, after }) => before > 0 && after >= 0)).toBe(true);
    const lost = bridge.terms.find(({ kind }) => kind === "lost")!;
    expect(lost.moves.every(({ after }) => after === 0)).toBe(true);
    expect(lost.change).toBeLessThan(0);
  });
});
