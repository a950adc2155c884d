import negotiate from "@fastify/accept-negotiator";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { RoutePolicy } from "../app/access/policy.ts";
import type { Principal } from "../app/access/principal.ts";
import { actorOf } from "../app/access/principal.ts";
import type { JsonAnswer } from "../app/requests/kept-json.ts";
import type { Workspace } from "../app/workspace/workspace.ts";
import type { Service } from "./service.ts";

/** A fastify instance whose routes are typed by zod. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Adds the routes of one resource. */
export type RouteGroup = (api: Api, service: Service) => void;

/** A route and its policy. */
export interface RouteEntry {
  readonly method: string;
  readonly url: string;
  readonly policy: RoutePolicy | "public";
}

declare module "fastify" {
  interface FastifyInstance {
    /** Every route that was added, with its policy. */
    routePolicies: readonly RouteEntry[];
  }
  interface FastifyContextConfig {
    /** Who may use the route and what it shows; `public` is for what shows nothing of anyone. */
    policy?: RoutePolicy | "public";
  }
  interface FastifyRequest {
    principal: Principal | undefined;
    /** Whether it counts among those that are under way. */
    isUnderWay: boolean;
  }
}

/** Who asks; the guard has let nobody else through to a route that is not public. */
export function callerOf(request: Pick<FastifyRequest, "principal">): Principal {
  const { principal } = request;
  if (principal === undefined) throw new RangeError("A public route has no caller");
  return principal;
}

/** The workspace of the caller's tenant, in the caller's name. */
export function workspaceOf(service: Service, request: Pick<FastifyRequest, "principal">): Workspace {
  const principal = callerOf(request);
  const { store, files } = service;
  const { tenantId, newestRevision } = principal;
  return { store, files, tenantId, actor: actorOf(principal), newestRevision };
}

const ENCODINGS = ["gzip", "identity"];

/** Sends an answer that may be kept, compressed to who takes it so; who has it already hears only that. */
export async function sendJson(
  { headers }: Pick<FastifyRequest, "headers">,
  reply: FastifyReply,
  { bytes, etag, compressed }: JsonAnswer,
): Promise<void> {
  const small = takesGzip(headers["accept-encoding"]) ? await compressed?.() : undefined;
  // Bytes of another encoding are other bytes, and have another name.
  const name = small === undefined ? etag : etag.replace(/"$/, '-gzip"');
  void reply
    .header("etag", name)
    .header("cache-control", "private, no-cache")
    .header("vary", "authorization, accept-encoding");
  if (isKnown(headers["if-none-match"], name)) {
    await reply.code(304).send();
    return;
  }
  if (small !== undefined) void reply.header("content-encoding", "gzip");
  await reply.header("content-type", "application/json; charset=utf-8").send(small ?? bytes);
}

/** Who takes whatever there is gets it as it is. */
function takesGzip(accepted = ""): boolean {
  return !accepted.includes("*") && negotiate(accepted.toLowerCase(), ENCODINGS) === "gzip";
}

/** By weak comparison: RFC 9110, 13.1.2. */
function isKnown(known: string | undefined, name: string): boolean {
  if (known === undefined || known === name) return known === name;
  return known.split(",").some((one) => [name, `W/${name}`, "*"].includes(one.trim()));
}
