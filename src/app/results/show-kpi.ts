import { KpiReply, type KpiRecord, type KpiTargetResult } from "../../contracts/kpi.ts";
import { isContactColumn } from "../access/contact-columns.ts";
import type { Sight } from "../access/sight.ts";
import { COST_KPIS } from "./cost-kpis.ts";

/**
 * KPIs of the company cut by a sight: without those made of costs, without rows of single opportunities and cuts by persons where these
 * are not seen.
 */
export function showKpi(reply: KpiReply, sight: Sight): KpiReply {
  const seesDeals = sight.owners === "all";
  const hides = (dimension: string, column: string | null): boolean =>
    (!seesDeals && dimension === "owner") ||
    (!sight.seesContacts && column !== null && isContactColumn(column));
  const isShown = (id: string): boolean => sight.seesCosts || !COST_KPIS.has(id);
  const withoutRows = (_name: string, value: unknown): unknown =>
    isRows(value) ? { ...value, first: [] } : value;
  const cutRecord = (kpi: KpiRecord): KpiRecord => {
    const explained = kpi.explained.filter(({ dimension, column }) => !hides(dimension, column));
    return { ...kpi, explained };
  };
  const cutTarget = (target: KpiTargetResult): KpiTargetResult => {
    const isHidden = target.driver !== null && hides(target.driver.dimension, null);
    return isHidden ? { ...target, driver: null } : target;
  };
  const cut: KpiReply = {
    ...reply,
    kpis: reply.kpis.filter(({ id }) => isShown(id)).map(cutRecord),
    targets: reply.targets
      .filter(({ entry }) => isShown(entry.kpi))
      .filter(({ entry }) => seesDeals || !("owner" in entry && entry.owner !== undefined))
      .map(cutTarget),
    rollUp: seesDeals ? reply.rollUp : null,
  };
  return KpiReply.parse(seesDeals ? cut : JSON.parse(JSON.stringify(cut, withoutRows)));
}

/** Rows behind a figure: how many, and the first by their ids. */
function isRows(value: unknown): value is { readonly first: readonly unknown[] } {
  return typeof value === "object" && value !== null && "first" in value && Array.isArray(value.first);
}
