import type { Lever, LeverKind, LeverScope } from "../../../src/core/scenario/lever.ts";
import type { LeverSize } from "../../../src/core/scenario/lever-size.ts";

/** A lever that acts at once from the first month on. */
export function leverOf(
  kind: Exclude<LeverKind, "seller_ramp">,
  size: LeverSize,
  changes: {
    readonly name?: string;
    readonly scope?: LeverScope;
    readonly startMonth?: number;
    readonly adoptionMonths?: number;
    readonly endMonth?: number;
  } = {},
): Lever {
  return { name: kind, kind, size, startMonth: 1, adoptionMonths: 0, scope: {}, reasoning: "", ...changes };
}

/** One of the regions of a generated company. */
export const EMEA: LeverScope = { segment: { column: "region", values: ["emea"] } };

/** A change of the ramp of three new sellers beside nine. */
export const rampLever = (size: LeverSize, horizonMonths = 12): Lever => ({
  ...leverOf("win_rate", size, { name: "ramp" }),
  kind: "seller_ramp",
  newSellers: 3,
  horizonMonths,
  existingSellers: 9,
  rampMonths: 6,
});

/** One lever of each kind on the pipeline of a generated company, some with a scope. */
export const everyPipelineLever = (size: LeverSize, owner: string): Lever[] => [
  leverOf("opportunity_creation", size, { scope: EMEA }),
  leverOf("stage_conversion", size, { scope: { stages: ["Discovery"] }, startMonth: 3 }),
  leverOf("win_rate", size, { scope: { owners: [owner.toUpperCase()] } }),
  leverOf("cycle_time", size, { adoptionMonths: 4 }),
  leverOf("slippage", size, { endMonth: 9 }),
  leverOf("deal_size", size, { scope: EMEA }),
  leverOf("discount", size),
  rampLever(size),
];
