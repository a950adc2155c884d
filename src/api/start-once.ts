import type { FastifyReply, FastifyRequest } from "fastify";
import { createHash } from "node:crypto";
import { oncePerKey, type CommitReply, type KeptReply } from "../app/requests/once-per-key.ts";
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
  const done = async (commit: CommitReply): Promise<KeptReply> =>
    kept(await work((tx, started) => commit(tx, kept(started))));
  const key = request.headers["idempotency-key"];
  const answer =
    typeof key === "string"
      ? await oncePerKey(
          workspaceOf(service, request),
          { caller: callerOf(request).keyId, key, requestSha256: digestOf(request, asked) },
          service.limits.waitSeconds * 1_000,
          (commit) => done(commit).catch((error: unknown) => lastingFailure(error, request.id)),
        )
      : await done(() => Promise.resolve());
  const type = answer.status < 400 ? "application/json; charset=utf-8" : PROBLEM_TYPE;
  return reply
    .code(answer.status)
    .header("content-type", type)
    .header("cache-control", "no-store")
    .send(answer.body);
}

function kept({ status, document }: StartReply): KeptReply {
  return { status, body: Buffer.from(JSON.stringify(document)) };
}

/** A failure that the same request would meet again is an answer; others are thrown. */
function lastingFailure(error: unknown, requestId: string): KeptReply {
  const { status, problem } = problemOf(error, requestId);
  if (status >= 500 || status === 408 || status === 429 || status === 409) throw error;
  return { status, body: Buffer.from(JSON.stringify(problem)) };
}

function digestOf(request: FastifyRequest, asked: unknown): string {
  const text = JSON.stringify([request.method, request.routeOptions.url, request.params, asked]);
  return createHash("sha256").update(text).digest("hex");
}
