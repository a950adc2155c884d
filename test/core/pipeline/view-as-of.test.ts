import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordedState, SnapshotState } from "../../../src/core/pipeline/change-log.ts";
import { NO_FUNNEL } from "../../../src/core/pipeline/funnel.ts";
import { stateOn, viewAsOf } from "../../../src/core/pipeline/pipeline-view.ts";
import {
  at,
  FUNNEL,
  logOf,
  ORIGIN,
  randomSnapshots,
  randomStates,
  snapshotOf,
  stageName,
  stateOf,
  timeline,
  toldBy,
  viewOf,
} from "./random-logs.ts";

const DAY_COUNT = 30;
const RANK = ["Lead", "Qualified", "Proposal", "Deleted", "Closed Lost", "Closed Won"];
const NAMES: Readonly<Record<string, string>> = {
  Deleted: "removed",
  "Closed Lost": "lost",
  "Closed Won": "won",
};

/** The rule by brute force: rows in the order of recording write their state from their day on, each over what was there. */
function stagesByDay(rows: readonly RecordedState[], asOf: number): readonly (string | undefined)[] {
  const days: (RecordedState | undefined)[] = Array.from({ length: DAY_COUNT }, () => undefined);
  const known = rows
    .filter((row) => row.recordedOn <= asOf)
    .toSorted(
      (a, b) =>
        a.recordedOn - b.recordedOn ||
        a.recordedSecond - b.recordedSecond ||
        a.effectiveOn - b.effectiveOn ||
        RANK.indexOf(a.stage) - RANK.indexOf(b.stage),
    );
  for (const row of known) days.fill(row, row.effectiveOn - ORIGIN);
  return days.map((row) => (row === undefined ? undefined : (NAMES[row.stage] ?? row.stage)));
}

describe("viewAsOf()", () => {
  it("is the brute-force timeline of every opportunity on every day", () => {
    fc.assert(
      fc.property(randomStates(DAY_COUNT), fc.integer({ min: 0, max: DAY_COUNT - 1 }), (rows, offset) => {
        const asOf = at(offset);
        fc.pre(rows.some((row) => row.recordedOn <= asOf));
        const view = viewOf(logOf(rows), asOf);
        view.opportunityIds.forEach((id, opportunity) => {
          const expected = stagesByDay(
            rows.filter((row) => row.opportunityId === id),
            asOf,
          );
          const seen = expected.map((_, day) => {
            const state = stateOn(view, opportunity, at(day));
            return state < 0 ? undefined : stageName(view, view.stateStage[state]!);
          });
          expect(seen.slice(0, offset + 1)).toEqual(expected.slice(0, offset + 1));
        });
      }),
      { numRuns: 300 },
    );
  });

  it("has days that ascend within an opportunity and never lie after the as-of day", () => {
    fc.assert(
      fc.property(randomStates(DAY_COUNT), (rows) => {
        const view = viewOf(logOf(rows), at(DAY_COUNT));
        for (const id of view.opportunityIds) {
          const days = timeline(view, id).map(([day]) => day);
          expect(days).toEqual([...new Set(days)].sort((a, b) => a - b));
          expect(days.at(-1)).toBeLessThan(DAY_COUNT);
        }
      }),
    );
  });

  it("knows nothing before the first row, and says so", () => {
    const log = logOf([stateOf("A", 5, "Lead")]);
    expect(viewAsOf(log, at(4), FUNNEL)).toEqual({ ok: false, reason: "nothing_recorded" });
    expect(timeline(viewOf(log, at(5)), "A")).toEqual([[5, "Lead"]]);
  });

  it("does not know a close before it was recorded, though it held before", () => {
    const late = stateOf("A", 9, "Closed Won", { recordedOn: at(20), effectiveOn: at(9) });
    const log = logOf([stateOf("A", 0, "Lead"), stateOf("A", 12, "Proposal"), late]);
    expect(timeline(viewOf(log, at(19)), "A")).toEqual([
      [0, "Lead"],
      [12, "Proposal"],
    ]);
    expect(timeline(viewOf(log, at(20)), "A")).toEqual([
      [0, "Lead"],
      [9, "won"],
    ]);
  });

  it("knows a snapshot series only up to its last snapshot by the as-of day", () => {
    const log = logOf([], [snapshotOf("A", 7, "Lead"), snapshotOf("A", 14, "Lead")]);
    expect([7, 13, 14, 30].map((offset) => viewOf(log, at(offset)).knownThrough - ORIGIN)).toEqual([
      7, 7, 14, 14,
    ]);
    expect(viewOf(logOf([stateOf("A", 5, "Lead")]), at(9)).knownThrough).toBe(at(9));
  });

  it("takes stages of any spelling of the funnel's names, and those it does not name first", () => {
    const log = logOf(
      [stateOf("A", 0, "inbox"), stateOf("A", 1, " QUALIFIED "), stateOf("A", 2, "Signed")],
      [],
      { ...FUNNEL, won: ["signed"] },
    );
    const view = viewOf(log, at(2), { ...FUNNEL, won: ["signed"] });
    expect(view.openStages).toEqual(["inbox", " QUALIFIED "]);
    expect(timeline(view, "A").at(-1)).toEqual([2, "won"]);
  });
});

type Change = "add" | "alter" | "delete";

/** A log up to a day, and the same with what was recorded later added, altered or deleted. */
function twoFutures<Row>(rows: fc.Arbitrary<readonly Row[]>, dayOf: (row: Row) => number, asOf: number) {
  const change = fc.constantFrom<Change>("add", "alter", "delete");
  return fc
    .tuple(rows, rows, fc.array(change, { minLength: 80, maxLength: 80 }))
    .map(([first, others, changes]) => {
      const past = first.filter((row) => dayOf(row) <= asOf);
      const later = others.filter((row) => dayOf(row) > asOf);
      const otherFuture = first
        .filter((row) => dayOf(row) > asOf)
        .flatMap((row, index) =>
          changes[index] === "delete"
            ? []
            : changes[index] === "alter"
              ? later.slice(index, index + 1)
              : [row],
        );
      return { one: first, other: [...later.slice(0, 3), ...past, ...otherFuture], hasPast: past.length > 0 };
    });
}

describe("no look-ahead", () => {
  const AS_OF = 20;
  const history = twoFutures<RecordedState>(randomStates(40), (row) => row.recordedOn, at(AS_OF));
  const series = twoFutures<SnapshotState>(randomSnapshots(7), (row) => row.snapshotOn, at(AS_OF));

  it.each([
    ["a told", FUNNEL],
    ["an inferred", NO_FUNNEL],
  ])(
    "nothing recorded after the day changes anything in the view of a history, with %s order",
    (_, funnel) => {
      fc.assert(
        fc.property(history, ({ one, other, hasPast }) => {
          fc.pre(hasPast);
          const [first, second] = [logOf(one, [], funnel), logOf(other, [], funnel)];
          expect(toldBy(viewOf(second, at(AS_OF), funnel))).toEqual(toldBy(viewOf(first, at(AS_OF), funnel)));
        }),
        { numRuns: 300 },
      );
    },
  );

  it.each([
    ["a told", FUNNEL],
    ["an inferred", NO_FUNNEL],
  ])("nothing of a later snapshot changes anything in the view of a series, with %s order", (_, funnel) => {
    fc.assert(
      fc.property(series, ({ one, other, hasPast }) => {
        fc.pre(hasPast);
        const [first, second] = [logOf([], one, funnel), logOf([], other, funnel)];
        expect(toldBy(viewOf(second, at(AS_OF), funnel))).toEqual(toldBy(viewOf(first, at(AS_OF), funnel)));
      }),
      { numRuns: 300 },
    );
  });

  it("the two futures that these properties compare do differ", () => {
    const later = fc.sample(history, { numRuns: 50, seed: 1 }).filter(({ one, other }) => {
      const [a, b] = [logOf(one), logOf(other)];
      return a.rows.line.join() !== b.rows.line.join();
    });
    expect(later.length).toBeGreaterThan(40);
  });
});
