import type { FastifyReply, FastifyRequest } from "fastify";
import { createHash } from "node:crypto";
import type { z } from "zod";
import { oncePerKey, type CommitReply, type KeptReply } from "../app/requests/once-per-key.ts";
import type { AppFailure } from "../contracts/failure.ts";
import { inSameTransaction } from "../app/workspace/in-same-transaction.ts";
import type { Workspace } from "../app/workspace/workspace.ts";
import { callerOf, workspaceOf } from "./api.ts";
import { PROBLEM_TYPE, problemOf } from "./problem-of.ts";
import type { Service } from "./service.ts";

/** What a route that starts something answers: a status and a document. */
export interface StartReply {
  readonly status: number;
  readonly document: unknown;
}

/** Writes the answer with the work, in its transaction. */
export type CommitStart = (tx: Parameters<CommitReply>[0], reply: StartReply) => Promise<void>;

/**
 * Answers a request that starts something. With an Idempotency-Key the work is done once, and whoever asks again gets the same bytes;
 * a request that cannot be done is answered the same again too.
 * @param asked all that is asked besides method and path: the body, or digests of files
 */
export async function startOnce(
  service: Service,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: unknown,
  work: (commit: CommitStart) => Promise<StartReply>,
): Promise<FastifyReply> {
  const answer = await doneOnce(service, request, asked, async (commit) =>
    kept(await work((tx, started) => commit(tx, kept(started)))),
  );
  return send(reply, answer);
}

/**
 * Answers a request that keeps something by a use case of one transaction: what that gives is the answer, and is written with it. As
 * `startOnce` under an Idempotency-Key.
 */
export async function keepOnce(
  service: Service,
  request: FastifyRequest,
  reply: FastifyReply,
  { status, schema }: { readonly status: number; readonly schema: z.ZodType },
  work: (workspace: Workspace) => Promise<unknown>,
): Promise<void> {
  const replyOf = (document: unknown): StartReply => ({ status, document: schema.parse(document) });
  await startOnce(service, request, reply, request.body, async (commit) => {
    const workspace = workspaceOf(service, request);
    return replyOf(await work(inSameTransaction(workspace, (tx, done) => commit(tx, replyOf(done)))));
  });
}

/**
 * As `keepOnce`, where the answer shows a secret that is kept nowhere: under an Idempotency-Key it is made once too, and who asks again
 * is told what was made.
 * @param again why what was made cannot be shown again
 */
export async function revealOnce<Made>(
  service: Service,
  request: FastifyRequest,
  reply: FastifyReply,
  { schema, again }: { readonly schema: z.ZodType<Made>; readonly again: (made: Made) => AppFailure },
  work: (workspace: Workspace) => Promise<Made>,
): Promise<void> {
  const refusalOf = (made: unknown): KeptReply => refusal(again(schema.parse(made)), request.id);
  let shown: KeptReply | undefined;
  const answer = await doneOnce(service, request, request.body, async (commit) => {
    const workspace = workspaceOf(service, request);
    const made = await work(inSameTransaction(workspace, (tx, done) => commit(tx, refusalOf(done))));
    shown = kept({ status: 201, document: schema.parse(made) });
    return refusalOf(made);
  });
  await send(reply, shown ?? answer);
}

/** The answer to a request: of work that is done now, or of the first request with its Idempotency-Key. */
async function doneOnce(
  service: Service,
  request: FastifyRequest,
  asked: unknown,
  work: (commit: CommitReply) => Promise<KeptReply>,
): Promise<KeptReply> {
  const key = request.headers["idempotency-key"];
  if (typeof key !== "string") return work(() => Promise.resolve());
  return oncePerKey(
    workspaceOf(service, request),
    { caller: callerOf(request).keyId, key, requestSha256: digestOf(request, asked) },
    service.limits.waitSeconds * 1_000,
    (commit) => work(commit).catch((error: unknown) => lastingFailure(error, request.id)),
  );
}

function send(reply: FastifyReply, { status, body }: KeptReply): FastifyReply {
  const type = status < 400 ? "application/json; charset=utf-8" : PROBLEM_TYPE;
  return reply.code(status).header("content-type", type).header("cache-control", "no-store").send(body);
}

function kept({ status, document }: StartReply): KeptReply {
  return { status, body: Buffer.from(JSON.stringify(document)) };
}

/** A failure that the same request would meet again is an answer; others are thrown. */
function lastingFailure(error: unknown, requestId: string): KeptReply {
  const answer = refusal(error, requestId);
  const { status } = answer;
  if (status >= 500 || status === 408 || status === 429 || status === 409) throw error;
  return answer;
}

function refusal(error: unknown, requestId: string): KeptReply {
  const { status, problem } = problemOf(error, requestId);
  return { status, body: Buffer.from(JSON.stringify(problem)) };
}

function digestOf(request: FastifyRequest, asked: unknown): string {
  const text = JSON.stringify([request.method, request.routeOptions.url, request.params, asked]);
  return createHash("sha256").update(text).digest("hex");
}
