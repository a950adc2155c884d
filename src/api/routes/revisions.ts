import type { RoutePolicy } from "../../app/access/policy.ts";
import { listRevisions } from "../../app/requests/list-revisions.ts";
import { PageQuery } from "../../contracts/api/page.ts";
import { RevisionPage } from "../../contracts/api/revision.ts";
import { workspaceOf, type Api } from "../api.ts";
import type { Service } from "../service.ts";

/** Names of files may be those of people or customers. */
const POLICY: RoutePolicy = { scope: "read", shows: "C2", rows: "company" };

export function revisionRoutes(api: Api, service: Service): void {
  api.route({
    method: "GET",
    url: "/revisions",
    config: { policy: POLICY },
    schema: {
      tags: ["pipeline"],
      summary: "States of the workspace, the latest first: which files, and the digest of their change log",
      querystring: PageQuery,
      response: { 200: RevisionPage },
    },
    handler: (request) => {
      const { limit, cursor } = request.query;
      return listRevisions(workspaceOf(service, request), { limit: Number(limit), cursor });
    },
  });
}
