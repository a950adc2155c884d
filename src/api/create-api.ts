import multipart from "@fastify/multipart";
import fastify, { LogController, type FastifyBaseLogger, type FastifyError } from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { authenticator } from "../app/access/find-key.ts";
import { createSights } from "../app/access/sights.ts";
import { createSubtrees } from "../app/access/subtrees.ts";
import { readingProcesses } from "../app/reading/reading-processes.ts";
import type { RunCarrier } from "../app/requests/start-run.ts";
import { createShownResults } from "../app/results/read-shown-result.ts";
import { createPipelines } from "../app/requests/pipelines.ts";
import { AppFailure } from "../contracts/failure.ts";
import type { WebhookRules } from "../app/schedules/check-webhook.ts";
import type { Workspace } from "../app/workspace/workspace.ts";
import type { Api } from "./api.ts";
import { addConnectionLimit, addExpectation, addIdleLimit, endUnread } from "./connections.ts";
import { addDocs } from "./docs.ts";
import { addGuard } from "./guard.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { createMetrics } from "./metrics.ts";
import { letNewcomersIn } from "./newcomers.ts";
import { PROBLEM_TYPE, problemOf } from "./problem-of.ts";
import { healthRoutes } from "./routes/health.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { ROUTES } from "./routes/routes.ts";
import { addSecurityHeaders } from "./security-headers.ts";
import type { Service } from "./service.ts";
import { addSlowReaderLimit } from "./slow-readers.ts";
import { checkText, parseStrictJson } from "./strict-json.ts";

export interface ApiOptions {
  readonly store: Workspace["store"];
  readonly version: string;
  readonly log: Logger;
  readonly scratchFolder: string;
  /** What carries runs in this process; without it other processes do them. */
  readonly runs?: RunCarrier;
  /** Addresses beside public ones that schedules may report to; none by default. */
  readonly webhookRules?: WebhookRules | undefined;
  readonly limits?: Partial<Limits>;
  /** Told of each process that reads files. */
  readonly onReadingStart?: ((processId: number) => void) | undefined;
  /** Metrics of the process beside those of requests; for one API in a process. */
  readonly measuresProcess?: boolean;
}

/**
 * The HTTP API over an open store, not listening yet.
 * @throws {RangeError} when a route declares no policy
 */
export async function createApi(options: ApiOptions): Promise<Api> {
  const { store, version, log, scratchFolder } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const files = readingProcesses({
    // One more than uploads, so that the tables of a workspace can be read however long uploads take.
    processCount: limits.uploadsAtOnce + 1,
    memoryMb: limits.readingMb,
    longestMs: limits.readingMs,
    onStart: options.onReadingStart,
  });
  const subtrees = createSubtrees(store);
  const service: Service = {
    store,
    files,
    authenticate: authenticator(store),
    sights: createSights(subtrees),
    subtrees,
    pipelines: createPipelines(store),
    results: createShownResults(),
    runs: options.runs,
    webhookRules: options.webhookRules ?? { allowed: [] },
    limits,
    version,
    scratchFolder,
  };
  const loggerInstance: FastifyBaseLogger = log;
  const api: Api = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: () => randomUUID(),
    bodyLimit: limits.jsonBytes,
    // The longest that a route may take; all others end by their own limit below, which counts the receiving too.
    requestTimeout: limits.uploadMs,
    connectionTimeout: limits.idleMs,
    handlerTimeout: limits.requestMs,
    keepAliveTimeout: 15_000,
    // Node looks for connections that take too long every 30 s by itself, which is later than its own limits.
    http: {
      headersTimeout: Math.min(10_000, limits.requestMs),
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16_384,
    },
    routerOptions: { maxParamLength: 500 },
    trustProxy: false,
    forceCloseConnections: "idle",
  }).withTypeProvider<ZodTypeProvider>();
  api.addHook("onClose", () => files.close());
  api.setValidatorCompiler(validatorCompiler);
  api.setSerializerCompiler(serializerCompiler);
  const metrics = createMetrics(options.measuresProcess === true);
  metrics.add(api);
  addFailures(api);
  addConnectionLimit(api, limits);
  letNewcomersIn(api);
  addIdleLimit(api, limits);
  addExpectation(api, limits);
  addSlowReaderLimit(api, limits);
  addAccessLog(api);
  addBodies(api);
  await addSecurityHeaders(api);
  await addGuard(api, service);
  await addDocs(api, version);
  await api.register(multipart, {
    limits: {
      // One more than is allowed, so that what receives the files sees it and stops; the reader of forms would read on to the end.
      fileSize: limits.fileBytes + 1,
      files: limits.filesPerUpload,
      fields: 20,
      fieldSize: 10_000,
      fieldNameSize: 100,
      headerPairs: 100,
      parts: limits.filesPerUpload + 20,
    },
  });
  healthRoutes(api, service);
  metricsRoutes(api, metrics.registry);
  await api.register(
    (v1, _options, done) => {
      for (const group of ROUTES) group(v1, service);
      done();
    },
    { prefix: "/v1" },
  );
  return api;
}

function addFailures(api: Api): void {
  api.setErrorHandler((error: FastifyError, request, reply) => {
    const { bodyLimit, schema } = request.routeOptions;
    const { status, problem, retryAfterSeconds } = problemOf(error, request.id, { bodyLimit, schema });
    if (status >= 500 && problem.code !== "unavailable") request.log.error({ err: error }, "failed");
    else if (problem.code === "unavailable" && !(error instanceof AppFailure && error.cause === undefined))
      request.log.warn({ err: error }, "unavailable");
    if (retryAfterSeconds !== undefined) void reply.header("retry-after", retryAfterSeconds);
    if (status === 401) void reply.header("www-authenticate", "Bearer");
    // A request without a body is not told to be complete yet when it is refused at once, and connecting again would cost more than the
    // refusal.
    const { "content-length": length = "0", "transfer-encoding": coding } = request.headers;
    const hasBody = length !== "0" || coding !== undefined;
    if (hasBody && !request.raw.complete) endUnread(request, reply);
    return reply.code(status).type(PROBLEM_TYPE).serializer(JSON.stringify).send(problem);
  });
  api.setNotFoundHandler((request) => {
    throw new AppFailure(
      "not_found",
      `Cannot find this: there is no such route for ${request.method}; see /docs`,
    );
  });
}

function addAccessLog(api: Api): void {
  api.addHook("onResponse", (request, reply, done) => {
    const { principal } = request;
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? "none",
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
        ...(principal === undefined ? {} : { tenant: principal.tenantId, key: principal.keyId }),
      },
      "answered",
    );
    done();
  });
}

function addBodies(api: Api): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser("application/json", { parseAs: "string" }, (_request, text, done) => {
    try {
      done(null, parseStrictJson(text as string));
    } catch (error) {
      done(error as Error);
    }
  });
  api.addHook("preValidation", (request, _reply, done) => {
    for (const part of [request.query, request.params]) {
      for (const [name, value] of Object.entries(part as Record<string, unknown>)) {
        checkText(name, "query");
        if (typeof value === "string") checkText(value, "query");
      }
    }
    done();
  });
}
