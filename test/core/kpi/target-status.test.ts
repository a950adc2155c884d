import { describe, expect, it } from "vitest";
import { found, missing } from "../../../src/core/base/outcome.ts";
import { targetStatus, type TargetQuestion } from "../../../src/core/kpi/target-status.ts";

const ask = (changes: Partial<TargetQuestion>) =>
  targetStatus({
    value: found(0.25),
    direction: "higher",
    target: 0.3,
    byWhen: 100,
    measuredOn: 50,
    elapsedShare: 1,
    ...changes,
  });

describe("targetStatus()", () => {
  it("expects the straight line from the baseline to the target", () => {
    expect(ask({ baseline: { value: 0.2, on: 0 } })).toEqual({ status: "onTrack", due: 0.25 });
    expect(ask({ value: found(0.24), baseline: { value: 0.2, on: 0 } }).status).toBe("offTrack");
  });

  it("expects the target itself without a baseline, and once its day has come", () => {
    expect(ask({})).toEqual({ status: "offTrack", due: 0.3 });
    expect(ask({ baseline: { value: 0.2, on: 0 }, measuredOn: 100 })).toEqual({
      status: "offTrack",
      due: 0.3,
    });
  });

  it("expects of a sum the part of its period that is over", () => {
    expect(ask({ value: found(120), target: 200, elapsedShare: 0.5 })).toEqual({
      status: "onTrack",
      due: 100,
    });
  });

  it("knows which way is better", () => {
    expect(ask({ direction: "lower", value: found(0.2) }).status).toBe("reached");
    expect(ask({ direction: "lower", value: found(0.31) }).status).toBe("offTrack");
  });

  it("does not judge what has no value", () => {
    expect(ask({ value: missing("nothing") }).status).toBe("unknown");
  });
});
