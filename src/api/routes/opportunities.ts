import type { RoutePolicy } from "../../app/access/policy.ts";
import { listOpportunities } from "../../app/requests/list-opportunities.ts";
import { OpportunityPage, OpportunityQuery } from "../../contracts/api/opportunity.ts";
import { callerOf, workspaceOf, type Api } from "../api.ts";
import type { Service } from "../service.ts";

const POLICY: RoutePolicy = { scope: "read", shows: "C3", rows: "deals" };

export function opportunityRoutes(api: Api, service: Service): void {
  api.route({
    method: "GET",
    url: "/opportunities",
    config: { policy: POLICY },
    schema: {
      tags: ["pipeline"],
      summary: "Opportunities as they were known on a day, by id; of managers and reps their own",
      querystring: OpportunityQuery,
      response: { 200: OpportunityPage },
    },
    handler: async (request) => {
      const workspace = workspaceOf(service, request);
      const sight = await service.sights(workspace, callerOf(request));
      const { limit, ...filter } = request.query;
      return listOpportunities(service.pipelines, workspace, sight, { ...filter, limit: Number(limit) });
    },
  });
}
