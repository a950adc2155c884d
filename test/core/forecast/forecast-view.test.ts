import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactFigures } from "../../../src/core/forecast/forecast-figures.ts";
import { agesOf } from "../../../src/core/forecast/forecast-view.ts";
import type { RecordedState } from "../../../src/core/pipeline/change-log.ts";
import { drawLayoutOf } from "../../../src/core/simulation/draws.ts";
import {
  at,
  logOf,
  ORIGIN,
  randomSnapshots,
  randomStates,
  snapshotOf,
  stateOf,
} from "../pipeline/random-logs.ts";
import { sampleHistory } from "./sample-history.ts";
import { faultsOf, forecastOf, LEVELS, told } from "./whole-forecast.ts";

const lives = (count: number, end: string | undefined, amount = 100_00): readonly RecordedState[] =>
  Array.from({ length: count }, (_, index) => {
    const first = stateOf(`deal ${index}`, index % 60, "Lead", { amount });
    return end === undefined ? [first] : [first, stateOf(`deal ${index}`, (index % 60) + 9, end, { amount })];
  }).flat();

const openOnly = (rows: readonly RecordedState[]) =>
  rows.filter(({ stage }) => !/Closed|Deleted/.test(stage));

describe("forecastView() where there is little to go by", () => {
  const usual = sampleHistory({ seed: 51, dayCount: 250 });
  const cases: readonly (readonly [string, readonly RecordedState[], number, number, number])[] = [
    ["one opportunity on its first day", [stateOf("A", 0, "Lead")], 0, 1, 30],
    ["one opportunity, a period of one day", [stateOf("A", 0, "Lead")], 10, 11, 11],
    ["one won opportunity and nothing else", [stateOf("A", 0, "Closed Won")], 0, 1, 30],
    ["one win within the period asked for", [stateOf("A", 0, "Closed Won")], 40, 0, 90],
    ["no closes at all", openOnly(usual), 249, 250, 340],
    ["only lost", lives(80, "Closed Lost"), 100, 101, 130],
    ["only removed", lives(80, "Deleted"), 100, 101, 130],
    ["only won, all closed: an empty pipeline", lives(80, "Closed Won"), 100, 101, 130],
    ["all closed long ago: no arrivals", lives(80, "Closed Won"), 800, 801, 890],
    ["a stage that was never left", [...lives(80, "Closed Won"), stateOf("Z", 3, "Proposal")], 100, 101, 130],
    ["no wins", sampleHistory({ seed: 52, dayCount: 200, won: 0, reopened: 0 }), 199, 200, 290],
    ["amounts that nobody knows", lives(80, "Closed Won", Number.NaN), 100, 101, 130],
    ["open amounts that nobody knows", lives(20, undefined, Number.NaN), 70, 71, 100],
    [
      "amounts of zero",
      [...lives(80, "Closed Won", 0), stateOf("Z", 90, "Lead", { amount: 0 })],
      100,
      101,
      130,
    ],
    [
      "negative amounts",
      [...lives(80, "Closed Won", -50_00), stateOf("Z", 90, "Lead", { amount: -50_00 })],
      100,
      101,
      130,
    ],
    ["a usual history", usual, 249, 250, 340],
    ["an as-of day in the middle of the period", usual, 249, 200, 289],
    ["an as-of day long before the period", usual, 249, 400, 489],
    ["a period of three years", usual, 249, 250, 250 + 1_095],
    ["a history shorter than a month", usual, 20, 21, 50],
    [
      "many reopened and taken back",
      sampleHistory({ seed: 53, dayCount: 250, reopened: 0.05 }),
      249,
      250,
      280,
    ],
    [
      "everything decided on the day it is created",
      lives(60, undefined).map((row, index) => ({
        ...row,
        stage: index % 2 === 0 ? "Closed Won" : "Closed Lost",
      })),
      70,
      71,
      100,
    ],
  ];

  it.each(cases)("gives a whole forecast for %s", (_, rows, offset, from, to) => {
    expect(faultsOf(forecastOf(logOf(rows), offset, from, to))).toEqual([]);
  });

  it("forecasts nothing but zero for an empty pipeline that nothing is added to", () => {
    const { built, fit } = forecastOf(logOf(lives(80, "Closed Won")), 800, 801, 890);
    expect(fit.expectation.openMean).toBe(0);
    expect(built.expectedNewWins).toBeLessThan(1e-3);
    const { quantiles } = exactFigures(built.plan).row(drawLayoutOf(built.plan).total, LEVELS);
    expect(quantiles).toEqual([0, 0, 0, 0, 0]);
  });

  it("refuses a period that is over", () => {
    expect(() => forecastOf(logOf(usual), 249, 200, 249)).toThrow(RangeError);
  });

  it("knows the age of an opportunity and of its stage, and names stages without a probability of the CRM", () => {
    const prepared = forecastOf(
      logOf([stateOf("A", 3, "Lead"), stateOf("A", 10, "Proposal"), stateOf("B", 0, "Closed Won")]),
      20,
      21,
      50,
    );
    expect(agesOf(prepared, prepared.built.open[0]!)).toEqual({ ageDays: 17, daysInStage: 10 });
    expect(prepared.assumedStages).toEqual(["Proposal"]);
  });
});

describe("forecastView() of anything", () => {
  it("is whole for small histories of any shape", () => {
    const asked = fc.record({
      rows: randomStates(60, 30),
      offset: fc.integer({ min: 0, max: 90 }),
      from: fc.integer({ min: -40, max: 40 }),
      length: fc.constantFrom(1, 7, 30, 92),
    });
    fc.assert(
      fc.property(asked, ({ rows, offset, from, length }) => {
        fc.pre(rows.some((row) => row.recordedOn <= at(offset)));
        const first = Math.max(offset + from, offset - length + 2);
        expect(faultsOf(forecastOf(logOf(rows), offset, first, first + length - 1))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it("is whole for small snapshot series of any shape", () => {
    const asked = fc.record({ rows: randomSnapshots(9), length: fc.constantFrom(1, 7, 30) });
    fc.assert(
      fc.property(asked, ({ rows, length }) => {
        expect(faultsOf(forecastOf(logOf([], rows), 63, 64, 63 + length))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});

describe("no look-ahead of a whole forecast", () => {
  it("rows of a history recorded after the day change nothing: added, altered, deleted", () => {
    const past = sampleHistory({ seed: 61, dayCount: 160, createdPerDay: 1 });
    const futures = fc.tuple(randomStates(60, 20), fc.infiniteStream(fc.boolean()));
    const reference = told(forecastOf(logOf(past.filter((row) => row.recordedOn <= at(140))), 140, 130, 170));
    fc.assert(
      fc.property(futures, ([added, keeps]) => {
        const later = added.map((row) => ({
          ...row,
          opportunityId: row.opportunityId === "A" ? "a new one" : `opportunity ${row.line}`,
          recordedOn: at(row.recordedOn - ORIGIN + 141),
          effectiveOn: at(Math.max(0, row.effectiveOn - ORIGIN + 141 - 10)),
        }));
        const kept = past.filter((row) => row.recordedOn <= at(140) || keeps.next().value);
        expect(told(forecastOf(logOf([...later, ...kept]), 140, 130, 170))).toEqual(reference);
      }),
      { numRuns: 4 },
    );
  });

  it("rows of later snapshots change nothing", () => {
    const rows = fc.tuple(randomSnapshots(20, 120), randomSnapshots(20, 60));
    fc.assert(
      fc.property(rows, ([one, other]) => {
        const known = one.filter((row) => row.snapshotOn <= at(100));
        fc.pre(known.length > 0);
        const later = other.filter((row) => row.snapshotOn > at(100));
        const first = told(forecastOf(logOf([], one), 100, 95, 130));
        expect(told(forecastOf(logOf([], [...later, ...known]), 100, 95, 130))).toEqual(first);
      }),
      { numRuns: 6 },
    );
  });

  it("speaks of what it knows: a snapshot series ends with its last snapshot", () => {
    const rows = [0, 7, 14].map((offset) => snapshotOf("A", offset, "Lead"));
    const prepared = forecastOf(logOf([], rows), 17, 18, 47);
    expect(prepared.fit.fitted.day).toBe(at(14));
    expect(prepared.fit.window).toEqual({ from: at(18), to: at(47) });
  });
});
