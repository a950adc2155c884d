import rateLimit from "@fastify/rate-limit";
import type { FastifyRequest } from "fastify";
import type { Socket } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { readKeyText, type KeyText } from "../app/access/key-text.ts";
import { ensureMayUse } from "../app/access/policy.ts";
import { AppFailure } from "../contracts/failure.ts";
import type { Api, RouteEntry } from "./api.ts";
import { isHealth } from "./connections.ts";
import type { Service } from "./service.ts";

/** Where the description of the API is. */
export const DOCS = "/docs";

/**
 * Stands before every route: refuses what is too much, finds out who asks, and asks the policy. Nothing of a body has been read by
 * then. A route without a policy stops the building of the service.
 */
export async function addGuard(api: Api, service: Service): Promise<void> {
  const { limits } = service;
  api.decorateRequest("principal", undefined);
  const policies: RouteEntry[] = [];
  api.decorate("routePolicies", policies);
  api.addHook("onRoute", (route) => {
    // The page that describes the API shows nothing of anyone; its routes are the only ones that others bring.
    if (route.url.startsWith(DOCS)) route.config = { ...route.config, policy: "public" };
    if (route.config?.policy === undefined) {
      throw new RangeError(`Cannot add ${String(route.method)} ${route.url}: it declares no policy`);
    }
    const { policy } = route.config;
    for (const method of [route.method].flat()) policies.push({ method, url: route.url, policy });
  });
  addLoadShedding(api, service);
  await api.register(rateLimit, { global: false });
  const minute = { timeWindow: 60_000 };
  const byAddress = { ...minute, keyGenerator: ({ ip }: FastifyRequest) => ip };
  const address = api.createRateLimit({ ...byAddress, max: limits.perAddressAndMinute });
  const refusals = api.createRateLimit({ ...byAddress, max: limits.refusedPerAddressAndMinute });
  const key = api.createRateLimit({
    ...minute,
    max: limits.perKeyAndMinute,
    keyGenerator: ({ principal }) => principal?.keyId ?? "",
  });
  const keyOf = keyReader();
  let refusedAt = -Infinity;
  api.addHook("onRequest", async (request) => {
    const { policy } = request.routeOptions.config;
    // What is no route has none; the answer is 404 for everyone.
    if (policy === undefined) return;
    await ensureWithin(address, request, "this address");
    if (policy === "public") return;
    // Looked at before the key, so that guessing costs the guesser more than it costs the service; when nobody was refused for as long as
    // it counts, nobody was too often.
    if (Date.now() - refusedAt <= minute.timeWindow)
      await ensureWithin(refusals, request, "this address, without a valid key", false);
    try {
      request.principal = await service.authenticate(keyOf(request));
    } catch (error) {
      if (error instanceof AppFailure && error.code === "not_signed_in") {
        refusedAt = Date.now();
        await refusals(request);
      }
      throw error;
    }
    await ensureWithin(key, request, "this key");
    ensureMayUse(request.principal, policy);
  });
}

type Limiter = ReturnType<Api["createRateLimit"]>;

async function ensureWithin(
  limiter: Limiter,
  request: FastifyRequest,
  whose: string,
  counts = true,
): Promise<void> {
  const state = await limiter(request, { increment: counts });
  const isOver = !state.isAllowed && (counts ? state.isExceeded : state.remaining <= 0);
  if (!isOver) return;
  throw new AppFailure(
    "too_many",
    `Cannot take more requests from ${whose} for now: ${state.max} in a minute are allowed`,
  );
}

const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/i;

/** Reads the key that a request brings, once for a connection on which the same comes again. */
function keyReader(): (request: FastifyRequest) => KeyText | undefined {
  const lastOf = new WeakMap<Socket, { readonly header: string; readonly key: KeyText | undefined }>();
  return ({ headers: { authorization: header = "" }, raw: { socket } }) => {
    const last = lastOf.get(socket);
    if (last?.header === header) return last.key;
    const text = BEARER.exec(header)?.[1];
    if (text === undefined) {
      throw new AppFailure(
        "not_signed_in",
        'Cannot tell who asks: send the key as "Authorization: Bearer KEY"',
      );
    }
    const key = readKeyText(text);
    lastOf.set(socket, { header, key });
    return key;
  };
}

/** Answers at once what could not be answered in time: too much is under way, or the process has no time for what is. */
function addLoadShedding(api: Api, { limits }: Service): void {
  let underWay = 0;
  let loopDelayMs = 0;
  const histogram = monitorEventLoopDelay({ resolution: 10 });
  histogram.enable();
  const timer = setInterval(() => {
    loopDelayMs = histogram.percentile(99) / 1e6;
    histogram.reset();
  }, 500);
  timer.unref();
  api.addHook("onClose", () => {
    clearInterval(timer);
    histogram.disable();
  });
  // One for all: to say where each came from costs as much as the answer.
  const tooMuch = new AppFailure("unavailable", "Cannot take this request now: the service is at its limit");
  api.decorateRequest("isUnderWay", false);
  api.addHook("onRequest", (request, _reply, done) => {
    if (isHealth(request)) return done();
    if (underWay >= limits.requestsAtOnce || loopDelayMs > limits.loopDelayMs) {
      return done(tooMuch);
    }
    request.isUnderWay = true;
    underWay++;
    done();
  });
  const release = (request: FastifyRequest): void => {
    if (request.isUnderWay) underWay--;
    request.isUnderWay = false;
  };
  api.addHook("onResponse", (request, _reply, done) => {
    release(request);
    done();
  });
  api.addHook("onRequestAbort", (request, done) => {
    release(request);
    done();
  });
}
