import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  at,
  logOf,
  randomSnapshots,
  randomStates,
  snapshotOf,
  stateOf,
  timeline,
  viewOf,
} from "./random-logs.ts";

describe("ChangeLogBuilder", () => {
  it("gives the same log for any order and any repetition of the rows of histories and snapshots", () => {
    const rows = fc.tuple(randomStates(30), randomSnapshots(5));
    const copies = rows.chain(([states, snapshots]) =>
      fc.record({
        rows: fc.constant([states, snapshots] as const),
        states: fc
          .shuffledSubarray([...states, ...states], { minLength: states.length })
          .map((some) => [...some, ...states]),
        snapshots: fc
          .shuffledSubarray([...snapshots, ...snapshots])
          .map((some) => [...some, ...snapshots].reverse()),
      }),
    );
    fc.assert(
      fc.property(copies, (made) => {
        expect(logOf(made.states, made.snapshots)).toEqual(logOf(...made.rows));
      }),
      { numRuns: 300 },
    );
  });

  it("keeps one row of equal states and names the first file by name and the first line", () => {
    const row = stateOf("A", 3, "Lead");
    const log = logOf([
      { ...row, file: 0, line: 2 },
      { ...row, file: 1, line: 9 },
      { ...row, file: 1, line: 7 },
    ]);
    expect(log.rows.line).toEqual(Int32Array.of(7));
    expect(log.files[log.rows.file[0]!]).toBe("a.csv");
  });

  it("keeps two states that differ in nothing but one attribute or an unknown amount", () => {
    const row = stateOf("A", 3, "Lead", { amount: 0 });
    const log = logOf([row, { ...row, amount: Number.NaN }, { ...row, attributes: ["North", ""] }]);
    expect(log.rowStart).toEqual(Int32Array.of(0, 3));
  });

  it("refuses a state that was recorded before it was so", () => {
    expect(() => logOf([stateOf("A", 3, "Lead", { effectiveOn: at(4) })])).toThrow(RangeError);
  });

  it("takes ids and stages in the order of their code units", () => {
    const log = logOf(["b", "B", "a", "é", "10", "9"].map((id) => stateOf(id, 0, id)));
    expect(log.opportunityIds).toEqual(["10", "9", "B", "a", "b", "é"]);
    expect(log.stages).toEqual(["10", "9", "B", "a", "b", "é"]);
  });
});

function stageAtEnd(rows: readonly (readonly [stage: string, second: number])[]): string {
  const states = rows.map(([stage, recordedSecond]) => stateOf("A", 5, stage, { recordedSecond }));
  return timeline(viewOf(logOf(states), at(5)), "A").at(-1)![1];
}

describe("states with one and the same time", () => {
  it("are settled by a closed one, won before lost before removed", () => {
    const kinds = ["Deleted", "Closed Lost", "Closed Won", "Proposal", "Lead"] as const;
    expect(stageAtEnd(kinds.map((stage) => [stage, -1]))).toBe("won");
    expect(stageAtEnd([...kinds].reverse().map((stage) => [stage, 60]))).toBe("won");
    expect(
      stageAtEnd([
        ["Closed Lost", -1],
        ["Proposal", -1],
      ]),
    ).toBe("lost");
    expect(
      stageAtEnd([
        ["Proposal", -1],
        ["Deleted", -1],
      ]),
    ).toBe("removed");
  });

  it("are settled by the later stage of the funnel when all are open", () => {
    expect(
      stageAtEnd([
        ["Proposal", -1],
        ["Qualified", -1],
        ["Lead", -1],
      ]),
    ).toBe("Proposal");
    expect(
      stageAtEnd([
        ["Lead", 10],
        ["Qualified", 10],
      ]),
    ).toBe("Qualified");
  });

  it("give way to the last one where clock times tell them apart", () => {
    expect(
      stageAtEnd([
        ["Closed Won", 10],
        ["Lead", 11],
      ]),
    ).toBe("Lead");
    expect(
      stageAtEnd([
        ["Lead", 11],
        ["Qualified", 10],
        ["Proposal", 9],
      ]),
    ).toBe("Lead");
  });
});

describe("one opportunity twice in a snapshot", () => {
  it("counts with its closed row", () => {
    const closed = snapshotOf("A", 7, "Closed Won", { closedOn: at(4) });
    const view = viewOf(
      logOf([], [snapshotOf("A", 0, "Lead"), closed, snapshotOf("A", 7, "Proposal")]),
      at(7),
    );
    expect(timeline(view, "A")).toEqual([
      [0, "Lead"],
      [4, "won"],
    ]);
  });
});
