import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { opportunitiesOf } from "../../../src/core/pipeline/opportunities-of.ts";
import type { ChangeLog } from "../../../src/core/pipeline/change-log.ts";
import { attributeOf, stateOn, viewAsOf } from "../../../src/core/pipeline/pipeline-view.ts";
import { at, FUNNEL, logOf, randomSnapshots, randomStates, stateOf, viewOf } from "./random-logs.ts";

const DAYS = 60;
const ownerOf = (log: ChangeLog) => log.attributes.find(({ name }) => name === "owner")!;

/** Those of Ann on a day, of a log that has something by then. */
function annsOn(log: ChangeLog, day: number): ChangeLog | undefined {
  const view = viewAsOf(log, at(day), FUNNEL);
  if (!view.ok) return undefined;
  return opportunitiesOf(log, { view: view.value, owner: ownerOf(log), isTheirs: (name) => name === "Ann" });
}

describe("opportunitiesOf()", () => {
  it("gives the log that would be there if no others had ever been recorded", () => {
    fc.assert(
      fc.property(randomStates(DAYS), fc.integer({ min: 0, max: DAYS }), (states, day) => {
        const part = annsOn(logOf(states), day);
        if (part === undefined) return;
        const ids = new Set(part.opportunityIds);
        expect(part).toEqual(logOf(states.filter(({ opportunityId }) => ids.has(opportunityId))));
      }),
    );
  });

  it("takes exactly those whose owner on the day it is, with all of their past", () => {
    fc.assert(
      fc.property(randomStates(DAYS), fc.integer({ min: 0, max: DAYS }), (states, day) => {
        const log = logOf(states);
        const part = annsOn(log, day);
        if (part === undefined) return;
        const view = viewOf(log, at(day));
        const owned = view.opportunityIds.filter((_, index) => {
          const state = stateOn(view, index, at(day));
          return state >= 0 && attributeOf(view, ownerOf(log), state) === "Ann";
        });
        expect(part.opportunityIds).toEqual(owned);
      }),
    );
  });

  it("tells nothing of what others do, of a series of snapshots too", () => {
    fc.assert(
      fc.property(randomSnapshots(8), fc.integer({ min: 0, max: DAYS }), (snapshots, day) => {
        const part = annsOn(logOf([], snapshots), day);
        if (part === undefined) return;
        const ids = new Set(part.opportunityIds);
        const others = snapshots.map((snapshot) =>
          ids.has(snapshot.opportunityId)
            ? snapshot
            : { ...snapshot, stage: "Elsewhere", amount: 1, attributes: ["West", "Eve"] },
        );
        expect(annsOn(logOf([], others), day)).toEqual(part);
      }),
    );
  });

  it("follows who owns an opportunity on the day, not who did before or will afterwards", () => {
    const passed = [
      stateOf("A", 0, "Lead", { attributes: ["", "Bob"] }),
      stateOf("A", 10, "Qualified", { attributes: ["", "Ann"] }),
      stateOf("A", 20, "Proposal", { attributes: ["", "Bob"] }),
    ];
    const idsOn = (day: number) => annsOn(logOf(passed), day)!.opportunityIds;
    expect([5, 15, 25].map(idsOn)).toEqual([[], ["A"], []]);
  });
});
