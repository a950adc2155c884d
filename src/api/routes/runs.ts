import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { readKeyText } from "../../app/access/key-text.ts";
import type { RoutePolicy } from "../../app/access/policy.ts";
import type { Sight } from "../../app/access/sight.ts";
import { audited } from "../../app/audit/audited.ts";
import { createRunPages } from "../../app/requests/run-pages.ts";
import { isCostKind, showRun, showRunEvent } from "../../app/results/show-run.ts";
import { runReader } from "../../app/requests/run-reader.ts";
import { oneAtATime } from "../../app/requests/one-at-a-time.ts";
import { offerRun } from "../../app/requests/offer-run.ts";
import { readRun } from "../../app/runs/read-run.ts";
import { runEvents } from "../../app/runs/run-events.ts";
import { cancelRun, redriveRun } from "../../app/runs/settle-run.ts";
import { verifyRun } from "../../app/runs/verify-run.ts";
import type { Workspace } from "../../app/workspace/workspace.ts";
import { CancelReply, RunPage, RunParams, RunQuery, VerifyReply } from "../../contracts/api/run.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { isSettled, RunSummary } from "../../contracts/run.ts";
import { callerOf, sendJson, workspaceOf, type Api } from "../api.ts";
import { sendEvents, type StreamEvent } from "../event-stream.ts";
import { perKey } from "../per-key.ts";
import type { Service } from "../service.ts";

const READ: RoutePolicy = { scope: "read", shows: "C2", rows: "sight" };
const RUN: RoutePolicy = { scope: "run", shows: "C2", rows: "sight" };

/** Runs of every kind: how they stand. What they answer is read under the resource of their kind. */
export function runRoutes(api: Api, service: Service): void {
  const seen = async (request: FastifyRequest): Promise<{ workspace: Workspace; sight: Sight }> => {
    const workspace = workspaceOf(service, request);
    return { workspace, sight: await service.sights(workspace, callerOf(request)) };
  };
  const pages = createRunPages(service.store);
  api.route({
    method: "GET",
    url: "/runs",
    config: { policy: READ },
    schema: {
      tags: ["runs"],
      summary: "Runs, the newest first",
      querystring: RunQuery,
      response: { 200: RunPage },
    },
    handler: async (request, reply) => {
      const { workspace, sight } = await seen(request);
      const { limit, ...filter } = request.query;
      await sendJson(request, reply, await pages(workspace, sight, { ...filter, limit: Number(limit) }));
    },
  });
  const readKept = runReader();
  api.route({
    method: "GET",
    url: "/runs/:runId",
    config: { policy: READ },
    schema: { tags: ["runs"], summary: "How a run stands", params: RunParams, response: { 200: RunSummary } },
    handler: async (request, reply) => {
      const { workspace, sight } = await seen(request);
      await sendJson(request, reply, await readKept(workspace, request.params.runId, sight));
    },
  });
  api.route({
    method: "POST",
    url: "/runs/:runId/cancel",
    config: { policy: RUN },
    schema: {
      tags: ["runs"],
      summary: "Stop a run; nothing of it is shown afterwards",
      params: RunParams,
      response: { 200: CancelReply },
    },
    handler: async (request) => {
      const { workspace, sight } = await seen(request);
      const { runId } = request.params;
      ensureMayChange(await readRun(workspace, runId), sight, workspace);
      const wasStopped = await cancelRun(audited(workspace, { action: "run.cancel", subject: runId }), runId);
      return { wasStopped, run: showRun(await readRun(workspace, runId), sight) };
    },
  });
  api.route({
    method: "POST",
    url: "/runs/:runId/redrive",
    config: { policy: RUN },
    schema: {
      tags: ["runs"],
      summary: "Begin again what a failed run could not do; what is done stays",
      params: RunParams,
      response: { 200: RunSummary },
    },
    handler: async (request) => {
      const { workspace, sight } = await seen(request);
      const { runId } = request.params;
      ensureMayChange(await readRun(workspace, runId), sight, workspace);
      await redriveRun(audited(workspace, { action: "run.redrive", subject: runId }), runId);
      await offerRun(workspace, service.runs);
      return showRun(await readRun(workspace, runId), sight);
    },
  });
  verifyRoute(api, service, seen);
  eventRoute(api, service, seen);
}

/** Who sees the company may change every run but those of costs; others what they have started themselves. */
function ensureMayChange(run: RunSummary, sight: Sight, { actor }: Workspace): void {
  if (isCostKind(run.kind) ? sight.seesCosts : sight.seesCompany || run.madeBy === actor) return;
  throw new AppFailure("denied", "Cannot change this run with this key: it is another one's, or of costs");
}

function verifyRoute(
  api: Api,
  service: Service,
  seen: (request: FastifyRequest) => Promise<{ workspace: Workspace; sight: Sight }>,
): void {
  const alone = oneAtATime("Cannot verify now: another run is being verified; try again when that has ended");
  api.route({
    method: "POST",
    url: "/runs/:runId/verify",
    config: { policy: RUN },
    handlerTimeout: service.limits.uploadMs,
    schema: {
      tags: ["runs"],
      summary: "Compute a run once more and compare: differences are none when it is identical",
      params: RunParams,
      response: { 200: VerifyReply },
    },
    handler: async (request) => {
      const { workspace, sight } = await seen(request);
      const { runId } = request.params;
      ensureMayChange(await readRun(workspace, runId), sight, workspace);
      const { cellCount, differences } = await alone(() =>
        verifyRun(workspace, runId, { signal: request.signal }),
      );
      return { runId, cellCount, isIdentical: differences.length === 0, differences: [...differences] };
    },
  });
}

function eventRoute(
  api: Api,
  service: Service,
  seen: (request: FastifyRequest) => Promise<{ workspace: Workspace; sight: Sight }>,
): void {
  const takeStream = perKey(service.limits.streamsPerKey, "another stream");
  api.route({
    method: "GET",
    url: "/runs/:runId/events",
    config: { policy: READ },
    schema: {
      tags: ["runs"],
      summary:
        "How a run stands, now and after every change, as server-sent events (text/event-stream) until it has ended",
      params: RunParams,
      headers: z.object({
        "last-event-id": z
          .string()
          .regex(/^\d{1,15}$/)
          .optional()
          .describe("Id of the last event that was seen: the next one is of a later change"),
      }),
    },
    handler: async (request, reply) => {
      const { keyId } = callerOf(request);
      const { workspace, sight } = await seen(request);
      const { runId } = request.params;
      const { kind } = await readRun(workspace, runId);
      const after = Number(request.headers["last-event-id"] ?? -1);
      const key = readKeyText((request.headers.authorization ?? "").slice("Bearer ".length));
      const giveBack = takeStream(keyId);
      try {
        await sendEvents(reply, async function* (signal): AsyncGenerator<StreamEvent> {
          for await (const event of runEvents(workspace, runId, after, {
            signals: service.runs?.signals,
            signal,
          })) {
            // A key that was revoked meanwhile hears nothing more.
            if ((await service.authenticate(key).catch(() => undefined)) === undefined) return;
            const data = showRunEvent(event, kind, sight);
            yield { id: String(event.id), event: isSettled(event.state) ? "end" : "progress", data };
          }
        });
      } finally {
        giveBack();
      }
    },
  });
}
