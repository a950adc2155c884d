import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OPEN_STAGES, stateOf } from "../pipeline/random-logs.ts";
import { sampleHistory } from "../forecast/sample-history.ts";
import { livesOf, measured, rivalOf, valueOf, windowOn } from "./kpi-logs.ts";

const STATES = [
  stateOf("on", 1, "Lead"),
  stateOf("on", 5, "Qualified"),
  stateOf("skips", 2, "Lead"),
  stateOf("skips", 9, "Closed Won"),
  stateOf("returns", 3, "Lead"),
  stateOf("returns", 6, "Qualified"),
  stateOf("returns", 8, "Lead"),
  stateOf("lost", 4, "Lead"),
  stateOf("lost", 7, "Closed Lost"),
  stateOf("waits", 4, "Lead"),
  stateOf("jumps", 5, "Qualified"),
  stateOf("jumps", 12, "Closed Won"),
];
const lives = livesOf(STATES, 30);
const window = windowOn(0, 30);
const ofLead = { stage: "Lead" };

describe("conversion of entries", () => {
  it("counts each opportunity once, and what is still open as not yet", () => {
    const result = measured(lives, "stage_conversion_cohort", window, ofLead);
    expect(valueOf(result)).toBeCloseTo(3 / 5, 12);
    expect(result.sampleSize).toBe(5);
    expect(rivalOf(result, "decided only")).toBeCloseTo(3 / 4, 12);
    expect(rivalOf(result, "to won")).toBeCloseTo(1 / 5, 12);
  });

  it("can count what jumped over the stage as having passed through it", () => {
    const result = measured(lives, "stage_conversion_cohort", window, ofLead);
    expect(rivalOf(result, "skipped imputed")).toBeCloseTo(4 / 6, 12);
  });

  it("lets an open one count for as long as it was watched", () => {
    // Durations 4 on, 7 on, 3 on, 3 lost, 26 watched: nothing was censored before an end, so it equals the plain share.
    const result = measured(lives, "stage_conversion_cohort", window, ofLead);
    expect(rivalOf(result, "competing risks")).toBeCloseTo(3 / 5, 12);
    const long = livesOf(sampleHistory({ seed: 8 }), 250);
    const cohort = measured(long, "stage_conversion_cohort", windowOn(215, 250), ofLead);
    const open = cohort.unknownCount / cohort.sampleSize;
    expect(open).toBeGreaterThan(0.1);
    const estimate = Number(rivalOf(cohort, "competing risks"));
    expect(estimate).toBeGreaterThan(Number(valueOf(cohort)));
    expect(estimate).toBeLessThan(Number(valueOf(cohort)) + open);
  });
});

describe("conversion of exits", () => {
  it("counts every exit of the period, returns too", () => {
    const result = measured(lives, "stage_conversion_period", window, ofLead);
    expect(valueOf(result)).toBeCloseTo(3 / 4, 12); // on, skips, returns; lost
    const qualified = measured(lives, "stage_conversion_period", window, { stage: "Qualified" });
    expect(valueOf(qualified)).toBeCloseTo(1 / 2, 12); // jumps; returns went back
    expect(rivalOf(qualified, "without steps back")).toBe(1);
  });
});

describe("conversions of any history", () => {
  it("are shares, whatever the window, and their parts bound them", () => {
    const days = fc.tuple(fc.nat({ max: 199 }), fc.nat({ max: 199 }), fc.integer({ min: 1, max: 50 }));
    const all = livesOf(sampleHistory({ seed: 5 }), 250);
    fc.assert(
      fc.property(days, fc.constantFrom(...OPEN_STAGES), ([from, length, later], stage) => {
        const to = Math.min(250, from + length);
        const follow = { followUntil: windowOn(0, Math.min(250, to + later)).to };
        for (const id of ["stage_conversion_cohort", "stage_conversion_period"]) {
          const result = measured(all, id, windowOn(from, to, follow), { stage });
          const values = [result, ...result.rivals].flatMap(({ value }) => (value.ok ? [value.value] : []));
          expect(values.filter((value) => !(value >= 0 && value <= 1))).toEqual([]);
          expect(result.numerator!.value).toBeLessThanOrEqual(result.denominator!.value);
        }
      }),
    );
  });
});
