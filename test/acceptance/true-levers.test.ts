import { describe, expect, it } from "vitest";
import { STUDIED_LEVERS } from "../../bench/levers/lever-design.ts";
import { trueLeversOf, type StudiedKind, type StudiedLever } from "../../bench/levers/true-levers.ts";
import { addMonths, dayFromCivil } from "../../src/core/base/day.ts";
import { adoptedShare } from "../../src/core/scenario/lever.ts";

const START = dayFromCivil(2025, 1, 1);
const leverOf = (
  kind: StudiedKind,
  changes: Partial<Pick<StudiedLever, "startMonth" | "adoptionMonths">> = {},
) =>
  Object.assign(
    {},
    STUDIED_LEVERS.find((lever) => lever.kind === kind)!,
    changes,
  );

describe("trueLeversOf()", () => {
  it("makes one change of the company of a lever that is whole at once, from the first day of its month", () => {
    expect(trueLeversOf(leverOf("win_rate", { startMonth: 4 }), 0.1, START, 12)).toEqual([
      { kind: "win_rate", factor: 1.1, from: dayFromCivil(2025, 4, 1) },
    ]);
  });

  it("follows a ramp month by month: the factors up to a month multiply to one and the share adopted in it", () => {
    const lever = Object.assign(leverOf("opportunity_creation", { startMonth: 2, adoptionMonths: 4 }), {
      endMonth: 9,
    });
    const levers = trueLeversOf(lever, 0.4, START, 12);
    for (let month = 1; month <= 12; month++) {
      const acting = levers.filter(({ from }) => from <= addMonths(START, month - 1));
      const product = acting.reduce((factor, own) => factor * own.factor, 1);
      expect(product).toBeCloseTo(1 + 0.4 * adoptedShare(lever, month), 12);
    }
  });

  it("takes a discount off the amount, slows down the last stage alone, and converts from the one stage it is scoped to", () => {
    const only = (kind: StudiedKind, size: number) => trueLeversOf(leverOf(kind), size, START, 12)[0];
    expect(only("discount", -0.02)).toEqual({ kind: "amount", factor: 1.02, from: START });
    expect(only("deal_size", -0.02)).toEqual({ kind: "amount", factor: 0.98, from: START });
    expect(only("slippage", -0.2)).toEqual({ kind: "pace", factor: 0.8, from: START, stage: "Negotiation" });
    expect(only("cycle_time", -0.2)).toEqual({ kind: "pace", factor: 0.8, from: START });
    expect(only("stage_conversion", 0.2)).toMatchObject({ kind: "conversion", stage: "Discovery" });
  });

  it("makes nothing of a size of zero", () => {
    for (const lever of STUDIED_LEVERS) expect(trueLeversOf(lever, 0, START, 12)).toEqual([]);
  });
});
