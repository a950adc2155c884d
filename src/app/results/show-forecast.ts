import { ForecastTeamView } from "../../contracts/api/forecast-view.ts";
import { ForecastReply, type OpportunityForecast } from "../../contracts/forecast.ts";
import { seesOwner, type Sight } from "../access/sight.ts";
import { hidesColumn, type ColumnFacts } from "./cut-columns.ts";
import { ownerCutOf } from "./owner-cut.ts";

/**
 * A forecast cut by a sight: the totals for who sees the company, opportunities and owners as far as they are seen, segments without
 * those that are cut by a column of persons who are not seen.
 * @throws {AppFailure} denied for who sees only a subtree, where the forecast is not cut by owner
 */
export function showForecast(
  reply: ForecastReply,
  sight: Sight,
  facts: ColumnFacts,
): ForecastReply | ForecastTeamView {
  const { request } = reply;
  const { ownerColumn } = facts;
  const isHidden = (column: string | undefined): boolean => hidesColumn(sight, facts, column);
  const cutsByOwner = request.ownerColumn !== undefined && request.ownerColumn === ownerColumn;
  const knowsOwners = sight.owners === "all" ? !isHidden(request.ownerColumn) : cutsByOwner;
  const owners = knowsOwners ? reply.owners.filter(({ name }) => seesOwner(sight, name)) : [];
  const rows =
    sight.owners === "all"
      ? reply.opportunities
      : knowsOwners
        ? reply.opportunities.filter(({ owner }) => seesOwner(sight, owner))
        : [];
  const hidesSegment = isHidden(request.segmentColumn);
  const cut = (row: OpportunityForecast): OpportunityForecast => {
    const { owner, segment } = row;
    return { ...row, owner: knowsOwners ? owner : null, segment: hidesSegment ? null : segment };
  };
  const opportunities = rows.map(cut);
  if (!sight.seesCompany) ownerCutOf(request.ownerColumn, facts);
  if (sight.seesCompany) {
    const segments = reply.segments.filter(({ dimension }) => !isHidden(dimension));
    return ForecastReply.parse({ ...reply, owners, opportunities, segments });
  }
  return ForecastTeamView.parse({
    view: "team",
    schema: reply.schema,
    asOf: reply.asOf,
    knownThrough: reply.knownThrough,
    period: reply.period,
    currency: reply.currency,
    method: reply.method,
    drawCount: reply.drawCount,
    seed: reply.seed,
    engineVersion: reply.engineVersion,
    planDigest: reply.planDigest,
    resultDigest: reply.resultDigest,
    owners,
    opportunities: opportunities.map(({ targetSwing: _targetSwing, ...row }) => row),
  });
}
