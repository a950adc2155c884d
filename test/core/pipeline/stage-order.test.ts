import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordedState } from "../../../src/core/pipeline/change-log.ts";
import { NO_FUNNEL } from "../../../src/core/pipeline/funnel.ts";
import { at, logOf, randomStates, stateOf, viewOf } from "./random-logs.ts";

const orderOf = (rows: readonly RecordedState[], offset = 1_000) =>
  viewOf(logOf(rows, [], NO_FUNNEL), at(offset), NO_FUNNEL).openStages;

/** One opportunity that goes through the stages, one every three days. */
const path = (id: string, ...stages: readonly string[]) =>
  stages.map((stage, step) => stateOf(id, 3 * step, stage));

describe("the inferred order of stages", () => {
  it("follows the moves, not the alphabet, and survives moves back and skipped stages", () => {
    const rows = [
      ...path("A", "Zero", "Middle", "Advanced", "Closed Won"),
      ...path("B", "Zero", "Middle", "Zero", "Middle", "Advanced"),
      ...path("C", "Zero", "Advanced", "Closed Lost"),
      ...path("D", "Middle", "Advanced", "Middle", "Advanced"),
    ];
    expect(orderOf(rows)).toEqual(["Zero", "Middle", "Advanced"]);
  });

  it("takes stages that nothing ever left or reached by their age, then by name", () => {
    expect(orderOf([stateOf("A", 0, "b"), stateOf("B", 0, "a")])).toEqual(["a", "b"]);
    const rows = [...path("A", "Start", "Closed Lost", "Again"), stateOf("B", 0, "Unused")];
    expect(orderOf(rows)).toEqual(["Start", "Unused", "Again"]);
  });

  it("reads no move recorded after the day", () => {
    const rows = [
      ...path("A", "one", "two"),
      ...path("B", "two", "one", "two", "one").map((row) => later(row, 50)),
    ];
    expect(orderOf(rows, 40)).toEqual(["one", "two"]);
  });

  it("is the same for rows in any order and holds each visible open stage once", () => {
    const shuffled = randomStates(30).chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray([...rows], { minLength: rows.length })),
    );
    fc.assert(
      fc.property(shuffled, ([rows, others]) => {
        expect(orderOf(others)).toEqual(orderOf(rows));
        const open = rows.map(({ stage }) => stage).filter((stage) => !/Closed|Deleted/.test(stage));
        expect(orderOf(rows).toSorted()).toEqual([...new Set(open)].sort());
      }),
    );
  });
});

function later(row: RecordedState, days: number): RecordedState {
  return {
    ...row,
    recordedOn: at(row.recordedOn - at(0) + days),
    effectiveOn: at(row.effectiveOn - at(0) + days),
  };
}
