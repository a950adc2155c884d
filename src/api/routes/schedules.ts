import { z } from "zod";
import type { RoutePolicy } from "../../app/access/policy.ts";
import { isCostKind } from "../../app/results/show-run.ts";
import { addSchedule } from "../../app/schedules/add-schedule.ts";
import {
  changeSchedule,
  findSchedule,
  listSchedules,
  listSlots,
} from "../../app/schedules/list-schedules.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { OnceHeaders } from "../../contracts/api/once.ts";
import { NewSchedule, Schedule, Slot } from "../../contracts/schedule.ts";
import { callerOf, workspaceOf, type Api } from "../api.ts";
import type { Service } from "../service.ts";
import { keepOnce } from "../start-once.ts";
import type { FastifyRequest } from "fastify";

const READ: RoutePolicy = { scope: "read", shows: "C2", rows: "company" };
const RUN: RoutePolicy = { scope: "run", shows: "C2", rows: "company" };
const Params = z.strictObject({ scheduleId: z.uuid() });

/** Runs on a clock. Those of cases show what is derived from costs, and are there only for who may see costs. */
export function scheduleRoutes(api: Api, service: Service): void {
  const sees = async (request: FastifyRequest): Promise<(schedule: Schedule) => boolean> => {
    const { seesCosts } = await service.sights(workspaceOf(service, request), callerOf(request));
    return ({ request: asked }) => seesCosts || !isCostKind(asked.kind);
  };
  /** @throws {AppFailure} not_found for one that is not there for the caller */
  const seen = async (request: FastifyRequest, scheduleId: string): Promise<Schedule> => {
    const isSeen = await sees(request);
    const schedule = await findSchedule(workspaceOf(service, request), scheduleId);
    if (isSeen(schedule)) return schedule;
    throw new AppFailure("not_found", `Cannot find the schedule "${scheduleId}"`);
  };
  api.route({
    method: "GET",
    url: "/schedules",
    config: { policy: READ },
    schema: {
      tags: ["schedules"],
      summary: "All schedules",
      response: { 200: z.strictObject({ rows: z.array(Schedule) }) },
    },
    handler: async (request) => {
      const isSeen = await sees(request);
      return { rows: (await listSchedules(workspaceOf(service, request))).filter(isSeen) };
    },
  });
  api.route({
    method: "POST",
    url: "/schedules",
    config: { policy: RUN },
    schema: {
      tags: ["schedules"],
      summary: "Keep a request that runs at its times, with the rights that this key has then",
      body: NewSchedule,
      headers: OnceHeaders,
      response: { 201: Schedule },
    },
    handler: async (request, reply) => {
      const { keyId } = callerOf(request);
      const rules = service.webhookRules;
      await keepOnce(service, request, reply, { status: 201, schema: Schedule }, (workspace) =>
        addSchedule(workspace, request.body, { runAs: keyId, rules }),
      );
    },
  });
  api.route({
    method: "GET",
    url: "/schedules/:scheduleId/slots",
    config: { policy: READ },
    schema: {
      tags: ["schedules"],
      summary: "What was decided of its latest slots, and what came of them",
      params: Params,
      querystring: z.strictObject({
        limit: z
          .string()
          .regex(/^([1-9]\d{0,2}|1000)$/)
          .default("50"),
      }),
      response: { 200: z.strictObject({ rows: z.array(Slot) }) },
    },
    handler: async (request) => {
      const { id } = await seen(request, request.params.scheduleId);
      return { rows: await listSlots(workspaceOf(service, request), id, Number(request.query.limit)) };
    },
  });
  for (const [change, method, suffix, summary] of [
    ["pause", "POST", "/pause", "Fire no more until it is resumed"],
    ["resume", "POST", "/resume", "Fire again from now on"],
    ["remove", "DELETE", "", "Take a schedule out of use; its slots and runs stay"],
  ] as const) {
    api.route({
      method,
      url: `/schedules/:scheduleId${suffix}`,
      config: { policy: RUN },
      schema: { tags: ["schedules"], summary, params: Params, response: { 200: Schedule } },
      handler: async (request) => {
        const schedule = await seen(request, request.params.scheduleId);
        const workspace = workspaceOf(service, request);
        await changeSchedule(workspace, schedule.id, change);
        return change === "remove" ? schedule : findSchedule(workspace, schedule.id);
      },
    });
  }
}
