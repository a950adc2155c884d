import { describe, expect, it } from "vitest";
import { medianInterval } from "../../../src/core/kpi/median-interval.ts";
import { stateOf } from "../pipeline/random-logs.ts";
import { livesOf, measured, rivalOf, valueOf, windowOn } from "./kpi-logs.ts";

/** Won after 2, 4, 6, 8 and 10 days as a lead; one lost after 20, two open since day 40 and day 55. */
const lives = livesOf(
  [
    ...[2, 4, 6, 8, 10].flatMap((days) => [
      stateOf(`won ${days}`, 0, "Lead", { amount: days * 100 }),
      stateOf(`won ${days}`, days, "Closed Won", { amount: days * 100 }),
    ]),
    stateOf("lost", 0, "Lead", { amount: 700 }),
    stateOf("lost", 20, "Closed Lost", { amount: 0 }),
    stateOf("old", 40, "Lead"),
    stateOf("young", 55, "Lead"),
  ],
  60,
);
const lead = { stage: "Lead" };

describe("time in stage", () => {
  it("is the median of the visits that ended, with the other conventions beside it", () => {
    const time = measured(lives, "time_in_stage", windowOn(0, 60), lead);
    expect(valueOf(time)).toBe(7);
    expect(rivalOf(time, "won only")).toBe(6);
    expect(rivalOf(time, "mean")).toBeCloseTo(50 / 6, 12);
  });

  it("tells which open ones are in the stage for longer than three quarters of the won ones were", () => {
    const overdue = measured(lives, "stage_overdue", windowOn(0, 60), lead);
    expect(rivalOf(overdue, "won P75")).toBe(8);
    expect(valueOf(overdue)).toBe(1 / 2);
    expect(overdue.numerator!.rows.first.map(({ id }) => id)).toEqual(["old"]);
  });

  it("has no usual time before five were won", () => {
    const early = measured(lives, "stage_overdue", windowOn(0, 9), lead);
    expect(valueOf(early)).toBe("fewer than 5 won opportunities had been in the stage");
  });
});

describe("bottlenecks", () => {
  it("count days beyond the median of the won, and the last open amounts of the lost", () => {
    expect(valueOf(measured(lives, "stage_days_lost", windowOn(0, 60), lead))).toBe(2 + 4 + 14);
    expect(valueOf(measured(lives, "stage_money_lost", windowOn(0, 60), lead))).toBe(700);
  });
});

describe("the stale share", () => {
  it("counts open opportunities about which nothing was recorded for more than thirty days", () => {
    const later = livesOf(
      [stateOf("silent", 0, "Lead"), stateOf("heard", 0, "Lead"), stateOf("heard", 30, "Proposal")],
      60,
    );
    expect(valueOf(measured(later, "stale_share", windowOn(0, 60)))).toBe(1 / 2);
  });
});

describe("medianInterval()", () => {
  it("leaves out as many values as the binomial distribution allows", () => {
    // Conover's table: for n = 10 the ranks are 2 and 9, for n = 20 they are 6 and 15, for n = 50 18 and 33.
    for (const [count, low, high] of [
      [10, 2, 9],
      [20, 6, 15],
      [50, 18, 33],
    ] as const) {
      const interval = medianInterval(Float64Array.from({ length: count }, (_, index) => index + 1));
      expect(interval).toMatchObject({ low, high });
    }
  });

  it("does not exist for fewer than six values", () => {
    expect(medianInterval(Float64Array.of(1, 2, 3, 4, 5))).toBeNull();
  });
});
