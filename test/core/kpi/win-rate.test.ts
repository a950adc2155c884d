import { describe, expect, it } from "vitest";
import { stateOf } from "../pipeline/random-logs.ts";
import { livesOf, measured, rivalOf, valueOf, windowOn } from "./kpi-logs.ts";

/** Two won (100 and 300), one lost (last 600, set to 0 at the close), one deleted, one open, one won after the period. */
const STATES = [
  stateOf("won 1", 0, "Lead", { amount: 100_00 }),
  stateOf("won 1", 40, "Closed Won", { amount: 100_00 }),
  stateOf("won 2", 32, "Proposal", { amount: 250_00 }),
  stateOf("won 2", 50, "Closed Won", { amount: 300_00 }),
  stateOf("lost", 35, "Lead", { amount: 600_00 }),
  stateOf("lost", 45, "Closed Lost", { amount: 0 }),
  stateOf("deleted", 33, "Lead"),
  stateOf("deleted", 46, "Deleted"),
  stateOf("open", 36, "Lead"),
  stateOf("later", 37, "Lead"),
  stateOf("later", 70, "Closed Won"),
  stateOf("back", 38, "Lead"),
  stateOf("back", 44, "Closed Won"),
  stateOf("back", 48, "Proposal"),
];
const lives = livesOf(STATES, 80);
const period = windowOn(30, 59, { followUntil: windowOn(0, 80).to });

describe("win rates", () => {
  it("by count are won over won and lost; what was deleted or taken back does not count", () => {
    const result = measured(lives, "win_rate_count", period);
    expect(valueOf(result)).toBeCloseTo(2 / 3, 12);
    expect(result.numerator?.rows.first.map(({ id }) => id)).toEqual(["won 1", "won 2"]);
    expect(result.denominator?.rows.count).toBe(3);
    expect(result.interval?.method).toBe("Wilson");
  });

  it("by value count a lost opportunity with its last open amount, not with the 0 of its close", () => {
    const result = measured(lives, "win_rate_value", period);
    expect(valueOf(result)).toBeCloseTo(400 / 1_000, 12);
    expect(rivalOf(result, "lost amount at close")).toBe(1);
  });

  it("have other values by other conventions", () => {
    const result = measured(lives, "win_rate_count", period);
    // Created in the period: won 2, lost, deleted, open, later (won on day 70), back (open again).
    expect(rivalOf(result, "created, decided")).toBeCloseTo(2 / 3, 12);
    expect(rivalOf(result, "created, all")).toBeCloseTo(2 / 6, 12);
    expect(rivalOf(result, "created and closed")).toBeCloseTo(1 / 2, 12);
    expect(rivalOf(result, "removed as lost")).toBeCloseTo(2 / 4, 12);
    expect(rivalOf(result, "with open ones")).toBeCloseTo(2 / 6, 12);
  });

  it("do not exist where nothing was decided", () => {
    const result = measured(lives, "win_rate_count", windowOn(0, 20));
    expect(valueOf(result)).toBe("nothing was won or lost in the period");
    expect(result.interval).toBeNull();
  });

  it("name the line of the file behind each opportunity", () => {
    const { file, line } = measured(lives, "win_rate_count", period).numerator!.rows.first[0]!;
    expect([file, line]).toEqual(["b.csv", STATES[1]!.line]);
  });
});
