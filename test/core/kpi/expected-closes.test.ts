import { describe, expect, it } from "vitest";
import { opportunityLives } from "../../../src/core/kpi/opportunity-lives.ts";
import { isoFromDay } from "../../../src/core/base/day.ts";
import { ChangeLogBuilder } from "../../../src/core/pipeline/change-log-builder.ts";
import { at, FUNNEL, stateOf, viewOf } from "../pipeline/random-logs.ts";
import { measured, rivalOf, valueOf, windowOn, livesOf } from "./kpi-logs.ts";

/** A history with a column of expected close dates; days by their offsets. */
function livesWith(
  rows: readonly (readonly [id: string, day: number, stage: string, due: number])[],
  asOf: number,
) {
  const builder = new ChangeLogBuilder({
    currency: "EUR",
    minorDigits: 2,
    attributeNames: ["close_date"],
    files: ["a.csv"],
    funnel: FUNNEL,
  });
  for (const [id, day, stage, due] of rows)
    builder.addState(stateOf(id, day, stage, { attributes: [isoFromDay(at(due))] }));
  return opportunityLives(viewOf(builder.build(), at(asOf)));
}

const lives = livesWith(
  [
    ["won", 0, "Lead", 50],
    ["won", 45, "Closed Won", 45],
    ["moved", 1, "Lead", 40],
    ["moved", 35, "Lead", 55],
    ["moved", 50, "Lead", 80],
    ["stays", 2, "Lead", 58],
    ["lost", 3, "Lead", 40],
    ["lost", 41, "Closed Lost", 41],
    ["pulled", 4, "Lead", 90],
    ["pulled", 48, "Lead", 57],
    ["far", 5, "Lead", 120],
  ],
  100,
);
const period = windowOn(30, 59);

describe("expected closes", () => {
  it("slipped when they outlived the period they were expected in", () => {
    const slippage = measured(lives, "slippage_rate", period);
    expect(valueOf(slippage)).toBeCloseTo(2 / 4, 12); // moved, stays of won, moved, stays, lost
    expect(rivalOf(slippage, "not won")).toBeCloseTo(3 / 4, 12);
    expect(rivalOf(slippage, "date moved out")).toBeCloseTo(1 / 4, 12);
  });

  it("have not slipped in a running period until their date has moved out of it", () => {
    const running = windowOn(30, 40, { periodEnd: windowOn(0, 59).to });
    expect(valueOf(measured(lives, "slippage_rate", running))).toBe(0);
  });

  it("are pushed each time they move to a later day", () => {
    const pushes = measured(lives, "push_count", period);
    expect(valueOf(pushes)).toBeCloseTo(2 / 6, 12);
    expect(rivalOf(pushes, "out of the period")).toBeCloseTo(1 / 6, 12);
    expect(rivalOf(pushes, "any change")).toBeCloseTo(3 / 6, 12);
  });

  it("are pulled in when they move into the period from after it", () => {
    expect(valueOf(measured(lives, "pull_in_share", period))).toBeCloseTo(1 / 2, 12);
  });

  it("are said to be missing where no column holds them", () => {
    const plain = livesOf([stateOf("a", 0, "Lead")], 10);
    for (const id of ["slippage_rate", "push_count", "pull_in_share"])
      expect(valueOf(measured(plain, id, windowOn(0, 10)))).toMatch(/^no column holds expected close dates/);
  });
});

describe("coverage", () => {
  const wonTarget = { period: { from: at(30), to: at(59) }, amount: 400_00 };

  it("is the open amount of the period over what is still missing", () => {
    const running = windowOn(30, 46, { periodEnd: at(59) });
    // Won 100 of 400; moved (due on day 55) and stays are open and due in the period: 200 over 300.
    const coverage = measured(lives, "coverage", running, { wonTarget });
    expect(valueOf(coverage)).toBeCloseTo(200 / 300, 12);
    expect(rivalOf(coverage, "full target")).toBeCloseTo(200 / 400, 12);
    expect(rivalOf(coverage, "all open")).toBeCloseTo(400 / 300, 12);
  });

  it("does not exist without a target, for another period, and once it is reached", () => {
    expect(valueOf(measured(lives, "coverage", period))).toMatch(/^no target of won_amount is given/);
    expect(valueOf(measured(lives, "coverage", windowOn(0, 29), { wonTarget }))).toMatch(/another period/);
    const reached = { ...wonTarget, amount: 100_00 };
    expect(valueOf(measured(lives, "coverage", period, { wonTarget: reached }))).toBe(
      "the target is reached already",
    );
  });
});
