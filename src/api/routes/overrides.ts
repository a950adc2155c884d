import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { RoutePolicy } from "../../app/access/policy.ts";
import { seesOwner, type Sight } from "../../app/access/sight.ts";
import { addOverride, listOverrides, revertOverride } from "../../app/overrides/overrides.ts";
import { addQuota, endQuota, listQuotas } from "../../app/overrides/quotas.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { OnceHeaders } from "../../contracts/api/once.ts";
import { NewOverride, NewQuota, Override, Quota } from "../../contracts/override.ts";
import { callerOf, workspaceOf, type Api } from "../api.ts";
import type { Service } from "../service.ts";
import { keepOnce } from "../start-once.ts";

const READ: RoutePolicy = { scope: "read", shows: "C2", rows: "sight" };
const DEFINE: RoutePolicy = { scope: "define", shows: "C2", rows: "deals" };
const AllQuery = z.strictObject({
  all: z.stringbool().default(false).describe("Those that hold no more too"),
});

/** Whose number it is: the company's and the segments' for who sees the company, an owner's for who sees his opportunities. */
function isSeen(sight: Sight, { scope, scopeValue }: Pick<NewOverride, "scope" | "scopeValue">): boolean {
  return scope === "owner" ? seesOwner(sight, scopeValue) : sight.seesCompany;
}

/** Numbers of people: what they expect, and what is to be reached. */
export function overrideRoutes(api: Api, service: Service): void {
  const sightOf = (request: FastifyRequest): Promise<Sight> =>
    service.sights(workspaceOf(service, request), callerOf(request));
  const ensureSeen = async (
    request: FastifyRequest,
    number: Pick<NewOverride, "scope" | "scopeValue"> | undefined,
    id?: string,
  ): Promise<void> => {
    if (number !== undefined && isSeen(await sightOf(request), number)) return;
    if (id !== undefined) throw new AppFailure("not_found", `Cannot find ${id}`);
    throw new AppFailure(
      "denied",
      "Cannot keep this number with this key: it is of what the key does not see",
    );
  };
  api.route({
    method: "GET",
    url: "/overrides",
    config: { policy: READ },
    schema: {
      tags: ["overrides"],
      summary: "What people expect of periods, beside the forecast",
      querystring: AllQuery,
      response: { 200: z.strictObject({ rows: z.array(Override) }) },
    },
    handler: async (request) => {
      const sight = await sightOf(request);
      const all = await listOverrides(workspaceOf(service, request), request.query.all);
      return { rows: all.filter((override) => isSeen(sight, override)) };
    },
  });
  api.route({
    method: "POST",
    url: "/overrides",
    config: { policy: DEFINE },
    schema: {
      tags: ["overrides"],
      summary: "Keep a number; one for the same scope and period takes the place of the one before",
      body: NewOverride,
      headers: OnceHeaders,
      response: { 201: Override },
    },
    handler: async (request, reply) => {
      await ensureSeen(request, request.body);
      await keepOnce(service, request, reply, { status: 201, schema: Override }, (workspace) =>
        addOverride(workspace, request.body),
      );
    },
  });
  api.route({
    method: "DELETE",
    url: "/overrides/:overrideId",
    config: { policy: DEFINE },
    schema: {
      tags: ["overrides"],
      summary: "Take a number back; it stays in the history",
      params: z.strictObject({ overrideId: z.uuid() }),
      response: { 200: z.strictObject({ id: z.uuid() }) },
    },
    handler: async (request) => {
      const { overrideId: id } = request.params;
      const workspace = workspaceOf(service, request);
      const found = (await listOverrides(workspace)).find((override) => override.id === id);
      await ensureSeen(request, found, id);
      await revertOverride(workspace, id);
      return { id };
    },
  });
  api.route({
    method: "GET",
    url: "/targets",
    config: { policy: READ },
    schema: {
      tags: ["targets"],
      summary: "What is to be booked in periods",
      querystring: AllQuery,
      response: { 200: z.strictObject({ rows: z.array(Quota) }) },
    },
    handler: async (request) => {
      const sight = await sightOf(request);
      const all = await listQuotas(workspaceOf(service, request), request.query.all);
      return { rows: all.filter((quota) => isSeen(sight, quota)) };
    },
  });
  api.route({
    method: "POST",
    url: "/targets",
    config: { policy: { ...DEFINE, rows: "company" } },
    schema: {
      tags: ["targets"],
      summary: "Keep what is to be booked; one for the same scope and period ends the one before",
      body: NewQuota,
      headers: OnceHeaders,
      response: { 201: Quota },
    },
    handler: async (request, reply) => {
      await ensureSeen(request, request.body);
      await keepOnce(service, request, reply, { status: 201, schema: Quota }, (workspace) =>
        addQuota(workspace, request.body),
      );
    },
  });
  api.route({
    method: "DELETE",
    url: "/targets/:quotaId",
    config: { policy: { ...DEFINE, rows: "company" } },
    schema: {
      tags: ["targets"],
      summary: "End a target; it stays in the history",
      params: z.strictObject({ quotaId: z.uuid() }),
      response: { 200: z.strictObject({ id: z.uuid() }) },
    },
    handler: async (request) => {
      const { quotaId: id } = request.params;
      const workspace = workspaceOf(service, request);
      const found = (await listQuotas(workspace)).find((quota) => quota.id === id);
      await ensureSeen(request, found, id);
      await endQuota(workspace, id);
      return { id };
    },
  });
}
