import { AppFailure } from "../contracts/failure.ts";
import { isoFromDay, type Day } from "../core/base/day.ts";
import { opportunitiesOf } from "../core/pipeline/opportunities-of.ts";
import { viewAsOf } from "../core/pipeline/pipeline-view.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { ownerKey } from "./access/owner-subtree.ts";

/** A team: who leads it, and all whose opportunities are its own, as `ownerKey`. */
export interface Team {
  readonly name: string;
  readonly owners: readonly string[];
}

/**
 * The pipeline of a team as of a day: the opportunities whose owner on that day is in it, with all of their past, as if the files told
 * of no others. What is said of the files as a whole (their names, rows that cannot be used, warnings) is not the team's.
 * @throws {AppFailure} no_data where the team has nothing on that day, usage where no column names owners
 */
export function teamPipeline(imported: ImportedPipeline, asOf: Day, team: Team): ImportedPipeline {
  const { log, ownerColumn, funnel } = imported;
  const owner = log.attributes.find(({ name }) => name === ownerColumn);
  if (owner === undefined) {
    const message = `Cannot tell what is the team's of ${team.name}: the files name no column of owners; name it as ownerColumn in funnel.yaml`;
    throw new AppFailure("usage", message);
  }
  const owners = new Set(team.owners);
  const view = viewAsOf(log, asOf, funnel);
  const own = view.ok
    ? opportunitiesOf(log, {
        view: view.value,
        owner,
        isTheirs: (name) => name !== "" && owners.has(ownerKey(name)),
      })
    : undefined;
  if (own === undefined || own.opportunityIds.length === 0) {
    const message = `Cannot measure the team of ${team.name} as of ${isoFromDay(asOf)}: no opportunity that was recorded by then is one of its owners'`;
    throw new AppFailure("no_data", message);
  }
  return { ...imported, log: own, sources: [], rejections: [], rejectionCount: 0, warnings: [] };
}
