import { KpiTeamView } from "../../contracts/api/kpi-view.ts";
import { KpiReply, type KpiRecord, type KpiTargetResult } from "../../contracts/kpi.ts";
import type { Sight } from "../access/sight.ts";
import { hidesColumn, type ColumnFacts } from "./cut-columns.ts";
import { COST_KPIS } from "./cost-kpis.ts";

/**
 * KPIs cut by a sight: without those made of costs, without rows of single opportunities and cuts by persons where these are not seen.
 * Those of a team come as they are but for cuts by contacts: there are no costs in them, and who does not see its rows is not let here.
 */
export function showKpi(
  reply: KpiReply | KpiTeamView,
  sight: Sight,
  facts: ColumnFacts,
): KpiReply | KpiTeamView {
  const isOfTeam = "view" in reply;
  const seesDeals = sight.owners === "all";
  const hides = (dimension: string, column: string | null): boolean =>
    (!seesDeals && dimension === "owner") || hidesColumn(sight, facts, column);
  const isShown = (id: string): boolean => isOfTeam || sight.seesCosts || !COST_KPIS.has(id);
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
  const cut = {
    ...reply,
    kpis: reply.kpis.filter(({ id }) => isShown(id)).map(cutRecord),
    targets: reply.targets
      .filter(({ entry }) => isShown(entry.kpi))
      .filter(({ entry }) => seesDeals || entry.owner === undefined)
      .filter(({ entry }) => entry.segment === undefined || !hides("segment", columnOf("segment")))
      .map(cutTarget),
    rollUp: seesDeals ? reply.rollUp : null,
    warnings: isOfTeam || sight.seesCosts ? reply.warnings : [COSTS_LEFT_OUT, ...reply.warnings],
  };
  const Shown = isOfTeam ? KpiTeamView : KpiReply;
  return Shown.parse(seesDeals ? cut : JSON.parse(JSON.stringify(cut, withoutRows)));
}

const COSTS_LEFT_OUT = {
  code: "costs_left_out",
  message: `KPIs made of what the company spends are for finance alone and left out: ${[...COST_KPIS].join(", ")}`,
};

/** Rows behind a figure: how many, and the first by their ids. */
function isRows(value: unknown): value is { readonly first: readonly unknown[] } {
  return typeof value === "object" && value !== null && "first" in value && Array.isArray(value.first);
}
