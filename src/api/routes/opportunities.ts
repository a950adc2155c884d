import type { FastifyReply, FastifyRequest } from "fastify";
import type { RoutePolicy } from "../../app/access/policy.ts";
import { createOpportunityPages, type OpportunityPages } from "../../app/requests/opportunity-pages.ts";
import { OpportunityPage, OpportunityQuery } from "../../contracts/api/opportunity.ts";
import { callerOf, sendJson, workspaceOf, type Api } from "../api.ts";
import type { Service } from "../service.ts";

const POLICY: RoutePolicy = { scope: "read", shows: "C3", rows: "deals" };

export function opportunityRoutes(api: Api, service: Service): void {
  const pages = createOpportunityPages(service.pipelines);
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
    handler: (request, reply) => sendPage(service, pages, request, reply),
  });
}

async function sendPage(
  service: Service,
  pages: OpportunityPages,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const workspace = workspaceOf(service, request);
  const sight = await service.sights(workspace, callerOf(request));
  const { limit, ...filter } = request.query as OpportunityQuery;
  await sendJson(request, reply, await pages(workspace, sight, { ...filter, limit: Number(limit) }));
}
