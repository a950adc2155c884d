import { addMonths, type Day } from "../../src/core/base/day.ts";
import type { CompanyLever, LeverKind as TrueKind } from "../../src/core/company/company-settings.ts";
import { STAGES } from "../../src/core/company/true-parameters.ts";
import { adoptedShare, type Lever, type LeverKind } from "../../src/core/scenario/lever.ts";

/** Kinds of levers that the generated company knows; the others act on customers, who are no part of it. */
export const STUDIED_KINDS = [
  "opportunity_creation",
  "win_rate",
  "stage_conversion",
  "cycle_time",
  "slippage",
  "deal_size",
  "discount",
] as const satisfies readonly LeverKind[];
export type StudiedKind = (typeof STUDIED_KINDS)[number];
export type StudiedLever = Lever & { readonly kind: StudiedKind };

const TRUE_KINDS: Readonly<Record<StudiedKind, TrueKind>> = {
  opportunity_creation: "arrivals",
  win_rate: "win_rate",
  stage_conversion: "conversion",
  cycle_time: "pace",
  slippage: "pace",
  deal_size: "amount",
  discount: "amount",
};
const LAST_STAGE = STAGES.at(-1)!.name;

/** The same levers where every decision that comes on another day is drawn anew; undefined where none does. */
export function redrawnLevers(levers: readonly CompanyLever[]): CompanyLever[] | undefined {
  if (!levers.some(({ kind }) => kind === "pace")) return undefined;
  return levers.map((lever) => (lever.kind === "pace" ? { ...lever, kind: "cycle" } : lever));
}

/**
 * What a lever of a scenario is in the company's own process, for one size that it turns out to have: a change by its
 * definition in `LEVER_KIND_MEANINGS`. A ramp of adoption is a further factor in each month in which the share grows.
 * @param start first day of month 1
 */
export function trueLeversOf(
  lever: StudiedLever,
  size: number,
  start: Day,
  monthCount: number,
): CompanyLever[] {
  const { kind, scope } = lever;
  const stages = kind === "slippage" ? (scope.stages ?? [LAST_STAGE]) : (scope.stages ?? [undefined]);
  const factorIn = (month: number): number =>
    1 + (kind === "discount" ? -1 : 1) * adoptedShare(lever, month) * size;
  const levers: CompanyLever[] = [];
  let factor = 1;
  for (let month = 1; month <= monthCount; month++) {
    const next = factorIn(month);
    if (next === factor) continue;
    for (const stage of stages) {
      levers.push({
        kind: TRUE_KINDS[kind],
        factor: next / factor,
        from: addMonths(start, month - 1),
        ...(stage === undefined ? {} : { stage }),
      });
    }
    factor = next;
  }
  return levers;
}
