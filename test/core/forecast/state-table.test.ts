import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NEVER } from "../../../src/core/forecast/state-table.ts";
import { stateOn, type PipelineView } from "../../../src/core/pipeline/pipeline-view.ts";
import { at, ORIGIN, randomStates, stateOf } from "../pipeline/random-logs.ts";
import { walk } from "./naive-walk.ts";
import { sampleHistory, tableOf } from "./sample-history.ts";

const DAY_COUNT = 60;
const table = fc
  .oneof(
    randomStates(DAY_COUNT, 60),
    fc
      .integer({ min: 0, max: 1_000 })
      .map((seed) => sampleHistory({ seed, dayCount: DAY_COUNT, reopened: 0.03 })),
  )
  .filter((rows) => rows.length > 0)
  .map((rows) => tableOf(rows, DAY_COUNT));

const count = <Item>(items: Iterable<Item>, text: (item: Item) => string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(text(item), (counts.get(text(item)) ?? 0) + 1);
  return counts;
};

/** Amount of the last state in [from, to] of an opportunity that has one, NaN when none has. */
function lastKnownAmount(view: PipelineView, opportunity: number, from: number, to: number): number {
  for (let day = to; day >= from; day--) {
    const state = stateOn(view, opportunity, day);
    if (state >= 0 && !Number.isNaN(view.stateAmount[state]!)) return view.stateAmount[state]!;
  }
  return Number.NaN;
}

/** First day of the stretch in one stage that ends on a day. */
function entryOf(view: PipelineView, opportunity: number, day: number): number {
  const stageAt = (date: number) => {
    const state = stateOn(view, opportunity, date);
    return state < 0 ? -1 : view.stateStage[state]!;
  };
  let entry = day;
  while (stageAt(entry - 1) === stageAt(day)) entry--;
  return entry;
}

/** First day on which something was won or lost, or undefined. */
function firstCloseOf(view: PipelineView): number | undefined {
  const { firsts, changes } = walk(view);
  const entries = [...firsts, ...changes.map(({ day, to }) => ({ day, stage: to }))];
  const closes = entries.filter(({ stage }) => stage === view.wonCode || stage === view.lostCode);
  return closes.length > 0 ? Math.min(...closes.map(({ day }) => day)) : undefined;
}

describe("buildStateTable() against a walk through every day", () => {
  it("has the visits with their days at risk and their exits", () => {
    fc.assert(
      fc.property(table, ({ view, visits, lastDay }) => {
        const { riskDays, changes } = walk(view);
        const atRisk: string[] = [];
        const exits: string[] = [];
        for (let visit = 0; visit < visits.count; visit++) {
          const [opportunity, stage, entry] = [visits.opportunity, visits.stage, visits.entryDay].map(
            (column) => column[visit]!,
          );
          const exit = visits.exitDay[visit]!;
          for (let day = entry! + 1; day <= Math.min(exit, lastDay); day++)
            atRisk.push(`${opportunity} ${day} ${stage} ${day - entry!}`);
          if (exit !== NEVER) exits.push(`${opportunity} ${exit} ${stage} ${visits.exitTo[visit]}`);
        }
        expect(count(atRisk, String)).toEqual(
          count(riskDays, (risk) => `${risk.opportunity} ${risk.day} ${risk.stage} ${risk.dwell}`),
        );
        expect(exits.sort()).toEqual(
          changes.map((change) => `${change.opportunity} ${change.day} ${change.from} ${change.to}`).sort(),
        );
        expect([...visits.entryDay]).toEqual([...visits.entryDay].sort((a, b) => a - b));
      }),
    );
  });

  it("has the days on which the source first tells anything and first tells of a close", () => {
    fc.assert(
      fc.property(table, (made) => {
        const first = Math.min(...walk(made.view).firsts.map(({ day }) => day));
        expect(made.firstDay).toBe(first);
        expect(made.firstCloseDay).toBe(firstCloseOf(made.view) ?? first);
      }),
    );
  });

  it("counts as created what appears, and what comes back from closed unless reopening is part of the process", () => {
    fc.assert(
      fc.property(table, ({ view, creations, reopens }) => {
        const { firsts, changes } = walk(view);
        const reopenings = changes.filter(({ from, to }) => from === view.lostCode && to <= view.wonCode);
        expect(reopens).toBe(reopenings.length >= 5);
        const back = changes.filter(
          ({ from, to }) => from >= view.wonCode && to < view.wonCode && !(reopens && from === view.lostCode),
        );
        const expected = [
          ...firsts.map(({ day, stage }) => `${day} ${stage}`),
          ...back.map(({ day, to }) => `${day} ${to}`),
        ];
        expect([...creations.day].map((day, index) => `${day} ${creations.entry[index]}`).sort()).toEqual(
          expected.sort(),
        );
        expect([...creations.day]).toEqual([...creations.day].sort((a, b) => a - b));
      }),
    );
  });

  it("has each win with what it brought, what was known the day before and the stage it left", () => {
    fc.assert(
      fc.property(table, ({ view, wins, lastDay }) => {
        const { changes } = walk(view);
        const expected = [...view.opportunityIds.keys()].flatMap((opportunity) => {
          const firstDay = view.stateDay[view.stateStart[opportunity]!]!;
          const rows: unknown[] = [];
          for (let day = firstDay; day <= lastDay; day++) {
            const stage = view.stateStage[stateOn(view, opportunity, day)]!;
            const before = day > firstDay ? view.stateStage[stateOn(view, opportunity, day - 1)]! : -1;
            if (stage !== view.wonCode || before === view.wonCode) continue;
            const isFromOpen = before >= 0 && before < view.wonCode;
            const end = changes.find((change) => change.opportunity === opportunity && change.day > day);
            const known = isFromOpen
              ? lastKnownAmount(view, opportunity, entryOf(view, opportunity, day - 1), day - 1)
              : Number.NaN;
            const own = lastKnownAmount(view, opportunity, day, (end?.day ?? lastDay + 1) - 1);
            rows.push([opportunity, day, Number.isNaN(own) ? known : own, known, isFromOpen ? before : -1]);
          }
          return rows as (readonly [number, number, number, number, number])[];
        });
        const seen = [...wins.day].map((day, win) => [
          wins.opportunity[win],
          day,
          wins.amount[win],
          wins.knownAmount[win],
          wins.fromStage[win],
        ]);
        expect(seen).toEqual(expected.sort((a, b) => a[1] - b[1] || a[0] - b[0]));
      }),
    );
  });

  it("knows the next win of every visit", () => {
    fc.assert(
      fc.property(table, ({ visits, wins }) => {
        for (let visit = 0; visit < visits.count; visit++) {
          const next = [...wins.day.keys()].find(
            (win) =>
              wins.opportunity[win] === visits.opportunity[visit] && wins.day[win]! > visits.entryDay[visit]!,
          );
          expect(visits.nextWin[visit]).toBe(next ?? -1);
        }
      }),
    );
  });

  it("takes back what is no longer won, at the amount it was booked with", () => {
    fc.assert(
      fc.property(table, ({ view, wins, takenBack }) => {
        const { changes } = walk(view);
        const expected = changes
          .filter(({ from }) => from === view.wonCode)
          .map(({ opportunity, day }) => {
            const win = [...wins.day.keys()].findLast(
              (index) => wins.opportunity[index] === opportunity && wins.day[index]! < day,
            )!;
            return `${day} ${wins.amount[win] || 0}`;
          });
        expect([...takenBack.day].map((day, index) => `${day} ${takenBack.amount[index]}`).sort()).toEqual(
          expected.sort(),
        );
      }),
    );
  });
});

describe("buildStateTable()", () => {
  it("puts a win and its cancellation into two entries of the books, also when it goes straight to lost", () => {
    const { wins, takenBack } = tableOf(
      [stateOf("A", 0, "Lead"), stateOf("A", 10, "Closed Won"), stateOf("A", 30, "Closed Lost")],
      40,
    );
    expect([...wins.day].map((day) => day - ORIGIN)).toEqual([10]);
    expect([...takenBack.day].map((day) => day - ORIGIN)).toEqual([30]);
    expect([...takenBack.amount]).toEqual([100_00]);
  });

  it("does not take back more than was booked when the amount of a win is not known", () => {
    const { wins, takenBack } = tableOf(
      [
        stateOf("A", 0, "Closed Lost"),
        stateOf("A", 10, "Closed Won", { amount: Number.NaN }),
        stateOf("A", 20, "Lead", { amount: Number.NaN }),
      ],
      40,
    );
    expect([...wins.amount]).toEqual([Number.NaN]);
    expect([...takenBack.amount]).toEqual([0]);
  });

  it("does not take five deletions of lost opportunities for reopenings", () => {
    const rows = ["A", "B", "C", "D", "E"].flatMap((id) => [
      stateOf(id, 0, "Lead"),
      stateOf(id, 5, "Closed Lost"),
      stateOf(id, 9, "Deleted"),
    ]);
    expect(tableOf(rows, 20).reopens).toBe(false);
  });

  it("lets moves within a day vanish and same-day closes be created closed", () => {
    const { visits, creations, view } = tableOf(
      [
        stateOf("A", 3, "Lead", { recordedSecond: 1 }),
        stateOf("A", 3, "Proposal", { recordedSecond: 2 }),
        stateOf("B", 4, "Lead", { recordedSecond: 1 }),
        stateOf("B", 4, "Closed Won", { recordedSecond: 2 }),
      ],
      9,
    );
    expect([...visits.stage].map((stage) => view.openStages[stage] ?? "won")).toEqual(["Proposal", "won"]);
    expect([...creations.entry]).toEqual([view.openStages.indexOf("Proposal"), view.wonCode]);
    expect(creations.day).toEqual(Int32Array.of(at(3), at(4)));
  });
});
