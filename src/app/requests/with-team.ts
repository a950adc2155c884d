import { AppFailure } from "../../contracts/failure.ts";
import type { RunRequest, WithTeam } from "../../contracts/run.ts";
import { seesTeam, type Sight } from "../access/sight.ts";
import type { Principal } from "../access/principal.ts";
import type { Subtrees } from "../access/subtrees.ts";
import type { Workspace } from "../workspace/workspace.ts";

export interface Asker {
  readonly sight: Sight;
  readonly principal: Pick<Principal, "subtreeOwner">;
  readonly subtrees: Subtrees;
}

/**
 * KPIs of a team with its owners laid down, as the hierarchy is now: they are part of every digest of the run, and who reads the result
 * later has to see them all. Who sees only a subtree asks about it even where it was not said. Other requests stay as they are.
 * @throws {AppFailure} denied for a team that is not seen as a whole, usage for what no team has
 */
export async function withTeam(
  workspace: Workspace,
  request: RunRequest,
  { sight, principal, subtrees }: Asker,
): Promise<RunRequest & WithTeam> {
  if (request.kind !== "kpi") return request;
  const team = request.team ?? (sight.seesCompany ? undefined : principal.subtreeOwner);
  if (team === undefined) return request;
  if (request.backtest !== undefined) {
    throw new AppFailure(
      "usage",
      "Cannot measure a team by a backtest: how good forecasts were is known for the company alone; leave backtest out",
    );
  }
  const isOwn = team === principal.subtreeOwner && sight.owners !== "all";
  const owners = isOwn ? sight.owners : await subtrees(workspace, team);
  const teamOwners = [...owners].sort();
  if (teamOwners.length === 0 || !seesTeam(sight, teamOwners)) {
    throw new AppFailure(
      "denied",
      `Cannot measure this team with this key: it does not see the opportunities of all its owners${
        principal.subtreeOwner === undefined ? "" : "; leave team out, or name an owner of the own subtree"
      }`,
    );
  }
  return { ...request, team, teamOwners };
}
