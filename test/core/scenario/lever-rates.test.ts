import { describe, expect, it } from "vitest";
import { leverRates, type RateShape } from "../../../src/core/scenario/lever-rates.ts";
import type { Lever } from "../../../src/core/scenario/lever.ts";
import { leverOf } from "./sample-levers.ts";

const shape: RateShape = { monthCount: 4, openStages: ["Lead", "Proposal", "Contract"], lastStage: 1 };
const ramp = (changes: Partial<Lever> = {}): Lever => ({
  ...leverOf("win_rate", 0),
  kind: "seller_ramp",
  newSellers: 4,
  horizonMonths: 4,
  existingSellers: 8,
  rampMonths: 6,
  ...changes,
});

describe("leverRates()", () => {
  it("multiplies levers of one kind, so that two of ten per cent are 21", () => {
    const lever = leverOf("opportunity_creation", 0.1);
    const { creation } = leverRates(
      [
        { lever, size: 0.1 },
        { lever, size: 0.1 },
      ],
      shape,
    );
    for (const factor of creation) expect(factor).toBeCloseTo(1.21, 12);
  });

  it("acts on the stages of the scope, whatever their case, and slippage on the last one by itself", () => {
    const levers = [
      { lever: leverOf("win_rate", 0.5, { scope: { stages: ["LEAD", "contract"] } }), size: 0.5 },
      { lever: leverOf("slippage", -0.2), size: -0.2 },
    ];
    const { won, speed } = leverRates(levers, shape);
    expect([...won.subarray(0, 3)]).toEqual([1.5, 1, 1.5]);
    expect([...speed.subarray(3, 6)]).toEqual([1, 1.25, 1]);
  });

  it("takes no more than all away, and never stops or leaps", () => {
    const sized = (kind: "win_rate" | "opportunity_creation" | "cycle_time", size: number) => ({
      lever: leverOf(kind, size),
      size,
    });
    const { creation, won, speed } = leverRates(
      [sized("opportunity_creation", -7), sized("win_rate", -1.5), sized("cycle_time", -1)],
      shape,
    );
    expect([...creation]).toEqual([0, 0, 0, 0]);
    expect(won.every((factor) => factor === 0)).toBe(true);
    expect(speed.every((factor) => factor === 50)).toBe(true);
    expect(leverRates([sized("cycle_time", 1e6)], shape).speed[0]).toBe(0.02);
  });

  it("gives sellers who ramp faster more capacity, within the bounds of all of them", () => {
    const faster = leverRates([{ lever: ramp(), size: -0.5 }], shape).creation;
    const slower = leverRates([{ lever: ramp(), size: 0.5 }], shape).creation;
    const none = leverRates([{ lever: ramp(), size: 0 }], shape).creation;
    expect([...none]).toEqual([1, 1, 1, 1]);
    expect(faster.every((factor) => factor > 1 && factor <= 12 / 8)).toBe(true);
    expect(slower.every((factor) => factor < 1 && factor >= 8 / 12)).toBe(true);
  });

  it("counts the capacity of sellers who start evenly and ramp along a straight line", () => {
    // Sellers start after 0.5, 1.5, 2.5 and 3.5 months; at the end of month 2 two of them are 1.5 and 0.5 months in.
    const capacity = (rampMonths: number): number => 8 + 1.5 / rampMonths + 0.5 / rampMonths;
    const { creation } = leverRates([{ lever: ramp(), size: -0.5 }], shape);
    expect(creation[1]).toBeCloseTo(capacity(3) / capacity(6), 12);
  });

  it("adopts a faster ramp step by step", () => {
    const adopted = ramp({ adoptionMonths: 4 });
    const { creation } = leverRates([{ lever: adopted, size: -0.4 }], shape);
    const whole = [-0.1, -0.2, -0.3, -0.4].map(
      (size, month) => leverRates([{ lever: ramp(), size }], shape).creation[month]!,
    );
    expect([...creation]).toEqual(whole.map((factor) => expect.closeTo(factor, 12)));
  });

  it("lets new sellers start over the months of their own case, however long the others of a run are", () => {
    const own = ramp();
    const alone = leverRates([{ lever: own, size: -0.5 }], shape).creation;
    const beside = leverRates([{ lever: own, size: -0.5 }], { ...shape, monthCount: 12 }).creation;
    expect([...beside.subarray(0, 4)]).toEqual([...alone]);
  });
});
