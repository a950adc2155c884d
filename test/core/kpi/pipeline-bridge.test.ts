import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, type Day } from "../../../src/core/base/day.ts";
import { CALENDAR_YEARS, quarterOf } from "../../../src/core/base/period.ts";
import { closeDateMoves, slippageOf } from "../../../src/core/kpi/close-date-moves.ts";
import { groupBridges } from "../../../src/core/kpi/group-bridges.ts";
import { pipelineBridge } from "../../../src/core/kpi/pipeline-bridge.ts";
import type { RecordedState } from "../../../src/core/pipeline/change-log.ts";
import { NO_FUNNEL } from "../../../src/core/pipeline/funnel.ts";
import { companyOf, writtenHistory } from "../company/written-company.ts";
import { at, FUNNEL, randomSnapshots, randomStates } from "../pipeline/random-logs.ts";
import {
  amountsOf,
  bridgeOf,
  closingLog,
  expecting,
  FEBRUARY,
  IN_FEBRUARY,
  IN_JANUARY,
  IN_MARCH,
  LATE_FEBRUARY,
} from "./bridge-logs.ts";
import { companyLog } from "./company-log.ts";

const DAYS = { from: at(10), to: at(40) };

/** The bars of one opportunity that had these states. */
const barsOfStates = (...states: RecordedState[]): Record<string, number> => {
  const bridge = bridgeOf(closingLog(states), DAYS);
  expect(bridge.residual).toBe(0);
  return amountsOf(bridge);
};
const start = (closeDate: string, stage = "Lead") => expecting("A", 0, stage, closeDate);

describe("pipelineBridge() tells of one opportunity", () => {
  it("that it was created", () => {
    expect(barsOfStates(expecting("A", 20, "Lead", IN_FEBRUARY))).toEqual({ created: 100_00 });
  });
  it("that it was pulled in from a later day, or from none", () => {
    expect(barsOfStates(start(IN_MARCH), expecting("A", 20, "Lead", IN_FEBRUARY))).toEqual({ pulledIn: 100_00 }); // prettier-ignore
    expect(barsOfStates(start(""), expecting("A", 20, "Lead", IN_FEBRUARY))).toEqual({ pulledIn: 100_00 });
  });
  it("that it was pushed in from an earlier day", () => {
    expect(barsOfStates(start(IN_JANUARY), expecting("A", 20, "Lead", IN_FEBRUARY))).toEqual({ pushedIn: 100_00 }); // prettier-ignore
  });
  it("that it was pushed out to a later day, or to none", () => {
    expect(barsOfStates(start(IN_FEBRUARY), expecting("A", 20, "Lead", IN_MARCH))).toEqual({ pushedOut: 100_00 }); // prettier-ignore
    expect(barsOfStates(start(IN_FEBRUARY), expecting("A", 20, "Lead", ""))).toEqual({ pushedOut: 100_00 });
  });
  it("that it was pulled out to an earlier day", () => {
    expect(barsOfStates(start(IN_FEBRUARY), expecting("A", 20, "Lead", IN_JANUARY))).toEqual({ pulledOut: 100_00 }); // prettier-ignore
  });
  it.each([
    ["Closed Won", "won"],
    ["Closed Lost", "lost"],
    ["Deleted", "deleted"],
    ["Merged", "merged"],
  ])("that %s took it out", (stage, kind) => {
    expect(barsOfStates(start(IN_FEBRUARY), expecting("A", 20, stage, IN_FEBRUARY))).toEqual({ [kind]: 100_00 }); // prettier-ignore
  });
  it.each(["Closed Won", "Closed Lost", "Deleted"])("that it was opened again after %s", (stage) => {
    expect(barsOfStates(start(IN_JANUARY, stage), expecting("A", 20, "Lead", IN_FEBRUARY))).toEqual({ reopened: 100_00 }); // prettier-ignore
  });
  it("that its amount rose, fell, became known and was lost", () => {
    const to = (before: number, after: number) =>
      barsOfStates(
        expecting("A", 0, "Lead", IN_FEBRUARY, { amount: before }),
        expecting("A", 20, "Lead", LATE_FEBRUARY, { amount: after }),
      );
    expect(to(100, 150)).toEqual({ increased: 50 });
    expect(to(150, 100)).toEqual({ decreased: 50 });
    expect(to(Number.NaN, 70)).toEqual({ increased: 70 });
    expect(to(70, Number.NaN)).toEqual({ decreased: 70 });
  });
});

describe("pipelineBridge() splits what happened at once", () => {
  it("into the change of the amount and then the way out with the new amount", () => {
    const raised = { amount: 130_00 };
    expect(barsOfStates(start(IN_FEBRUARY), expecting("A", 20, "Lead", IN_MARCH, raised))).toEqual({
      increased: 30_00,
      pushedOut: 130_00,
    });
    expect(barsOfStates(start(IN_FEBRUARY), expecting("A", 20, "Closed Won", IN_JANUARY, raised))).toEqual({
      increased: 30_00,
      won: 130_00,
    });
  });
  it("but brings an opportunity in with its amount at the end, whatever it was outside", () => {
    expect(barsOfStates(start(IN_MARCH), expecting("A", 20, "Lead", IN_FEBRUARY, { amount: 70_00 }))).toEqual(
      { pulledIn: 70_00 },
    );
  });
  it("and lets a lost one go with its last open amount, because CRMs set it to 0", () => {
    const bars = barsOfStates(
      start(IN_FEBRUARY),
      expecting("A", 15, "Lead", IN_FEBRUARY, { amount: 90_00 }),
      expecting("A", 20, "Closed Lost", IN_FEBRUARY, { amount: 0 }),
    );
    expect(bars).toEqual({ decreased: 10_00, lost: 90_00 });
  });
  it("and a won one without an amount with its last open one", () => {
    const won = expecting("A", 20, "Closed Won", IN_FEBRUARY, { amount: Number.NaN });
    expect(barsOfStates(start(IN_FEBRUARY), won)).toEqual({ won: 100_00 });
  });
});

describe("pipelineBridge() between the two days", () => {
  it("counts what was created and won in between on both sides", () => {
    const bars = barsOfStates(
      expecting("A", 15, "Lead", IN_FEBRUARY),
      expecting("A", 35, "Closed Won", "2018-02-05", { amount: 80_00 }),
    );
    expect(bars).toEqual({ created: 80_00, won: 80_00 });
  });
  it("counts a win ahead of its time as pulled in and won", () => {
    expect(barsOfStates(start(IN_MARCH), expecting("A", 35, "Closed Won", "2018-02-05"))).toEqual({
      pulledIn: 100_00,
      won: 100_00,
    });
  });
  it("leaves out what was won on a day outside the period without ever being expected in it", () => {
    expect(barsOfStates(start(IN_MARCH), expecting("A", 20, "Closed Won", "2018-01-21"))).toEqual({});
  });
  it("lists what left and came back as a round trip and not as a bar", () => {
    const bridge = bridgeOf(
      closingLog([
        start(IN_FEBRUARY),
        expecting("A", 15, "Lead", IN_MARCH),
        expecting("A", 20, "Lead", LATE_FEBRUARY, { amount: 120_00 }),
      ]),
      DAYS,
    );
    expect(amountsOf(bridge)).toEqual({ increased: 20_00 });
    expect(bridge.changes.map(({ roundTrip }) => roundTrip?.via)).toEqual(["later"]);
    expect(slippageOf(bridge)).toMatchObject({ slippedCount: 0, cameBackCount: 1 });
  });
  it("lists what came in and left again as a round trip", () => {
    const bridge = bridgeOf(
      closingLog([
        start(IN_MARCH),
        expecting("A", 15, "Lead", IN_FEBRUARY),
        expecting("A", 20, "Lead", IN_MARCH),
      ]),
      DAYS,
    );
    expect(amountsOf(bridge)).toEqual({});
    expect(bridge.changes.map(({ roundTrip }) => roundTrip?.via)).toEqual(["in"]);
  });
  it("names the row that brought each move, not the last one", () => {
    const log = closingLog([
      start(IN_FEBRUARY),
      expecting("A", 15, "Lead", IN_FEBRUARY, { amount: 110_00, line: 501 }),
      expecting("A", 20, "Lead", IN_MARCH, { amount: 110_00, line: 502 }),
      expecting("A", 25, "Qualified", IN_MARCH, { amount: 110_00, line: 503 }),
    ]);
    const moves = bridgeOf(log, DAYS).changes.flatMap(({ moves: all }) => all);
    expect(moves.map(({ kind, row }) => [kind, log.rows.line[row]])).toEqual([
      ["increased", 501],
      ["pushedOut", 502],
    ]);
  });
  it("starts from nothing before the first row, and has no answer when both days are", () => {
    const log = closingLog([start(IN_FEBRUARY)]);
    expect(bridgeOf(log, { from: at(-5), to: at(5) }).start).toEqual({ count: 0, amount: 0, unknownAmountCount: 0 }); // prettier-ignore
    expect(pipelineBridge(log, { from: at(-5), to: at(-1), funnel: FUNNEL }).ok).toBe(false);
  });
});

describe("groupBridges()", () => {
  const log = closingLog([
    start(IN_FEBRUARY),
    expecting("A", 20, "Lead", IN_FEBRUARY, { owner: "Bob", amount: 130_00 }),
    expecting("B", 0, "Lead", IN_FEBRUARY, { owner: "Bob" }),
    expecting("B", 20, "Closed Won", IN_FEBRUARY, { owner: "Cem" }),
  ]);
  it("moves an opportunity between owners with its amount at the start, and counts the rest for the new one", () => {
    const bridges = groupBridges(bridgeOf(log, DAYS), log.attributes[0]!);
    expect(bridges.map((bridge) => [bridge.name, amountsOf(bridge), bridge.residual])).toEqual([
      ["Bob", { groupIn: 100_00, groupOut: 100_00, increased: 30_00 }, 0],
      ["Ann", { groupOut: 100_00 }, 0],
      ["Cem", { groupIn: 100_00, won: 100_00 }, 0],
    ]);
  });
});

describe("pipelineBridge() between two definitions of the stages", () => {
  const parked = { ...FUNNEL, lost: ["Qualified"], stageOrder: ["Lead", "Proposal"] };
  const states = [
    start(IN_FEBRUARY, "Qualified"),
    expecting("B", 0, "Qualified", IN_FEBRUARY),
    expecting("B", 20, "Lead", IN_FEBRUARY, { amount: 80_00 }),
    expecting("C", 0, "Lead", IN_FEBRUARY),
  ];
  it("takes out first what the new one no longer counts, and brings back what returns to an open stage", () => {
    const bridge = bridgeOf(closingLog(states), DAYS, { period: FEBRUARY, funnel: parked, funnelBefore: FUNNEL }); // prettier-ignore
    expect(amountsOf(bridge)).toEqual({ stageMapOut: 200_00, reopened: 80_00 });
    expect([bridge.start.count, bridge.end.count, bridge.residual]).toEqual([3, 2, 0]);
  });
  it("brings in first what the new one counts anew", () => {
    const bridge = bridgeOf(closingLog(states), DAYS, { period: FEBRUARY, funnelBefore: parked });
    expect(amountsOf(bridge)).toEqual({ stageMapIn: 200_00, decreased: 20_00 });
    expect([bridge.start.count, bridge.end.count, bridge.residual]).toEqual([1, 3, 0]);
  });
});

describe("closeDateMoves()", () => {
  it("counts every change of the expected close of what stays open", () => {
    const log = closingLog([
      start(IN_FEBRUARY),
      expecting("A", 12, "Lead", LATE_FEBRUARY),
      expecting("A", 14, "Lead", IN_MARCH),
      expecting("A", 16, "Lead", IN_FEBRUARY),
      expecting("A", 18, "Closed Won", "2018-01-19"),
      expecting("B", 0, "Lead", IN_FEBRUARY),
      expecting("B", 9, "Lead", IN_MARCH),
    ]);
    expect(closeDateMoves(bridgeOf(log, DAYS))).toEqual({
      pushCount: 2,
      pullCount: 1,
      pushedOpportunityCount: 1,
      mostPushes: 2,
      pushedDays: 33,
      pulledDays: 33,
    });
  });
});

describe("a bridge of any history between any two days", () => {
  const DAY_COUNT = 60;
  const closeDates: Record<string, string> = { North: IN_FEBRUARY, South: IN_MARCH };
  const withCloseDate = <State extends { readonly attributes: readonly string[] }>(state: State): State => ({
    ...state,
    attributes: [state.attributes[1]!, closeDates[state.attributes[0]!] ?? ""],
  });
  const logs = fc.oneof(
    randomStates(DAY_COUNT).map((states) => closingLog(states.map(withCloseDate))),
    randomSnapshots(8).map((snapshots) => closingLog([], snapshots.map(withCloseDate))),
  );
  const days = fc
    .tuple(fc.integer({ min: 0, max: DAY_COUNT }), fc.integer({ min: 0, max: DAY_COUNT }))
    .map((pair) => ({ from: at(Math.min(...pair)), to: at(Math.max(...pair)) }));
  const funnelBefore = { ...FUNNEL, stageOrder: ["Lead"], lost: ["Qualified"], removed: ["Proposal"] };
  const scopes = fc.constantFrom({ period: FEBRUARY }, { period: undefined }, { period: FEBRUARY, funnelBefore }); // prettier-ignore

  it("closes to the minor unit, as a whole and in every group, and no bar is negative", () => {
    fc.assert(
      fc.property(logs, days, scopes, (log, pair, scope) => {
        const asked = pipelineBridge(log, { ...pair, ...scope, closeDates: log.attributes[1], funnel: FUNNEL }); // prettier-ignore
        if (!asked.ok) return;
        const bridge = asked.value;
        expect(bridge.residual).toBe(0);
        expect(bridge.bars.every(({ amount }) => amount >= 0)).toBe(true);
        const groups = groupBridges(bridge, log.attributes[0]!);
        expect(groups.every(({ residual }) => residual === 0)).toBe(true);
        for (const bar of bridge.bars) {
          const parts = groups.map(({ bars }) => bars.find(({ kind }) => kind === bar.kind)!);
          expect(parts.reduce((sum, { amount }) => sum + amount, 0)).toBe(bar.amount);
          expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(bar.count);
        }
      }),
      { numRuns: 500 },
    );
  });
  it("is that of nothing when both days are one", () => {
    fc.assert(
      fc.property(logs, days, (log, { to }) => {
        const asked = pipelineBridge(log, { from: to, to, funnel: FUNNEL });
        if (!asked.ok) return;
        expect(amountsOf(asked.value)).toEqual({});
        expect(asked.value.start).toEqual(asked.value.end);
      }),
    );
  });
  it("does not change with what is recorded after its second day", () => {
    fc.assert(
      fc.property(randomStates(DAY_COUNT), randomStates(DAY_COUNT), days, (rows, others, pair) => {
        const known = rows.filter(({ recordedOn }) => recordedOn <= pair.to).map(withCloseDate);
        const later = others.filter(({ recordedOn }) => recordedOn > pair.to).map(withCloseDate);
        const told = (states: readonly RecordedState[]) => {
          const log = closingLog(states);
          const asked = pipelineBridge(log, { ...pair, period: FEBRUARY, closeDates: log.attributes[1], funnel: FUNNEL }); // prettier-ignore
          if (!asked.ok) return asked;
          const { start: first, end, bars, changes } = asked.value;
          const moved = changes.map(({ opportunityId, before, after, moves, roundTrip }) => [
            [opportunityId, before, after, roundTrip?.via],
            moves.map(({ kind, amount, row }) => [kind, amount, log.rows.line[row]]),
          ]);
          return { first, end, bars, moved };
        };
        expect(told([...known, ...later])).toEqual(told(known));
      }),
    );
  });
});

describe("a bridge of any generated company between any two days", () => {
  it("closes to the cent for all that is open, for a quarter and for every owner", () => {
    const companies = fc.record({
      seed: fc.integer({ min: 1, max: 1_000_000 }),
      opportunityCount: fc.integer({ min: 20, max: 120 }),
      editScale: fc.constantFrom(0.5, 1, 4),
    });
    const places = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })); // prettier-ignore
    fc.assert(
      fc.property(companies, fc.array(places, { minLength: 5, maxLength: 5 }), (settings, pairs) => {
        const company = companyOf(settings);
        const log = companyLog(writtenHistory(company));
        const { firstDay } = company.world.settings;
        for (const pair of pairs) {
          const [from, to] = pair
            .map((place) => addDays(firstDay, Math.round(place * (company.lastDay - firstDay))))
            .sort((a, b) => a - b) as [Day, Day];
          for (const period of [undefined, quarterOf(to, CALENDAR_YEARS)]) {
            const asked = pipelineBridge(log, { from, to, period, closeDates: log.attributes[1], funnel: NO_FUNNEL }); // prettier-ignore
            if (!asked.ok) continue;
            const owners = groupBridges(asked.value, log.attributes[0]!);
            expect([asked.value, ...owners].map(({ residual }) => residual)).toEqual([0, ...owners.map(() => 0)]); // prettier-ignore
            expect(asked.value.bars.every(({ amount }) => amount >= 0)).toBe(true);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
