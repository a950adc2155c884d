import { ChangesReply } from "../../contracts/changes.ts";
import type { Sight } from "../access/sight.ts";
import { hidesColumn, type ColumnFacts } from "./cut-columns.ts";

/** What changed in the company cut by a sight: without single opportunities and groups of persons where these are not seen. */
export function showChanges(reply: ChangesReply, sight: Sight, facts: ColumnFacts): ChangesReply {
  const { request, pipeline, forecast } = reply;
  const seesDeals = sight.owners === "all";
  const isHidden = (column: string | undefined): boolean =>
    hidesColumn(sight, facts, column) || (!seesDeals && column === request.ownerColumn);
  const cuts = <Row extends { segment: string | null; owner: string | null }>(rows: readonly Row[]): Row[] =>
    seesDeals
      ? rows.map((row) => ({
          ...row,
          segment: isHidden(request.segmentColumn) ? null : row.segment,
          owner: isHidden(request.ownerColumn) ? null : row.owner,
        }))
      : [];
  const groups = <Group extends { dimension: string }>(all: readonly Group[]): Group[] =>
    all.filter(({ dimension }) => !isHidden(dimension));
  return ChangesReply.parse({
    ...reply,
    pipeline:
      pipeline === null
        ? null
        : {
            ...pipeline,
            bars: pipeline.bars.map((bar) => ({ ...bar, opportunities: cuts(bar.opportunities) })),
            roundTrips: cuts(pipeline.roundTrips),
            groups: groups(pipeline.groups),
          },
    forecast:
      forecast === null
        ? null
        : {
            ...forecast,
            terms: forecast.terms.map((term) => ({ ...term, opportunities: cuts(term.opportunities) })),
            groups: groups(forecast.groups),
          },
  });
}
