import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordedState, SnapshotState } from "../../../src/core/pipeline/change-log.ts";
import { attributeOf, stateOn, type PipelineView } from "../../../src/core/pipeline/pipeline-view.ts";
import {
  at,
  ATTRIBUTE_NAMES,
  logOf,
  OPEN_STAGES,
  ORIGIN,
  randomSnapshots,
  snapshotOf,
  stageName,
  timeline,
  viewOf,
} from "./random-logs.ts";

const DAY_COUNT = 36;
const viewOfSnapshots = (snapshots: readonly SnapshotState[], offset: number) =>
  viewOf(logOf([], snapshots), at(offset));

interface KnownState {
  readonly stage: string;
  readonly amount: number;
  readonly attributes: readonly string[];
}

/** What a view says of an opportunity at the end of a day; undefined when it does not know it. */
function knownOn(view: PipelineView, opportunityId: string, day: number): KnownState | undefined {
  const opportunity = view.opportunityIds.indexOf(opportunityId);
  const state = opportunity < 0 ? -1 : stateOn(view, opportunity, day);
  if (state < 0) return undefined;
  return {
    stage: stageName(view, view.stateStage[state]!),
    amount: view.stateAmount[state]!,
    attributes: view.attributes.map((attribute) => attributeOf(view, attribute, state)),
  };
}

/** A history without late records: the plain truth that snapshots are taken of. */
const plainHistory = fc
  .array(
    fc.record({
      opportunityId: fc.constantFrom("A", "B", "C"),
      offset: fc.integer({ min: 0, max: DAY_COUNT - 1 }),
      stage: fc.constantFrom(...OPEN_STAGES, "Closed Won", "Closed Lost", "Deleted"),
      amount: fc.constantFrom(Number.NaN, 100_00, 250_00),
      attributes: fc.tuple(fc.constantFrom("", "North"), fc.constantFrom("Ann", "Bob")),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((rows): readonly RecordedState[] =>
    rows.map(({ offset, ...rest }, index) => ({
      ...rest,
      recordedOn: at(offset),
      recordedSecond: index,
      effectiveOn: at(offset),
      file: 0,
      line: index + 2,
    })),
  );

/** Snapshots that a CRM would give of a history: deleted opportunities are not in them. */
function snapshotsOf(history: readonly RecordedState[], everyDays: number): readonly SnapshotState[] {
  const snapshots: SnapshotState[] = [];
  const kept = logOf(history);
  for (let offset = 0; offset < DAY_COUNT; offset += everyDays) {
    if (history.every((row) => row.recordedOn > at(offset))) continue;
    const view = viewOf(kept, at(offset));
    for (const opportunityId of view.opportunityIds) {
      const { stage, amount, attributes } = knownOn(view, opportunityId, at(offset))!;
      const states = timeline(view, opportunityId);
      const entry = states.findLast(([, name], index) => name !== states[index - 1]?.[1])!;
      const names: Readonly<Record<string, string>> = { won: "Closed Won", lost: "Closed Lost" };
      if (stage !== "removed")
        snapshots.push({
          opportunityId,
          snapshotOn: at(offset),
          createdOn: at(states[0]![0]),
          closedOn: stage in names ? at(entry[0]) : undefined,
          stage: names[stage] ?? stage,
          amount,
          attributes,
          file: 0,
          line: snapshots.length + 2,
        });
    }
  }
  return snapshots;
}

describe("a history, its snapshots and the log made of them", () => {
  it.each([
    ["daily", 1],
    ["weekly", 7],
  ])("tell the same at the end of every day of a %s snapshot", (_, everyDays) => {
    fc.assert(
      fc.property(plainHistory, (history) => {
        const snapshots = snapshotsOf(history, everyDays);
        fc.pre(snapshots.length > 0);
        const source = logOf(history);
        const diffed = logOf([], snapshots);
        for (const day of diffed.snapshotDays) {
          const [truth, seen] = [viewOf(source, at(day - ORIGIN)), viewOf(diffed, at(day - ORIGIN))];
          for (const id of ["A", "B", "C"]) {
            const [expected, told] = [knownOn(truth, id, day), knownOn(seen, id, day)];
            const isGone = expected === undefined || expected.stage === "removed";
            // What is missing was removed, was never seen, or was closed when it was last seen and stays so.
            expect(isGone ? "gone" : expected).toEqual(
              isGone && ["removed", "won", "lost", undefined].includes(told?.stage) ? "gone" : told,
            );
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it("agree on the day of the last close that the snapshots show", () => {
    fc.assert(
      fc.property(plainHistory, (history) => {
        const snapshots = snapshotsOf(history, 7);
        fc.pre(snapshots.length > 0);
        const diffed = viewOf(logOf([], snapshots), at(DAY_COUNT));
        for (const id of ["A", "B", "C"]) {
          const rows = snapshots.filter((row) => row.opportunityId === id);
          const closed = rows.findLast((row, index) => rows[index - 1]?.stage !== row.stage);
          if (closed?.closedOn === undefined) continue;
          const entry = timeline(diffed, id).findLast(
            ([, name], index, states) => ["won", "lost"].includes(name) && name !== states[index - 1]?.[1],
          )!;
          expect(entry[0]).toBe(closed.closedOn - ORIGIN);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("diffSnapshots()", () => {
  it("honours created_date, for one first seen closed too", () => {
    const view = viewOfSnapshots(
      [
        snapshotOf("A", 14, "Lead", { createdOn: at(9) }),
        snapshotOf("B", 14, "Closed Won", { createdOn: at(9), closedOn: at(12) }),
        snapshotOf("C", 14, "Closed Lost", { createdOn: at(12), closedOn: at(12) }),
      ],
      14,
    );
    // Where A stood before the snapshot is not known, when it was created is.
    expect([timeline(view, "A")[0]![0], timeline(view, "A").at(-1)![1]]).toEqual([9, "Lead"]);
    expect(timeline(view, "B")).toEqual([
      [9, "Created"],
      [12, "won"],
    ]);
    expect(timeline(view, "C")).toEqual([[12, "lost"]]);
  });

  it("dates a close by closed_date, back over what earlier snapshots still showed, but only once it is recorded", () => {
    const rows = [
      snapshotOf("A", 0, "Lead"),
      snapshotOf("A", 7, "Proposal"),
      snapshotOf("A", 14, "Closed Won", { closedOn: at(5) }),
    ];
    expect(timeline(viewOfSnapshots(rows, 14), "A")).toEqual([
      [0, "Lead"],
      [5, "won"],
    ]);
    expect(timeline(viewOfSnapshots(rows, 13), "A")).toEqual([
      [0, "Lead"],
      [7, "Proposal"],
    ]);
  });

  it("takes an open opportunity that is missing for removed, and one that is back for open again", () => {
    const other = [0, 7, 14, 21].map((offset) => snapshotOf("Z", offset, "Lead"));
    const rows = [...other, snapshotOf("A", 0, "Lead"), snapshotOf("A", 21, "Lead")];
    expect(timeline(viewOfSnapshots(rows, 21), "A")).toEqual([
      [0, "Lead"],
      [7, "removed"],
      [21, "Lead"],
    ]);
    expect(timeline(viewOfSnapshots(rows, 6), "A")).toEqual([[0, "Lead"]]);
  });

  it("leaves a closed opportunity closed that later snapshots lack", () => {
    const other = [0, 7, 14, 21].map((offset) => snapshotOf("Z", offset, "Lead"));
    const rows = [...other, snapshotOf("A", 7, "Closed Lost"), snapshotOf("A", 21, "Closed Lost")];
    expect(timeline(viewOfSnapshots(rows, 21), "A")).toEqual([[7, "lost"]]);
  });

  it("does not take one for removed that the last snapshot shows", () => {
    const rows = [snapshotOf("Z", 0, "Lead"), snapshotOf("A", 7, "Lead")];
    expect(timeline(viewOfSnapshots(rows, 40), "A")).toEqual([[7, "Lead"]]);
    expect(timeline(viewOfSnapshots(rows, 40), "Z")).toEqual([
      [0, "Lead"],
      [7, "removed"],
    ]);
  });

  it("records nothing for a snapshot that repeats the one before", () => {
    const rows = [0, 7, 14].map((offset) => snapshotOf("A", offset, "Lead", { amount: Number.NaN }));
    expect(logOf([], rows).rows.recordedOn).toEqual(Int32Array.of(at(0)));
    expect(logOf([], rows).snapshotDays).toEqual(Int32Array.of(at(0), at(7), at(14)));
  });

  it("records a change of one attribute or of the amount alone", () => {
    const rows = [
      snapshotOf("A", 0, "Lead"),
      snapshotOf("A", 7, "Lead", { attributes: ["North", ""] }),
      snapshotOf("A", 14, "Lead", { attributes: ["North", ""], amount: 1 }),
    ];
    const log = logOf([], rows);
    expect(log.rows.recordedOn).toEqual(Int32Array.of(at(0), at(7), at(14)));
    expect(log.attributes.map(({ name }) => name)).toEqual(ATTRIBUTE_NAMES);
  });

  it("tells of two rows of one day the one that wins that day, whatever the next snapshot shows", () => {
    const twins = [snapshotOf("A", 0, "Proposal"), snapshotOf("A", 0, "Lead")];
    const next = snapshotOf("A", 7, "Lead");
    for (const rows of [
      [...twins, next],
      [...twins.toReversed(), next],
    ]) {
      expect(timeline(viewOfSnapshots(rows, 7), "A")).toEqual([
        [0, "Proposal"],
        [7, "Lead"],
      ]);
    }
  });

  it("gives each snapshot day back as the closed row, else the later stage, of that day's rows", () => {
    const rank = ["Lead", "Qualified", "Proposal", "Deleted", "Closed Lost", "Closed Won"];
    const names: Readonly<Record<string, string>> = {
      Deleted: "removed",
      "Closed Lost": "lost",
      "Closed Won": "won",
    };
    fc.assert(
      fc.property(randomSnapshots(5), (random) => {
        // Stated days are left out: they say more than the row of the day.
        const rows = random.map((row) => ({ ...row, createdOn: undefined, closedOn: undefined }));
        const log = logOf([], rows);
        for (const row of rows) {
          const view = viewOf(log, row.snapshotOn);
          const twins = rows.filter(
            (other) => other.opportunityId === row.opportunityId && other.snapshotOn === row.snapshotOn,
          );
          const winner = twins
            .map(({ stage }) => stage)
            .sort((a, b) => rank.indexOf(b) - rank.indexOf(a))[0]!;
          expect(timeline(view, row.opportunityId).at(-1)![1]).toBe(names[winner] ?? winner);
        }
      }),
      { numRuns: 200 },
    );
  });
});
