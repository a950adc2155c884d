import { KpiReply, type KpiRecord, type KpiTargetResult } from "../../contracts/kpi.ts";
import type { Sight } from "../access/sight.ts";
import { hidesColumn, type ColumnFacts } from "./cut-columns.ts";
import { COST_KPIS } from "./cost-kpis.ts";

/**
 * KPIs of the company cut by a sight: without those made of costs, without rows of single opportunities and cuts by persons where these
 * are not seen.
 */
export function showKpi(reply: KpiReply, sight: Sight, facts: ColumnFacts): KpiReply {
  const seesDeals = sight.owners === "all";
  const hides = (dimension: string, column: string | null): boolean =>
    (!seesDeals && dimension === "owner") || hidesColumn(sight, facts, column);
  const isShown = (id: string): boolean => sight.seesCosts || !COST_KPIS.has(id);
  const withoutRows = (_name: string, value: unknown): unknown =>
    isRows(value) ? { ...value, first: [] } : value;
  const cutRecord = (kpi: KpiRecord): KpiRecord => {
    const explained = kpi.explained.filter(({ dimension, column }) => !hides(dimension, column));
    return { ...kpi, explained };
  };
  const columnOf = (dimension: string): string | null =>
    dimension === "segment"
      ? reply.request.segmentColumn
      : dimension === "owner"
        ? reply.request.ownerColumn
        : null;
  const cutTarget = (target: KpiTargetResult): KpiTargetResult => {
    const isHidden =
      target.driver !== null && hides(target.driver.dimension, columnOf(target.driver.dimension));
    return isHidden ? { ...target, driver: null } : target;
  };
  const cut: KpiReply = {
    ...reply,
    kpis: reply.kpis.filter(({ id }) => isShown(id)).map(cutRecord),
    targets: reply.targets
      .filter(({ entry }) => isShown(entry.kpi))
      .filter(({ entry }) => seesDeals || entry.owner === undefined)
      .filter(({ entry }) => entry.segment === undefined || !hides("segment", columnOf("segment")))
      .map(cutTarget),
    rollUp: seesDeals ? reply.rollUp : null,
  };
  return KpiReply.parse(seesDeals ? cut : JSON.parse(JSON.stringify(cut, withoutRows)));
}

/** Rows behind a figure: how many, and the first by their ids. */
function isRows(value: unknown): value is { readonly first: readonly unknown[] } {
  return typeof value === "object" && value !== null && "first" in value && Array.isArray(value.first);
}
