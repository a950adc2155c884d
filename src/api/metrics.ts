import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Api } from "./api.ts";

/** Prometheus metrics of the service. Labels are routes, methods and states: nothing of a request itself. */
export interface Metrics {
  readonly registry: Registry;
  readonly add: (api: Api) => void;
}

const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** @param measuresProcess memory, event loop and garbage collection too; once in a process */
export function createMetrics(measuresProcess: boolean): Metrics {
  const registry = new Registry();
  if (measuresProcess) collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: "revcast_http_request_seconds",
    help: "Time to answer by route, method and status",
    labelNames: ["route", "method", "status"],
    buckets: BUCKETS_S,
    registers: [registry],
  });
  const refused = new Counter({
    name: "revcast_http_refused_total",
    help: "Requests answered 429 or 503",
    labelNames: ["status"],
    registers: [registry],
  });
  const open = new Gauge({
    name: "revcast_http_requests_under_way",
    help: "Requests that are being answered",
    registers: [registry],
  });
  return {
    registry,
    add: (api) => {
      api.addHook("onRequest", (_request, _reply, done) => {
        open.inc();
        done();
      });
      api.addHook("onResponse", (request, reply, done) => {
        open.dec();
        const status = String(reply.statusCode);
        const route = request.routeOptions.url ?? "none";
        seconds.observe({ route, method: request.method, status }, reply.elapsedTime / 1_000);
        if (status === "429" || status === "503") refused.inc({ status });
        done();
      });
    },
  };
}
