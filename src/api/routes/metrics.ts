import type { Registry } from "prom-client";
import { z } from "zod";
import type { Api } from "../api.ts";

export function metricsRoutes(api: Api, registry: Registry): void {
  api.route({
    method: "GET",
    url: "/metrics",
    config: { policy: { scope: "operate", shows: "C1", rows: "tenant" } },
    schema: {
      tags: ["operation"],
      summary: "Metrics for Prometheus, with a key of the scope operate",
      response: { 200: z.string() },
    },
    handler: async (_request, reply) => {
      const text = await registry.metrics();
      return reply.type(registry.contentType).serializer(String).send(text);
    },
  });
}
