import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, logOf, ORIGIN, randomSnapshots, randomStates } from "../pipeline/random-logs.ts";
import { sampleHistory } from "./sample-history.ts";
import { faultsOf, forecastOf, told } from "./whole-forecast.ts";

describe("forecastView() of anything, often", () => {
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
      { numRuns: 300 },
    );
  });

  it("is whole for small snapshot series of any shape", () => {
    const asked = fc.record({ rows: randomSnapshots(9), length: fc.constantFrom(1, 7, 30) });
    fc.assert(
      fc.property(asked, ({ rows, length }) => {
        expect(faultsOf(forecastOf(logOf([], rows), 63, 64, 63 + length))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("no look-ahead of a whole forecast, often", () => {
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
      { numRuns: 60 },
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
      { numRuns: 150 },
    );
  });
});
