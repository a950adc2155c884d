import type { KpiTargetEntry, KpiTargets } from "../../contracts/kpi-targets.ts";
import type { KpiRequest } from "../../contracts/kpi.ts";
import type { KeptTarget } from "../../contracts/override.ts";

/** A target of the workspace, as KPIs are held against it. */
export interface KeptEntry {
  readonly entry: KpiTargetEntry;
  /** Id of the target. */
  readonly keptAs: string;
}

/** Whether a target is one of just these days, in this currency as far as both are known. */
export function isTargetOf(
  { from, to, currency: own }: KeptTarget,
  period: Pick<KeptTarget, "from" | "to">,
  currency: string,
): boolean {
  const isSameMoney = own === currency || own === "XXX" || currency === "XXX";
  return isSameMoney && from === period.from && to === period.to;
}

/**
 * Targets of the workspace for the period of a question, as entries about the won amount; those of owners and segments where columns name
 * these. What a targets file says of the same whole or part comes before them.
 */
export function keptEntries(
  kept: readonly KeptTarget[],
  { period, ownerColumn, segmentColumn, currency }: KpiRequest,
  given: KpiTargets | undefined,
): KeptEntry[] {
  const isGiven = ({ scope, scopeValue }: KeptTarget): boolean =>
    given?.kpis.some(
      ({ kpi, owner, segment, target }) =>
        kpi === "won_amount" &&
        target !== undefined &&
        // One by an earlier day is of a part of the period.
        target.byWhen === period.to &&
        (scope === "owner" ? String(owner) === scopeValue : owner === undefined) &&
        (scope === "segment" ? String(segment) === scopeValue : segment === undefined),
    ) ?? false;
  return kept
    .filter((target) => isTargetOf(target, period, currency))
    .filter(({ scope }) => scope === "company" || (scope === "owner" ? ownerColumn : segmentColumn) !== null)
    .filter((target) => !isGiven(target))
    .map(({ id, scope, scopeValue, amount }) => ({
      entry: {
        kpi: "won_amount",
        ...(scope === "company" ? {} : { [scope]: scopeValue! }),
        target: { value: Number(amount), byWhen: period.to },
      },
      keptAs: id,
    }));
}
