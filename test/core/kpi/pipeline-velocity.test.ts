import { describe, expect, it } from "vitest";
import { pipelineVelocity } from "../../../src/core/kpi/pipeline-velocity.ts";
import { stateOf } from "../pipeline/random-logs.ts";
import { livesOf, measured, rivalOf, valueOf, windowOn } from "./kpi-logs.ts";

const velocity = (opportunityCount: number, winRate: number, averageWonAmount: number, cycleDays: number) =>
  pipelineVelocity({ opportunityCount, winRate, averageWonAmount, cycleDays });

describe("pipelineVelocity()", () => {
  it("gives the published 20,833 a day", () => {
    expect(valueOf({ value: velocity(100, 0.25, 50_000, 60) })).toBeCloseTo(20_833.33, 2);
  });

  it("gives the published 11,000 a day", () => {
    expect(valueOf({ value: velocity(80, 0.22, 45_000, 72) })).toBeCloseTo(11_000, 9);
  });

  it("does not exist for a cycle without days", () => {
    expect(valueOf({ value: velocity(1, 1, 1, 0) })).toBe("the sales cycle takes less than a day");
  });
});

describe("the KPI pipeline_velocity", () => {
  it("takes its factors from the period, and says what other factors give", () => {
    const won = (id: string, days: number, amount: number) => [
      stateOf(id, 0, "Lead", { amount }),
      stateOf(id, days, "Closed Won", { amount }),
    ];
    const lives = livesOf(
      [
        ...won("a", 10, 100_00),
        ...won("b", 20, 200_00),
        ...won("c", 60, 600_00),
        stateOf("d", 5, "Lead"),
        stateOf("d", 30, "Closed Lost"),
        stateOf("e", 50, "Lead", { amount: 900_00 }),
      ],
      89,
    );
    const result = measured(lives, "pipeline_velocity", windowOn(0, 89));
    // One open, 3 of 4 won, 300 on average, 30 days: 1 x 0.75 x 300 / 30.
    expect(valueOf(result)).toBeCloseTo(7.5 * 100, 9);
    expect(rivalOf(result, "median cycle")).toBeCloseTo((0.75 * 300_00) / 20, 9);
    expect(rivalOf(result, "created")).toBeCloseTo((5 * 0.75 * 300_00) / 30, 9);
    expect(rivalOf(result, "open amount")).toBeCloseTo((0.75 * 900_00) / 30, 9);
  });
});
